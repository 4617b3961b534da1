namespace NetGen;

/// <summary>What all layers of a stack have. Layers apply in the order in which they are written on the class.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
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
}
