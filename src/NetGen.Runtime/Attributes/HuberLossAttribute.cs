namespace NetGen;

/// <summary>
/// The sum over outputs of a square near the target and a line far away (Huber, 1964): with <c>e = |output - target|</c>, <c>e^2 / 2</c> where
/// <c>e &lt;= delta</c>, else <c>delta * (e - delta / 2)</c>.
/// </summary>
/// <param name="delta">Where the line begins, above 0.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class HuberLossAttribute(double delta = 1) : LossAttribute
{
    /// <summary>Where the line begins. 1 by default.</summary>
    public double Delta { get; } = delta;
}
