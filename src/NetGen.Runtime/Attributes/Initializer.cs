namespace NetGen;

/// <summary>How the values of a parameter begin. All draws come from the seed given to the network's constructor.</summary>
/// <remarks>
/// Fan in is the number of inputs of one output, fan out the number of outputs of one input. The layer's properties
/// <c>WeightInitializerArgument</c> and <c>BiasInitializerArgument</c> give the number that some of these need.
/// </remarks>
public enum Initializer
{
    /// <summary>He for weights before the ReLU family, Xavier for other weights, both uniform; zeros for biases.</summary>
    Default,

    /// <summary>All zero.</summary>
    Zeros,

    /// <summary>All equal to the argument.</summary>
    Constant,

    /// <summary>Uniform between minus the argument and the argument.</summary>
    Uniform,

    /// <summary>Normal with mean zero; the argument is the standard deviation.</summary>
    Normal,

    /// <summary>Uniform within the square root of 6 / (fan in + fan out), for tanh, sigmoid and linear layers (Glorot and Bengio, 2010).</summary>
    XavierUniform,

    /// <summary>Normal with variance 2 / (fan in + fan out) (Glorot and Bengio, 2010).</summary>
    XavierNormal,

    /// <summary>Uniform within the square root of 6 / fan in, for the ReLU family (He et al., 2015).</summary>
    HeUniform,

    /// <summary>Normal with variance 2 / fan in (He et al., 2015).</summary>
    HeNormal,

    /// <summary>Orthonormal rows or columns, whichever are fewer, times the argument, 1 by default (Saxe et al., 2014).</summary>
    Orthogonal,
}
