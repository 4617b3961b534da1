namespace NetGen;

/// <summary>A layer stack of another class in the place of a layer: <c>[Stack(typeof(Backbone), nameof(Backbone.Features))]</c>.</summary>
/// <remarks>Each use has parameters of its own, named by the method: <c>features.dense1.weight</c>.</remarks>
/// <param name="type">The class, with <see cref="BlocksAttribute"/> or a network.</param>
/// <param name="method">A static partial method of it with layers.</param>
public sealed class StackAttribute(Type type, string method) : LayerAttribute
{
    /// <summary>The class.</summary>
    public Type Type { get; } = type;

    /// <summary>The method's name.</summary>
    public string Method { get; } = method;
}
