namespace NetGen.Compiler.Graph;

/// <summary>The element type of a network's numbers.</summary>
internal enum Precision : byte
{
    Single,
    Double,
}

/// <summary>How a parameter's values begin. The meaning of <c>A</c> and <c>B</c> is the kind's.</summary>
internal enum InitializerKind : byte
{
    /// <summary>All zero.</summary>
    Zeros,

    /// <summary>All <c>A</c>.</summary>
    Constant,

    /// <summary>Uniform in [A, B).</summary>
    Uniform,

    /// <summary>Normal with mean A and standard deviation B.</summary>
    Normal,

    /// <summary>Glorot and Bengio 2010: uniform within the square root of 6 / (fan in + fan out), times the gain A.</summary>
    XavierUniform,

    /// <summary>Normal with variance 2 / (fan in + fan out), times the gain A.</summary>
    XavierNormal,

    /// <summary>He et al. 2015: uniform within the square root of 6 / fan in.</summary>
    HeUniform,

    /// <summary>Normal with variance 2 / fan in.</summary>
    HeNormal,

    /// <summary>Saxe et al. 2014: rows or columns orthonormal, times the gain A.</summary>
    Orthogonal,
}

internal readonly record struct Initializer(InitializerKind Kind, double A = 0, double B = 0);

/// <summary>A trained value of the network.</summary>
/// <param name="Name">The name in files, as PyTorch has it: <c>dense1.weight</c>.</param>
/// <param name="Shape">The shape in files: <c>[out, in]</c> for a dense layer.</param>
/// <param name="IsWeight">True for weights proper, which penalties and decay apply to; false for biases, scales and shifts.</param>
/// <param name="Positions">The places of the image that the features of the last axis were flattened from, 1 for most: see <see cref="AxisOrder"/>.</param>
/// <param name="Sparse">Whether optimizers leave rows that no batch named as they are, whatever their rule.</param>
internal sealed record Parameter(
    string Name, Shape Shape, Initializer Initializer, int FanIn, int FanOut, bool IsWeight, bool Frozen = false, int Positions = 1, bool Sparse = false);

/// <summary>A value that the network keeps and updates itself, such as a running mean: saved, never optimized.</summary>
/// <param name="Positions">As of a <see cref="Parameter"/>.</param>
internal sealed record State(string Name, Shape Shape, double InitialValue, int Positions = 1);

/// <summary>A network: parameters, states, and several functions over them.</summary>
internal sealed record Module(
    string Name,
    Precision Precision,
    EquatableArray<Parameter> Parameters,
    EquatableArray<State> States,
    EquatableArray<Function> Functions)
{
    public Function? Find(string name) => Functions.FirstOrDefault(f => f.Name == name);
}
