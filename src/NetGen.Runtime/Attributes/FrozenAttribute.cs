namespace NetGen;

/// <summary>
/// Marks a network, a layer stack or a method whose parameters training leaves as they are. The generated code has no gradients for them, and computes
/// none below the lowest layer that is trained; batch normalisations in it use their running statistics and leave them alone. Of a single layer it is
/// the property <see cref="LayerAttribute.Frozen"/>. To freeze and thaw while a program runs, see <see cref="ParameterSet{T}.Freeze"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, Inherited = false)]
public sealed class FrozenAttribute : Attribute;
