namespace NetGen;

/// <summary>A value that a network keeps and updates itself, made by <see cref="Layers.State"/>: saved with the parameters, never optimized.</summary>
public sealed class StateValue
{
    private StateValue()
    {
    }

    /// <summary>
    /// Reads the value as it was before this call, or as it was last set in it. Setting it in a training pass keeps the value for the next
    /// call; in inference it lasts for the call only. What is set must not depend on the sample: take <see cref="Layers.BatchMean"/> before.
    /// </summary>
    public Tensor Value
    {
        get => CompileTime.Only<Tensor>("StateValue.Value");
        set => CompileTime.Throw("StateValue.Value");
    }
}
