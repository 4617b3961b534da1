using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace NetGen.CompilerServices;

/// <summary>For generated code: how an optimizer changes parameters, element by element; each rule is the formula in its class's documentation.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum DeviceRule
{
    /// <summary>Coefficients: rate.</summary>
    Sgd,

    /// <summary>Coefficients: rate, momentum.</summary>
    Momentum,

    /// <summary>Coefficients: rate, momentum.</summary>
    Nesterov,

    /// <summary>Coefficients: rate, alpha, 1 - alpha, epsilon.</summary>
    RmsProp,

    /// <summary>Coefficients: rate, epsilon.</summary>
    AdaGrad,

    /// <summary>Coefficients: rate, rho, 1 - rho, epsilon.</summary>
    Adadelta,

    /// <summary>Coefficients: rate of this step, beta1, 1 - beta1, beta2, 1 - beta2, epsilon of this step.</summary>
    Adam,

    /// <summary>As of <see cref="Adam"/>; decay is what weights are multiplied by.</summary>
    AdamW,
}

/// <summary>For generated code: one step of an optimizer.</summary>
/// <param name="Rule">The formula.</param>
/// <param name="Moments">How many numbers are kept for each parameter.</param>
/// <param name="Decay">What decay does to weights proper: added times the weight to its gradient, or for <see cref="DeviceRule.AdamW"/> what the weight is multiplied by.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct DeviceUpdate(DeviceRule Rule, int Moments, float Decay)
{
    private readonly Coefficients _coefficients;

    internal DeviceUpdate(DeviceRule rule, int moments, double decay, params ReadOnlySpan<double> coefficients) : this(rule, moments, (float)decay)
    {
        for (int i = 0; i < coefficients.Length; i++) _coefficients[i] = (float)coefficients[i];
    }

    /// <summary>A coefficient of the rule.</summary>
    /// <param name="index">As the rule lists them.</param>
    public float this[int index] => _coefficients[index];

    [InlineArray(8)]
    private struct Coefficients
    {
        private float _first;
    }
}
