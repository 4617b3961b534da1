using System.ComponentModel;
using System.Numerics;

namespace NetGen.CompilerServices;

/// <summary>For generated code: what <c>Clone</c> copies.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Copying
{
    /// <summary>Copies values, states, what is frozen, and the number of training passes, on which random numbers depend.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="from">A network's set.</param>
    /// <param name="to">The set of another instance of the same network.</param>
    public static void Copy<T>(ParameterSet<T> from, ParameterSet<T> to) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        from.ValueSpan.CopyTo(to.ValueSpan);
        from.StateSpan.CopyTo(to.StateSpan);
        foreach (var parameter in from) to[parameter.Name].Frozen = parameter.Frozen;
        to.Step = from.Step;
        to.MarkChanged();
    }
}
