namespace NetGen;

/// <summary>What <see cref="SimpleRnnAttribute"/> applies at each step.</summary>
public enum RecurrentActivation
{
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>The positive part.</summary>
    Relu,
}
