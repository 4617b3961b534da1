using System.ComponentModel;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: work that can be divided into independent ranges. A <c>ref struct</c> that holds references to the arrays and spans of a call needs no
/// pinning: it stays on the caller's stack, and what the workers load from it are tracked references.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IParallelRegion
{
    /// <summary>Does a range of the work. Ranges may run at once, in any order, on any thread; none reads what another writes.</summary>
    /// <param name="first">The range's beginning, from 0 on.</param>
    /// <param name="end">What follows the range.</param>
    void Run(int first, int end);
}
