namespace NetGen;

/// <summary>What all layers of a stack have. Layers apply in the order in which they are written, on the class or on a partial method that a <c>Forward</c> method calls.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    private protected LayerAttribute()
    {
    }

    /// <summary>
    /// The layer's name, which its parameters and its row of the summary carry: letters, digits and underscores, not beginning with a digit.
    /// By default the kind and its number in the stack: <c>dense1</c>, <c>dense2</c>, <c>relu1</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Whether the layer's parameters stay as they are in training until they are thawed; a batch normalisation then uses its running statistics. False by default.</summary>
    public bool Frozen { get; set; }
}
