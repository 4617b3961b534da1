namespace NetGen;

/// <summary>Marks a parameter of <c>Forward</c> that has one value for a whole batch, such as an adjacency matrix.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class PerBatchAttribute : Attribute;
