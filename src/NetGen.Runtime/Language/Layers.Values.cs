namespace NetGen;

public static partial class Layers
{
    /// <summary>
    /// Whether the body is being run for training. It is run twice, for training and for inference, and this is a constant in each: <c>if</c> may
    /// depend on it.
    /// </summary>
    public static bool IsTraining => CompileTime.Only<bool>();

    /// <summary>A trained value by itself. A second call with the same name in the same scope is the same parameter.</summary>
    /// <param name="name">Its name; the path of calls comes before it.</param>
    /// <param name="shape">Its shape; none for one number.</param>
    /// <param name="initializer">How it begins: by default Xavier (uniform) for matrices, whose inputs are the last axis, and zero for vectors.</param>
    /// <param name="argument">The number that the initializer needs: see <see cref="Initializer"/>.</param>
    /// <param name="frozen">Whether it stays as it is in training.</param>
    public static Tensor Parameter(string name, int[] shape, Initializer initializer = Initializer.Default, double? argument = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>A value that the network keeps and updates itself: saved, never optimized.</summary>
    /// <param name="name">Its name; the path of calls comes before it.</param>
    /// <param name="shape">Its shape; none for one number.</param>
    /// <param name="initial">What all its elements begin as.</param>
    public static StateValue State(string name, int[] shape, double initial = 0) => CompileTime.Only<StateValue>();

    /// <summary>Numbers that are known at compile time.</summary>
    /// <param name="values">The numbers; more axes than one by <paramref name="shape"/>, row-major.</param>
    /// <param name="shape">The shape; by default one axis of all.</param>
    public static Tensor Constant(double[] values, int[]? shape = null) => CompileTime.Only<Tensor>();

    /// <summary>Numbers that are known at compile time.</summary>
    /// <param name="values">The numbers; more axes than one by <paramref name="shape"/>, row-major.</param>
    /// <param name="shape">The shape; by default one axis of all.</param>
    public static Tensor Constant(float[] values, int[]? shape = null) => CompileTime.Only<Tensor>();

    /// <summary>Numbers that are known at compile time.</summary>
    /// <param name="values">The numbers; more axes than one by <paramref name="shape"/>, row-major.</param>
    /// <param name="shape">The shape; by default one axis of all.</param>
    public static Tensor Constant(int[] values, int[]? shape = null) => CompileTime.Only<Tensor>();

    /// <summary>One number everywhere.</summary>
    /// <param name="value">The number.</param>
    /// <param name="shape">The shape.</param>
    public static Tensor Fill(double value, params int[] shape) => CompileTime.Only<Tensor>();

    /// <summary>Random numbers, uniform in [0, 1), drawn anew in each training pass for each sample and element, by the network's seed. In inference they are drawn too.</summary>
    /// <param name="shape">The shape.</param>
    public static Tensor RandomUniform(params int[] shape) => CompileTime.Only<Tensor>();

    /// <summary>Random numbers of mean 0 and variance 1, from pairs of uniform ones (Box and Muller, 1958); see <see cref="RandomUniform"/>.</summary>
    /// <param name="shape">The shape.</param>
    public static Tensor RandomNormal(params int[] shape) => CompileTime.Only<Tensor>();

    /// <summary>The same value, through which no gradient passes.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor StopGradient(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The mean over the samples of the batch: the same for all of them.</summary>
    /// <param name="x">Any shape, which stays.</param>
    public static Tensor BatchMean(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The sum over the samples of the batch: the same for all of them.</summary>
    /// <param name="x">Any shape, which stays.</param>
    public static Tensor BatchSum(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>
    /// A function of numbers, applied to each element: a method with <see cref="ElementwiseAttribute"/> or a lambda. The generator differentiates
    /// it and prints it as vector code.
    /// </summary>
    /// <param name="function">Arithmetic, <see cref="MathF"/>, and <c>?:</c> where it depends on the argument.</param>
    /// <param name="x">Any shape.</param>
    public static Tensor Map(Func<float, float> function, Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>As <see cref="Map(Func{float, float}, Tensor)"/>, of two values.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">Its first argument.</param>
    /// <param name="y">Its second argument, of a shape that fits the first.</param>
    public static Tensor Map(Func<float, float, float> function, Tensor x, Tensor y) => CompileTime.Only<Tensor>();

    /// <summary>As <see cref="Map(Func{float, float}, Tensor)"/>, of three values.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">Its first argument.</param>
    /// <param name="y">Its second argument.</param>
    /// <param name="z">Its third argument.</param>
    public static Tensor Map(Func<float, float, float, float> function, Tensor x, Tensor y, Tensor z) => CompileTime.Only<Tensor>();

    /// <summary>As <see cref="Map(Func{float, float}, Tensor)"/>, written in double.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">Any shape.</param>
    public static Tensor Map(Func<double, double> function, Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>As <see cref="Map(Func{float, float}, Tensor)"/>, of two values, written in double.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">Its first argument.</param>
    /// <param name="y">Its second argument, of a shape that fits the first.</param>
    public static Tensor Map(Func<double, double, double> function, Tensor x, Tensor y) => CompileTime.Only<Tensor>();
}
