namespace NetGen;

/// <summary>
/// Marks a static method of a network as its loss: it is run at compile time as <c>Forward</c> is, and returns one number for each sample, or
/// a named tuple of such numbers, which are added. Also the base of the losses that are attributes of the class.
/// </summary>
/// <remarks>
/// Parameters named like an output or an input of <c>Forward</c> are that; the others are targets, columns of the batch. A single output is
/// called <c>output</c>. The loss of a batch is the weighted mean over its samples; a number that is the same for all samples is added once.
/// </remarks>
/// <example>
/// <code>
/// [Loss] private static Tensor Loss(Tensor output, Tensor target) => Sum(Square(output - target));
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public class LossAttribute : Attribute
{
    /// <summary>
    /// Names of the parameters that this loss trains, with <c>*</c> for any characters and commas between patterns: <c>"critic.*"</c>. By default all.
    /// </summary>
    public string? Trains { get; set; }
}
