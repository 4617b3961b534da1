namespace NetGen;

/// <summary>The mean over outputs of <c>(output - target)^2</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MeanSquaredErrorLossAttribute : LossAttribute;
