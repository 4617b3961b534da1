using System.Globalization;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>What fits into the buffers of the runtime, each of which is one array.</summary>
internal static class Sizes
{
    /// <summary>The most values that one sample of anything may have: 1 GiB in double.</summary>
    public const long MaximumLength = 1L << 27;

    /// <summary>The most bytes that all parameters may take, with their padding.</summary>
    public const long MaximumParameterBytes = int.MaxValue - (1L << 16);

    public static bool Fits(Shape shape)
    {
        long length = 1;
        foreach (int d in shape.Dimensions)
        {
            length *= d;
            if (length > MaximumLength) return false;
        }
        return true;
    }

    /// <summary>The bytes a parameter takes in memory, at most: matrices lie in panels, and every parameter begins at a cache line.</summary>
    public static long ParameterBytes(Shape shape, Precision precision)
    {
        long outputs = shape.Rank < 2 ? shape.Length : new PanelLayout(shape[0], 1, precision).StoredOutputs;
        long inputs = 1;
        for (int i = 1; i < shape.Rank; i++) inputs *= shape[i];
        long bytes = outputs * inputs * (precision == Precision.Single ? 4 : 8);
        return (bytes + 63) / 64 * 64;
    }

    public static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
