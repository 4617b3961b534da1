namespace NetGen;

/// <summary>Integers that a network is given: tokens, labels, actions. A symbol of the compile-time language like <see cref="Tensor"/>.</summary>
public sealed class IntTensor
{
    private IntTensor()
    {
    }

    /// <summary>The sizes of the axes of one sample, known at compile time; none for one integer a sample.</summary>
    public ReadOnlySpan<int> Shape => CompileTime.Only<int[]>();

    /// <summary>The number of axes.</summary>
    public int Rank => CompileTime.Only<int>();

    /// <summary>The number of elements of one sample.</summary>
    public int Length => CompileTime.Only<int>();
}
