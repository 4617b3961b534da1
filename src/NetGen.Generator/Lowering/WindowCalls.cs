using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>Where an argument with axes lies: the distances of neighbours along the axes of its type, the batch first (0 where there is none).</summary>
/// <param name="Sizes">The type's axes, without the batch.</param>
internal sealed record Strides(int Sample, EquatableArray<int> Sizes, EquatableArray<int> Distances)
{
    /// <summary>The columns of zeros before and after the rows of an image.</summary>
    public (int Before, int After) Zeros { get; init; }

    /// <summary>Of a value in its own memory, or as the caller gives it.</summary>
    public static Strides Of(LoweredNode node, TensorType type, Precision precision, bool dense)
    {
        int[] known = Layout.Strides(node, precision, dense || node.IsDense);
        int next = 0, sample = type.Batched ? known[next++] : 0;
        var distances = new int[type.Shape.Rank];
        for (int i = 0; i < distances.Length; i++)
            if (type.Shape[i] != 1) distances[i] = known[next++];

        // One row or column has no neighbour: as if its image were dense.
        for (int i = distances.Length - 1; i >= 0; i--)
            if (type.Shape[i] == 1) distances[i] = i == distances.Length - 1 ? 1 : distances[i + 1] * type.Shape[i + 1];
        return new Strides(sample, type.Shape.Dimensions, new(distances)) { Zeros = node.Zeros };
    }
}

/// <summary>A convolution or one of its gradients.</summary>
/// <param name="X">The image that is read: x, or dy for the gradient of the input.</param>
/// <param name="Other">The weights (turned and transposed for the gradient of the input), or dy for the gradient of the weights.</param>
/// <param name="Result">y, dx or dw.</param>
internal sealed record ConvolutionCall(
    int Phase, int Needs, string Comment, LoweredKind Kind, Operation Operation, WeightLayout Weights, Argument X, Strides XStrides, Argument Other, Strides? OtherStrides,
    Argument? Scale, Argument? Bias, Argument Result, Strides? ResultStrides, Expression? Epilogue, Extent Samples) : KernelCall(Phase, Needs, Comment)
{
    /// <summary>What is added to the sums before the epilogue; it lies as the result does.</summary>
    public Argument? Residual { get; init; }

    /// <summary>Whether the result's places hold channels of other values too, which must not be written.</summary>
    public bool IsPart { get; init; }

    /// <summary>Rows of tiles that are computed at a time, each of four results from sixteen products; 0 where each result is a sum of its own.</summary>
    public int TileRows => Kind == LoweredKind.ConvolutionWeightGradient || Other.Location.Region is Region.Tiles or Region.TurnedTiles
        ? ConvolutionTiles.Rows(Operation, Weights, new Shape((ResultStrides ?? OtherStrides!).Sizes.ToArray())) : 0;

    /// <summary>Whether something is done with the sums.</summary>
    public bool IsFinished => Kind != LoweredKind.ConvolutionWeightGradient && (Scale ?? Bias) is not null || Epilogue is not null;

    /// <summary>Whether the gradient of an input is made of runs of columns and channels (<see cref="GradientRuns"/>).</summary>
    public bool IsRuns => Other.Location.Region == Region.Runs;

    public override Division Division =>
        Kind != LoweredKind.ConvolutionWeightGradient ? Samples.Batched ? Division.Samples : Division.None : Weights.IsDepthwise ? Division.None : Division.Units;

    /// <summary>Two operations for each weight that a place of the image of the output sees.</summary>
    public override long Work
    {
        get
        {
            var y = Kind switch { LoweredKind.Convolution => ResultStrides!, LoweredKind.ConvolutionInputGradient => XStrides, _ => OtherStrides! };
            return 2L * y.Sizes[0] * y.Sizes[1] * Weights.Outputs * Weights.Channels * Weights.Positions;
        }
    }

    public override KernelCall Map(Func<Argument, Argument> argument) => this with
    {
        X = argument(X), Other = argument(Other), Scale = Scale is null ? null : argument(Scale), Bias = Bias is null ? null : argument(Bias), Result = argument(Result), Residual = Residual is null ? null : argument(Residual),
    };
}

