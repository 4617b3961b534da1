using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;

namespace NetGen.Benchmarks;

/// <summary>What the machine can do at most, measured in this run: shares of the peak are against these figures.</summary>
internal static class Peak
{
    /// <summary>Prints one JSON line: GFLOP/s of fused multiply-adds in registers, by width, and GB/s of streams by working set.</summary>
    public static void Run()
    {
        var line = new JsonObject
        {
            ["kind"] = "peak",
            ["peer"] = "netgen",
            ["vector512"] = Vector512.IsHardwareAccelerated,
            ["fma_gflops"] = new JsonObject
            {
                ["vector512"] = Vector512.IsHardwareAccelerated ? Measurement.Round(Gflops(Fma512, 32)) : null,
                ["vector256"] = Measurement.Round(Gflops(Fma256, 16)),
                ["vector128"] = Measurement.Round(Gflops(Fma128, 8)),
            },
        };
        var streams = new JsonObject();
        foreach (int kilobytes in new[] { 24, 256, 4096, 262144 }) streams[kilobytes + "KB"] = Measurement.Round(StreamGigabytes(kilobytes * 1024));
        line["four_stream_gb_per_s"] = streams;
        Console.WriteLine(line.ToJsonString());
    }

    /// <summary>The peak of the widest accelerated vector, in GFLOP/s of one thread.</summary>
    public static double Gflops() => Vector512.IsHardwareAccelerated ? Gflops(Fma512, 32) : Gflops(Fma256, 16);

    private static double Gflops(Func<int, float> burst, int flopsPerFma)
    {
        const int Turns = 100_000;
        float sink = 0;
        var m = Measurement.Of(() => sink += burst(Turns), target: 0.02, repeats: 9, warm: 0.1);
        GC.KeepAlive(sink);
        return Turns * 12.0 * flopsPerFma / m.Min / 1e6;
    }

    /// <summary>
    /// The streams of an Adam step without its arithmetic: three arrays read and written, one read. 28 bytes an element.
    /// </summary>
    public static double StreamGigabytes(int bytes)
    {
        int n = bytes / 16;
        float[] w = new float[n], g = new float[n], m = new float[n], v = new float[n];
        var time = Measurement.Of(() => Streams(w, g, m, v), target: 0.05, repeats: 7, warm: 0.1);
        return 28.0 * n / time.Min / 1e6;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Streams(float[] w, float[] g, float[] m, float[] v)
    {
        // By references: checks of bounds would be slower than the caches.
        ref float rw = ref MemoryMarshal.GetArrayDataReference(w), rg = ref MemoryMarshal.GetArrayDataReference(g);
        ref float rm = ref MemoryMarshal.GetArrayDataReference(m), rv = ref MemoryMarshal.GetArrayDataReference(v);
        for (nint i = 0, end = w.Length - Vector<float>.Count; i <= end; i += Vector<float>.Count)
        {
            var gradient = Vector.LoadUnsafe(ref rg, (nuint)i);
            (Vector.LoadUnsafe(ref rw, (nuint)i) + gradient).StoreUnsafe(ref rw, (nuint)i);
            (Vector.LoadUnsafe(ref rm, (nuint)i) + gradient).StoreUnsafe(ref rm, (nuint)i);
            (Vector.LoadUnsafe(ref rv, (nuint)i) + gradient).StoreUnsafe(ref rv, (nuint)i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Fma512(int n)
    {
        Vector512<float> a = Vector512.Create(1f), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        var m = Vector512.Create(0.999f + n * 1e-12f);
        var s = Vector512.Create(0.001f);
        for (int t = 0; t < n; t++)
        {
            a = Vector512.FusedMultiplyAdd(a, m, s); b = Vector512.FusedMultiplyAdd(b, m, s); c = Vector512.FusedMultiplyAdd(c, m, s);
            d = Vector512.FusedMultiplyAdd(d, m, s); e = Vector512.FusedMultiplyAdd(e, m, s); f = Vector512.FusedMultiplyAdd(f, m, s);
            g = Vector512.FusedMultiplyAdd(g, m, s); h = Vector512.FusedMultiplyAdd(h, m, s); i = Vector512.FusedMultiplyAdd(i, m, s);
            j = Vector512.FusedMultiplyAdd(j, m, s); k = Vector512.FusedMultiplyAdd(k, m, s); l = Vector512.FusedMultiplyAdd(l, m, s);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Fma256(int n)
    {
        Vector256<float> a = Vector256.Create(1f), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        var m = Vector256.Create(0.999f + n * 1e-12f);
        var s = Vector256.Create(0.001f);
        for (int t = 0; t < n; t++)
        {
            a = Vector256.FusedMultiplyAdd(a, m, s); b = Vector256.FusedMultiplyAdd(b, m, s); c = Vector256.FusedMultiplyAdd(c, m, s);
            d = Vector256.FusedMultiplyAdd(d, m, s); e = Vector256.FusedMultiplyAdd(e, m, s); f = Vector256.FusedMultiplyAdd(f, m, s);
            g = Vector256.FusedMultiplyAdd(g, m, s); h = Vector256.FusedMultiplyAdd(h, m, s); i = Vector256.FusedMultiplyAdd(i, m, s);
            j = Vector256.FusedMultiplyAdd(j, m, s); k = Vector256.FusedMultiplyAdd(k, m, s); l = Vector256.FusedMultiplyAdd(l, m, s);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Fma128(int n)
    {
        Vector128<float> a = Vector128.Create(1f), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        var m = Vector128.Create(0.999f + n * 1e-12f);
        var s = Vector128.Create(0.001f);
        for (int t = 0; t < n; t++)
        {
            a = Vector128.MultiplyAddEstimate(a, m, s); b = Vector128.MultiplyAddEstimate(b, m, s); c = Vector128.MultiplyAddEstimate(c, m, s);
            d = Vector128.MultiplyAddEstimate(d, m, s); e = Vector128.MultiplyAddEstimate(e, m, s); f = Vector128.MultiplyAddEstimate(f, m, s);
            g = Vector128.MultiplyAddEstimate(g, m, s); h = Vector128.MultiplyAddEstimate(h, m, s); i = Vector128.MultiplyAddEstimate(i, m, s);
            j = Vector128.MultiplyAddEstimate(j, m, s); k = Vector128.MultiplyAddEstimate(k, m, s); l = Vector128.MultiplyAddEstimate(l, m, s);
        }
        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
