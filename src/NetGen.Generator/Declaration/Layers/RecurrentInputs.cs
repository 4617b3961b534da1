namespace NetGen.Compiler.Declaration.Layers;

/// <summary>What a recurrent layer is given beside its input: nodes.</summary>
/// <param name="Lengths">How many steps of each sample count, or null for all.</param>
/// <param name="Initial">The states before the first step, those of both directions side by side; null for zeros.</param>
internal sealed record RecurrentInputs(int? Lengths, int[]? Initial)
{
    /// <summary>The states behind the last step, which the layer puts here.</summary>
    public int[] Final { get; set; } = [];
}
