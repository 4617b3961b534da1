namespace NetGen;

/// <summary>Adds a learned vector to each step of a sequence, by its position. The shape <c>[time, features]</c> stays.</summary>
/// <remarks>Parameter: <c>weight</c> of shape <c>[length, features]</c>.</remarks>
public sealed class PositionEmbeddingAttribute : LayerAttribute
{
    /// <summary>The number of positions, at least that of the steps. By default as many as there are steps.</summary>
    public int Length { get; set; }

    /// <summary>How the vectors begin. By default normal with standard deviation 0.02, as in GPT-2.</summary>
    public Initializer WeightInitializer { get; set; }

    /// <summary>The number that <see cref="WeightInitializer"/> needs: see <see cref="Initializer"/>.</summary>
    public double WeightInitializerArgument { get; set; }
}
