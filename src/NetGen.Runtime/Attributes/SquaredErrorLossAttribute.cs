namespace NetGen;

/// <summary>One half of the sum over outputs of <c>(output - target)^2</c>, as in textbooks: its gradient is <c>output - target</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SquaredErrorLossAttribute : LossAttribute;
