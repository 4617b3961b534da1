namespace NetGen;

/// <summary>What a backward pass does with the gradients that are there.</summary>
public enum GradientMode
{
    /// <summary>The gradients of the parameters are replaced.</summary>
    Overwrite,

    /// <summary>The gradients of the parameters are added to those that are there.</summary>
    Accumulate,

    /// <summary>Only gradients of inputs are computed; those of the parameters stay as they are.</summary>
    InputsOnly,
}
