namespace NetGen;

/// <summary>The mean over outputs of <c>|output - target|</c>. Its derivative where they are equal is 0.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MeanAbsoluteErrorLossAttribute : LossAttribute;
