namespace NetGen.Compiler.Expressions;

/// <summary>The operators of scalar expressions. Comparisons give 1 or 0.</summary>
internal enum ScalarOperator : byte
{
    /// <summary>The number <c>Value</c>.</summary>
    Constant,

    /// <summary>The element of operand <c>A</c> (an index, not a node).</summary>
    Load,

    /// <summary>The position of the element on the last axis of the result, as a number.</summary>
    Position,

    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    Abs,
    Max,
    Min,

    /// <summary>
    /// The exponential, saturating at <see cref="ScalarMath.LargestExponential"/> (2^127.5 in single precision) instead of infinity:
    /// so quotients of exponentials, such as x / (1 + exp(-x)), keep finite values and gradients for any x.
    /// </summary>
    Exp,

    /// <summary>exp(a) - 1, exact near zero, saturating as <see cref="Exp"/> does.</summary>
    Expm1,
    Log,

    /// <summary>log(1 + a), exact near zero.</summary>
    Log1p,
    Sqrt,
    Tanh,
    Sigmoid,

    /// <summary>log(1 + exp(a)) without overflow. One operator, for the derivative of its composition has a kink at zero.</summary>
    Softplus,

    /// <summary>The error function.</summary>
    Erf,

    /// <summary>The distribution function of the normal distribution, (1 + erf(a / sqrt(2))) / 2. One operator, for it shares the exponential of its derivative.</summary>
    NormalCdf,
    Sin,
    Cos,
    Floor,

    /// <summary>-1, 0 or 1; 0 for NaN.</summary>
    Sign,

    /// <summary>a to the power b; b is a constant in what the language can say.</summary>
    Power,
    Less,
    LessOrEqual,
    Equal,

    /// <summary>b where a is not zero, else c.</summary>
    Select,
}
