using System.ComponentModel;
using System.Numerics;

namespace NetGen.CompilerServices;

/// <summary>For generated code: from an output to a class.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Classes
{
    /// <summary>The index of the largest number, the first where several are equal. A NaN counts as the largest, so that it is not overlooked.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="values">At least one number.</param>
    public static int Largest<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int best = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (T.IsNaN(values[i])) return i;
            if (values[i] > values[best]) best = i;
        }
        return best;
    }
}