/// <summary>A pool, or what only moves or mixes elements: a routine of the runtime.</summary>
internal sealed record MovementCall(
    int Phase, int Needs, string Comment, Operation Operation, EquatableArray<Argument> Operands, EquatableArray<Strides> OperandStrides, Argument Result, Strides ResultStrides,
    Extent Samples) : KernelCall(Phase, Needs, Comment)
{
    public override Division Division => Samples.Batched ? Division.Samples : Division.None;

    public override long Work => Operation is AttentionOperation or AttentionGradientOperation
        ? Operation.Flops(OperandStrides.Select(s => new TensorType(new Shape(s.Sizes.ToArray()))).ToArray(), new TensorType(new Shape(ResultStrides.Sizes.ToArray())))
        : 8L * OperandStrides.Append(ResultStrides).Max(s => s.Sizes.Aggregate(1L, (a, b) => a * b));

    public override KernelCall Map(Func<Argument, Argument> argument) => this with { Operands = Operands.Select(argument).ToEquatableArray(), Result = argument(Result) };
}

/// <summary>Makes the calls of nodes that say their operation.</summary>
internal static class WindowCalls
{
    /// <summary>What a convolution, or the gradient of its input, multiplies with: weights as they are or in a form of the kernel's own.</summary>
    /// <param name="weights">Transposed for the gradient.</param>
    /// <param name="plain">Whether nothing is done with the sums.</param>
    public static Region WeightsOf(Operation operation, WeightLayout weights, Shape image, Shape result, bool plain)
    {
        bool forward = operation is ConvolutionOperation;
        if (ConvolutionTiles.Rows(operation, weights, result) > 0) return forward ? Region.Tiles : Region.TurnedTiles;
        return forward ? Region.Parameter : plain && GradientRuns.Fit(operation, weights, image, result) ? Region.Runs : Region.Transposed;
    }

    /// <param name="memory">Where a value lies.</param>
    /// <param name="written">Where a value goes.</param>
    /// <param name="plan">Where parameters lie.</param>
    public static KernelCall Of(
        LoweredNode node, int needs, string comment, Precision precision, ParameterPlan plan, Func<LoweredNode, Location> memory, Func<LoweredNode, Location> written)
    {
        var result = written(node);
        bool dense = result.Region != Region.Arena;
        var samples = node.OperandTypes[0].Batched ? Extent.Batch : Extent.One;
        var strides = node.OperandTypes.Select((t, i) => node.Operands[i].Node.Panels is null ? Strides.Of(node.Operands[i].Node, t, precision, false) : null).ToArray();
        var operands = node.Operands.Select((o, i) => new Argument(memory(o.Node), (i < strides.Length ? strides[i]?.Sample : null) ?? 0, Offset: Layout.Offset(o.Node, precision))).ToArray();
        if (node.Kind == LoweredKind.Movement)
        {
            var moved = Strides.Of(node, node.Type, precision, dense);
            return new MovementCall(
                node.Phase, needs, comment, node.Operation!, operands.ToEquatableArray(), strides.Select(s => s!).ToEquatableArray(),
                new Argument(result, moved.Sample, Offset: Layout.Offset(node, precision)), moved, samples);
        }
        if (node.Kind == LoweredKind.ConvolutionWeightGradient)
            return new ConvolutionCall(
                node.Phase, needs, comment, node.Kind, node.Operation!, node.Panels!.Value, operands[0], strides[0]!, operands[1], strides[1], null,
                node.BiasGradient is { } sum ? new Argument(written(sum), 0) : null, new Argument(result, 0), null, null, samples);
        bool forward = node.Kind == LoweredKind.Convolution;
        var weights = plan.Parameters[node.Index].Layout(node.OperandTypes[1].Shape, precision);
        var resultStrides = Strides.Of(node, node.Type, precision, dense);
        if (!forward) weights = weights.Transposed;
        var derived = WeightsOf(node.Operation!, weights, node.OperandTypes[0].Shape, node.Type.Shape, node is { Expression: null, Bias: null, Scale: null, Residual: null });
        var other = derived == Region.Parameter ? operands[1] : new Argument(new Location(derived, node.Index), 0);
        return new ConvolutionCall(
            node.Phase, needs, comment, node.Kind, node.Operation!, weights, operands[0], strides[0]!, other, null,
            node.Scale is { } scale ? new Argument(memory(scale), 0) : null,
            node.Shift is { } shift ? new Argument(memory(shift), 0) : node.Bias is { } b ? new Argument(new Location(Region.Parameter, plan.Parameters[b].Offset), 0) : null,
            new Argument(result, resultStrides.Sample, Offset: Layout.Offset(node, precision)), resultStrides, node.Expression, samples) 
        {
            IsPart = node.Within is { Node.HasZeros: false },
            Residual = node.Residual is { } r ? new Argument(memory(r), resultStrides.Sample, Offset: Layout.Offset(r, precision)) : null,
        };
    }
}
