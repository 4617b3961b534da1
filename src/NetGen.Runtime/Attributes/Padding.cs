namespace NetGen;

/// <summary>How many zeros a convolution or a pool puts around its input.</summary>
public enum Padding
{
    /// <summary>None: the kernel stays within the input.</summary>
    Valid,

    /// <summary>
    /// As many that the output has <c>ceil(size / stride)</c> places, as in Keras and TensorFlow: of an odd number of zeros, one more comes behind. It differs
    /// from PyTorch's symmetric padding (<c>Pad</c>) where the stride is above 1.
    /// </summary>
    Same,
}
