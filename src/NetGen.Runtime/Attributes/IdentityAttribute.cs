namespace NetGen;

/// <summary>Returns what it gets: a place with a name of its own.</summary>
public sealed class IdentityAttribute : LayerAttribute;
