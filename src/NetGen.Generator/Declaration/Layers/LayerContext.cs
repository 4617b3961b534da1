using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>What a layer builds into: a function of the network, and the parameters and states that all functions share.</summary>
/// <param name="path">The layer's name, which its parameters begin with.</param>
/// <param name="training">Whether the function is the one that trains.</param>
/// <param name="rectified">Whether the next activation is of the ReLU family.</param>
/// <param name="frozen">Whether the layer's parameters stay as they are.</param>
internal sealed class LayerContext(ModuleBuilder module, FunctionBuilder builder, string path, bool training, bool rectified, bool frozen = false)
{
    public FunctionBuilder Builder { get; } = builder;

    /// <summary>Whether the function is the one that trains: dropout drops and batch statistics are taken.</summary>
    public bool Training { get; } = training;

    /// <summary>Whether the next activation is of the ReLU family, so that He's initialisation is the default.</summary>
    public bool Rectified { get; } = rectified;

    /// <summary>Whether parameters and running statistics stay as they are.</summary>
    public bool Frozen { get; } = frozen;

    /// <summary>Says what integers that are an input of the network must be; others are what they are.</summary>
    public void RequireRange(int node, int minimum, int maximum, string what) => module.RequireRange(Builder, node, new IntegerRange(minimum, maximum, what));

    /// <summary>What a recurrent layer is given beside its input, and where it leaves its last states; null for none.</summary>
    public RecurrentInputs? Recurrent { get; init; }

    public Shape ShapeOf(int node) => Builder.ShapeOf(node);

    /// <summary>The tensors that a call gives beside the input, by the names of the parameters.</summary>
    public IReadOnlyDictionary<string, int> Others { get; init; } = new Dictionary<string, int>();

    /// <summary>The node of a tensor that a call may give beside the input; null where it doesn't.</summary>
    public int? Other(string name) => Others.TryGetValue(name, out int node) ? node : null;

    /// <summary>The full name of something inside this layer.</summary>
    public string PathOf(string name) => path + "." + name;

    /// <summary>The context of a layer inside this one.</summary>
    public LayerContext Inner(string name, bool isRectified) => new(module, Builder, path + "." + name, Training, isRectified, Frozen);

    /// <summary>A trained value of this layer, such as <c>weight</c>: declared once, read by every function.</summary>
    /// <param name="features">The node whose features the last axis of the shape counts: files hold them in PyTorch's order.</param>
    /// <param name="sparse">Whether optimizers leave rows that no batch named as they are.</param>
    /// <exception cref="ParameterConflictException">Another call of the layer has declared it with another shape.</exception>
    public int Parameter(string name, Shape shape, Initializer initializer, int fanIn, int fanOut, bool isWeight, int features = -1, bool sparse = false)
    {
        int index = module.Parameter(new Parameter(path + "." + name, shape, initializer, fanIn, fanOut, isWeight, Frozen, Positions(features), sparse));
        return Builder.Add(new ParameterOperation(index, ParameterConflictException.Check(module.Parameters[index].Shape, shape)));
    }

    /// <summary>A state of this layer, such as <c>running_mean</c>; returns its index for <see cref="ReadState"/> and <see cref="WriteState"/>.</summary>
    /// <exception cref="ParameterConflictException">Another call of the layer has declared it with another shape.</exception>
    public int State(string name, Shape shape, double initial, int features = -1)
    {
        int index = module.State(new State(path + "." + name, shape, initial, Positions(features)));
        ParameterConflictException.Check(module.States[index].Shape, shape);
        return index;
    }

    /// <summary>The state's value: that of the last call of a layer that is called more than once.</summary>
    public int ReadState(int state) => Builder.FindOutput(OutputRole.State, state) ?? Builder.Add(new StateOperation(state, module.States[state].Shape));

    /// <summary>The state's value after this call.</summary>
    public void WriteState(int state, int node) => Builder.SetOutput(module.States[state].Name, OutputRole.State, node, state);

    /// <summary>Uniform random numbers in [0, 1), one for each element of each sample.</summary>
    public int Random(Shape shape) => Builder.Add(new RandomUniformOperation(module.RandomKey(Builder), shape));

    public int Map(Func<Scalar[], Scalar> body, params int[] operands) => Builder.Add(new MapOperation(Expression.Of(operands.Length, body)), operands);

    public int Map(Expression expression, params int[] operands) => Builder.Add(new MapOperation(expression), operands);

    /// <summary>A map whose derivative by its operand is given.</summary>
    public int Map(Expression expression, Expression derivative, int operand) => Builder.Add(new MapOperation(expression, derivative), operand);

    /// <summary>The sum over the last axis, which stays with size 1.</summary>
    public int SumLast(int node) => Builder.Add(new ReduceOperation(ReduceKind.Sum, [ShapeOf(node).Rank - 1], OverBatch: false), node);

    /// <summary>The largest of the last axis, which stays with size 1.</summary>
    public int MaxLast(int node) => Builder.Add(new ReduceOperation(ReduceKind.Max, [ShapeOf(node).Rank - 1], OverBatch: false), node);

    public int Reshape(int node, Shape shape) => Builder.Add(new ReshapeOperation(shape), node);

    public int StopGradient(int node) => Builder.Add(new StopGradientOperation(), node);

    private int Positions(int features) => features < 0 ? 1 : AxisOrder.PositionsOf(Builder, features);
}

/// <summary>Calls that share parameters need them in different shapes.</summary>
internal sealed class ParameterConflictException(string shapes) : Exception(shapes)
{
    public string Shapes { get; } = shapes;

    public static Shape Check(Shape declared, Shape wanted) =>
        declared == wanted ? wanted : throw new ParameterConflictException($"parameters of {declared} before and {wanted} now");
}
