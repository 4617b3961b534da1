namespace NetGen;

/// <summary>Marks a static method of a network whose parameters belong to the method, not to each call: all calls share them.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class SharedAttribute : Attribute;
