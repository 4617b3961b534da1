namespace NetGen;

/// <summary>
/// The hinge of support vector machines. With one output and targets -1 or 1: <c>max(margin - target * output, 0)</c>. With one output for each class
/// and class indices: the sum over the other classes of <c>max(margin + output of the class - output of the target's class, 0)</c> (Weston and Watkins, 1999).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class HingeLossAttribute : LossAttribute
{
    /// <summary>How far on the right side is far enough, above 0. 1 by default.</summary>
    public double Margin { get; set; } = 1;
}
