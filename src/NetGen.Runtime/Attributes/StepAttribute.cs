namespace NetGen;

/// <summary>The perceptron's threshold: 1 where <c>x &gt;= 0</c>, else 0.</summary>
/// <remarks>
/// Its gradient is zero, so nothing before it learns, unless <see cref="StraightThrough"/> is set: with the squared error that is the
/// perceptron's learning rule (Rosenblatt, 1958).
/// </remarks>
public sealed class StepAttribute : LayerAttribute
{
    /// <summary>Whether gradients pass as if the layer were the identity (Bengio et al., 2013). False by default.</summary>
    public bool StraightThrough { get; set; }
}
