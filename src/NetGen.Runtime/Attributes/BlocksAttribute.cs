namespace NetGen;

/// <summary>Marks a static partial class that holds layer stacks and methods for several networks.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlocksAttribute : Attribute;
