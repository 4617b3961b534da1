namespace NetGen;

/// <summary>Marks a partial class as a network: the generator compiles the layers written on it, or its <c>Forward</c> method, and adds the members to train and to predict.</summary>
/// <example>
/// <code>
/// [Network, Input(64)]
/// [Dense(64), Relu, Dense(10), Softmax]
/// [CrossEntropyLoss]
/// public sealed partial class Digits;
/// </code>
/// or
/// <code>
/// [Network, SquaredErrorLoss]
/// public sealed partial class Residual
/// {
///     private static Tensor Forward([Shape(16)] Tensor x)
///     {
///         for (int i = 0; i &lt; 4; i++) x = x + Dense(Relu(Dense(x, 32)), 16);
///         return Dense(x, 1);
///     }
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute : Attribute
{
    /// <summary>The type of the network's numbers, in computation, parameters and members. Single by default.</summary>
    public Precision Precision { get; set; }
}
