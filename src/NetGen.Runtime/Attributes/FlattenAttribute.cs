namespace NetGen;

/// <summary>Makes one axis of all, in row-major order: <c>28 x 28 x 1</c> becomes <c>784</c>.</summary>
public sealed class FlattenAttribute : LayerAttribute;
