namespace NetGen;

/// <summary>Marks a layer stack or a method whose parameters stay as they are in training until they are thawed; batch normalisations in it use their running statistics.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class FrozenAttribute : Attribute;
