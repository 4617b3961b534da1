using System.ComponentModel;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: work in independent parts. A <c>ref struct</c> that holds references to the arrays and spans of a call needs no
/// pinning: it stays on the caller's stack, and what the workers load from it are tracked references.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IParallelRegion
{
    /// <summary>Does one part. Parts may run at once, in any order, on any thread; none reads what another writes.</summary>
    /// <param name="part">From 0 to the number of parts.</param>
    void Run(int part);
}
