namespace NetGen;

/// <summary>
/// What all losses have. A network has at most one; one without can predict and take output gradients. The loss of a batch is the weighted
/// mean over its samples of a value for each sample.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public abstract class LossAttribute : Attribute
{
    private protected LossAttribute()
    {
    }
}
