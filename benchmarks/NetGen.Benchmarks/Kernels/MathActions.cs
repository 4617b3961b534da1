using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetGen.CompilerServices;

namespace NetGen.Benchmarks.Kernels;

/// <summary>The functions of generated kernels over an array, in the widest vectors.</summary>
internal static class MathActions
{
    private interface IFunction
    {
        static abstract V Of<V>(V x) where V : struct, ISimd<V, float>;
    }

    public static (string Name, Action Run)[] Of(float[] x, float[] y) =>
    [
        ("exp", () => Apply<Exp>(x, y)), ("log1p", () => Apply<Log1p>(x, y)), ("tanh", () => Apply<Tanh>(x, y)), ("sigmoid", () => Apply<Sigmoid>(x, y)),
        ("softplus", () => Apply<Softplus>(x, y)), ("erf", () => Apply<Erf>(x, y)), ("sin", () => Apply<Sin>(x, y)),
    ];

    private static void Apply<TFunction>(float[] x, float[] y) where TFunction : struct, IFunction
    {
        if (Vector512.IsHardwareAccelerated) Apply<TFunction, Simd512<float>>(x, y);
        else if (Vector256.IsHardwareAccelerated) Apply<TFunction, Simd256<float>>(x, y);
        else Apply<TFunction, Simd128<float>>(x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TFunction, V>(float[] x, float[] y) where TFunction : struct, IFunction where V : struct, ISimd<V, float>
    {
        ref float from = ref x[0], to = ref y[0];
        for (nint i = 0; i + V.Count <= x.Length; i += V.Count) TFunction.Of(V.Load(ref from, i)).Store(ref to, i);
    }

    private readonly struct Exp : IFunction { public static V Of<V>(V x) where V : struct, ISimd<V, float> => V.Exp(x); }

    private readonly struct Log1p : IFunction { public static V Of<V>(V x) where V : struct, ISimd<V, float> => V.Log1p(x); }

    private readonly struct Tanh : IFunction { public static V Of<V>(V x) where V : struct, ISimd<V, float> => V.Tanh(x); }

    private readonly struct Sigmoid : IFunction { public static V Of<V>(V x) where V : struct, ISimd<V, float> => V.Sigmoid(x); }

    private readonly struct Softplus : IFunction { public static V Of<V>(V x) where V : struct, ISimd<V, float> => V.Softplus(x); }

    private readonly struct Erf : IFunction { public static V Of<V>(V x) where V : struct, ISimd<V, float> => V.Erf(x); }

    private readonly struct Sin : IFunction { public static V Of<V>(V x) where V : struct, ISimd<V, float> => V.Sin(x); }
}
