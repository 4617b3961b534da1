using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.CompilerServices;

/// <summary>
/// Draws the values that parameters begin with, in double and in the files' order, so that both precisions and all layouts begin alike.
/// A parameter's stream hangs on the seed and its name alone: adding a layer does not change how the others begin.
/// </summary>
internal static class Initializers
{
    public static double[] Draw(ParameterSegment segment, string network, ulong seed)
    {
        var values = new double[segment.Count];
        var random = RandomStream.For(seed, Philox.Purpose.Initialization, Hash(segment.Name));
        double fanIn = Math.Max(1, segment.FanIn), fanOut = Math.Max(1, segment.FanOut);
        // A gain of 0 in a segment stands for the usual one.
        double gain = segment.A == 0 ? 1 : segment.A;
        switch (segment.Initial)
        {
            case "Zeros": break;
            case "Ones": values.AsSpan().Fill(1); break;
            case "Constant": values.AsSpan().Fill(segment.A); break;
            case "Uniform": Uniform(values, random, segment.A, segment.B); break;
            case "Normal": Normal(values, random, segment.A, segment.B); break;
            // Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010.
            case "XavierUniform": Uniform(values, random, gain * Math.Sqrt(6 / (fanIn + fanOut))); break;
            case "XavierNormal": Normal(values, random, 0, gain * Math.Sqrt(2 / (fanIn + fanOut))); break;
            // He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015.
            case "HeUniform": Uniform(values, random, gain * Math.Sqrt(6 / fanIn)); break;
            case "HeNormal": Normal(values, random, 0, gain * Math.Sqrt(2 / fanIn)); break;
            // Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", ICLR 2014.
            case "Orthogonal": Orthogonal(values, segment.Shape[0], random, gain); break;
            default: throw new ArgumentException($"Parameter '{segment.Name}' of {network} has the initializer '{segment.Initial}', which this version of the runtime doesn't know.");
        }
        return values;
    }

    private static void Uniform(Span<double> values, RandomStream random, double bound) => Uniform(values, random, -bound, bound);

    // Loops over all parameters run before anything has been called often: compiled well at once, they begin faster than by way of slow code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Uniform(Span<double> values, RandomStream random, double minimum, double maximum)
    {
        foreach (ref double value in values) value = random.Uniform(minimum, maximum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Normal(Span<double> values, RandomStream random, double mean, double deviation)
    {
        foreach (ref double value in values) value = random.Normal(mean, deviation);
    }

    /// <summary>
    /// A matrix whose rows, or columns where these are fewer, are orthonormal and uniformly distributed: Gram-Schmidt over normal vectors,
    /// twice each ("twice is enough", Giraud, Langou and Rozloznik 2005), which makes the diagonal of R positive.
    /// </summary>
    private static void Orthogonal(double[] values, int rows, RandomStream random, double gain)
    {
        int columns = values.Length / rows, vectors = Math.Min(rows, columns), length = Math.Max(rows, columns);
        var q = new double[vectors][];
        for (int v = 0; v < vectors; v++)
        {
            var vector = q[v] = new double[length];
            Normal(vector, random, 0, 1);
            for (int pass = 0; pass < 2; pass++)
                for (int u = 0; u < v; u++)
                    AddScaled(vector, q[u], -Dot(vector, q[u]));
            double scale = 1 / Math.Sqrt(Dot(vector, vector));
            for (int i = 0; i < length; i++) vector[i] *= scale;
        }
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                values[row * columns + column] = gain * (rows <= columns ? q[row][column] : q[column][row]);
    }

    /// <summary>Four sums in a fixed order, products rounded before they are added: the same bits on every machine.</summary>
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sums = Vector256<double>.Zero;
        int i = 0;
        for (; i <= a.Length - 4; i += 4) sums += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
        double sum = sums[0] + sums[1] + (sums[2] + sums[3]);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void AddScaled(Span<double> a, ReadOnlySpan<double> b, double scale)
    {
        int i = 0;
        for (; i <= a.Length - 4; i += 4) (Vector256.Create((ReadOnlySpan<double>)a[i..]) + scale * Vector256.Create(b[i..])).CopyTo(a[i..]);
        for (; i < a.Length; i++) a[i] += scale * b[i];
    }

    /// <summary>FNV-1a over UTF-16 code units: string.GetHashCode differs from run to run.</summary>
    private static ulong Hash(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in name) hash = (hash ^ c) * 1099511628211;
        return hash;
    }
}
