namespace NetGen;

/// <summary>The mean over outputs of <c>(output - target)^2</c>.</summary>
public sealed class MeanSquaredErrorLossAttribute : LossAttribute;
