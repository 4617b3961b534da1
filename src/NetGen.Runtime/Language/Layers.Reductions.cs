namespace NetGen;

public static partial class Layers
{
    /// <summary>The sum of all elements of a sample.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sum(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The sum along an axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Sum(Tensor x, int axis, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>The sum along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Sum(Tensor x, int[] axes, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>The mean of all elements of a sample.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Mean(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The mean along an axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Mean(Tensor x, int axis, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>The mean along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Mean(Tensor x, int[] axes, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>The largest of all elements of a sample.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Max(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The largest along an axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Max(Tensor x, int axis, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>The largest along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Max(Tensor x, int[] axes, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>The smallest of all elements of a sample.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Min(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The smallest along an axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Min(Tensor x, int axis, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>The smallest along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Min(Tensor x, int[] axes, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>The mean square distance from the mean (the biased variance) of all elements of a sample.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Variance(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The mean square distance from the mean (the biased variance) along an axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Variance(Tensor x, int axis, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>The mean square distance from the mean (the biased variance) along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor Variance(Tensor x, int[] axes, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>exp(x) over its sum along an axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    public static Tensor Softmax(Tensor x, int axis) => CompileTime.Only<Tensor>();

    /// <summary>The logarithm of the softmax along an axis, without overflow.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    public static Tensor LogSoftmax(Tensor x, int axis = -1) => CompileTime.Only<Tensor>();

    /// <summary>The logarithm of the sum of exponentials along an axis, without overflow.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    /// <param name="keep">Whether reduced axes stay, with size one.</param>
    public static Tensor LogSumExp(Tensor x, int axis = -1, bool keep = false) => CompileTime.Only<Tensor>();

    /// <summary>x over its Euclidean length along an axis, which counts as at least <paramref name="epsilon"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    /// <param name="epsilon">The least length.</param>
    public static Tensor L2Normalize(Tensor x, int axis = -1, double epsilon = 1e-12) => CompileTime.Only<Tensor>();

    /// <summary>1 at the position of each integer along a new last axis, else 0.</summary>
    /// <param name="x">Integers from 0 to <paramref name="classes"/> - 1; others give zeros.</param>
    /// <param name="classes">The size of the new axis.</param>
    public static Tensor OneHot(IntTensor x, int classes) => CompileTime.Only<Tensor>();

    /// <summary>
    /// The cross-entropy of each position between a class and the softmax of the scores along the last axis: minus the logarithm of its probability. Where the integer is no class, such as -1, it is
    /// zero and has no gradient.
    /// </summary>
    /// <param name="scores">Logits, <c>[.., classes]</c>: no softmax comes before.</param>
    /// <param name="target">The class of each position, <c>[..]</c>.</param>
    /// <returns>One number a position, <c>[..]</c>.</returns>
    public static Tensor CrossEntropy(Tensor scores, IntTensor target) => CompileTime.Only<Tensor>();
}
