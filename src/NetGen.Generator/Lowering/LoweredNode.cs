using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

internal enum LoweredKind : byte
{
    Column,
    Parameter,
    State,
    Constant,
    BatchSize,
    Random,
    Map,
    Reduce,

    /// <summary>A product with weights, with a bias and an expression as epilogue once fused.</summary>
    Dense,
    InputGradient,

    /// <summary>With the gradient of the bias as a by-product once fused.</summary>
    WeightGradient,

    /// <summary>A routine of the runtime, <see cref="LoweredNode.Routine"/>.</summary>
    Routine,

    /// <summary>Products of images with windows, with bias and epilogue once fused.</summary>
    Convolution,
    ConvolutionInputGradient,
    ConvolutionWeightGradient,

    /// <summary>A pool, or what only moves or mixes elements: a routine of the runtime by <see cref="LoweredNode.Operation"/>.</summary>
    Movement,

    /// <summary>The same elements with other axes; source and view are dense.</summary>
    View,

    /// <summary>Memory that others fill part by part: its operands, which lie within it.</summary>
    Joined,

    /// <summary>A recurrence; the operation's body, in which captured parameters are parameters.</summary>
    Scan,

    /// <summary>A result of a recurrence, its operand: the final carry or the stacked output of number <see cref="LoweredNode.Index"/>.</summary>
    ScanItem,
}

/// <summary>What a node of kind <see cref="LoweredKind.Routine"/> does.</summary>
internal enum Routine : byte
{
    /// <summary>Rows of a table by integers.</summary>
    Gather,

    /// <summary>Rows added to those of a table of zeros.</summary>
    ScatterAdd,

    /// <summary>Row-major weights into panels.</summary>
    Pack,

    /// <summary>Row-major weights into the panels of their transpose.</summary>
    PackTransposed,

    /// <summary>Panels into row-major order.</summary>
    Unpack,
}

/// <summary>What needs a value: the bits of <see cref="LoweredNode.Needs"/>.</summary>
internal static class Need
{
    /// <summary>Results that every call gives.</summary>
    public const int Always = 1;

    /// <summary>Gradients of parameters, which a call may not want.</summary>
    public const int Parameters = 2;

    /// <summary>The gradient of a column, which a call may not want.</summary>
    public static int Column(int column) => 4 << Math.Min(column, 28);
}

/// <summary>
/// A value of a function in the form that fusion and layout work on: axes of size one are gone, broadcasts live in the readings, reshapes
/// that move nothing are gone, and every reduction is along the last axis or along others but not both.
/// </summary>
internal sealed class LoweredNode(int id, LoweredKind kind, EquatableArray<Extent> axes, int phase)
{
    public int Id { get; } = id;

    public LoweredKind Kind { get; } = kind;

    /// <summary>The axes longer than one, the batch first. Panels are one axis: their storage.</summary>
    public EquatableArray<Extent> Axes { get; } = axes;

    /// <summary>0, or 1 for the second call of a split function.</summary>
    public int Phase { get; } = phase;

    /// <summary>Whether the last of <see cref="Axes"/> is the last axis of the value's shape, whose rows may be padded.</summary>
    public bool HasLastAxis { get; init; }

    /// <summary>Where the elements lie when the value are weights in panels or their like.</summary>
    public WeightLayout? Panels { get; init; }

    /// <summary>The type in the function, for comments.</summary>
    public TensorType Type { get; init; }

    public string? Label { get; set; }

    public List<Reading> Operands { get; init; } = [];

    /// <summary>What a node of that kind does.</summary>
    public Routine Routine { get; init; }

    /// <summary>The types of a routine's operands in the function, and of an operation's.</summary>
    public EquatableArray<TensorType> OperandTypes { get; init; }

    /// <summary>Over the operands of a map; over the result, and the residual, of a product with an epilogue.</summary>
    public Expression? Expression { get; set; }

    public ReduceKind Reduction { get; init; }

    /// <summary>The operand's axes that a reduction removes.</summary>
    public EquatableArray<int> Reduced { get; init; }

    /// <summary>Of the column, parameter, state, random key, item, or the parameter whose panels a product reads; -1 where these are computed.</summary>
    public int Index { get; init; }

    public EquatableArray<double> Values { get; init; }

    /// <summary>The parameter that a product adds.</summary>
    public int? Bias { get; set; }

    /// <summary>What the channels of a convolution are multiplied by and what is then added, where a normalisation is fused: its third and fourth operand.</summary>
    public LoweredNode? Scale => IsProduct && Operands.Count >= 4 ? Operands[2].Node : null;

    public LoweredNode? Shift => IsProduct && Operands.Count >= 4 ? Operands[3].Node : null;

    /// <summary>The function's operation where the kind doesn't say everything: convolutions, pools.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The value that a product's epilogue reads beside its sums, at the same place; among the operands too.</summary>
    public LoweredNode? Residual { get; set; }

    /// <summary>The reduction that the product of a weight gradient computes on the way.</summary>
    public LoweredNode? BiasGradient { get; set; }

    /// <summary>Nodes that must have run before, beside the operands: readers of what this one overwrites.</summary>
    public List<LoweredNode> After { get; } = [];

    public int Needs { get; set; }

    /// <summary>Whether elements follow each other without padding: what views need.</summary>
    public bool IsDense { get; set; }

    public bool IsLeaf => Kind is LoweredKind.Column or LoweredKind.Parameter or LoweredKind.State or LoweredKind.Constant or LoweredKind.BatchSize;

    public bool IsLoop => Kind is LoweredKind.Map or LoweredKind.Reduce;

    public bool IsProduct => Kind is LoweredKind.Dense or LoweredKind.InputGradient or LoweredKind.WeightGradient or LoweredKind.Convolution
        or LoweredKind.ConvolutionInputGradient or LoweredKind.ConvolutionWeightGradient;

    /// <summary>Whether its kernel writes one place only: its memory, or one output.</summary>
    public bool WritesOnce => IsProduct || Kind is LoweredKind.Movement or LoweredKind.Routine;

    /// <summary>A convolution whose channels have a window each.</summary>
    public bool IsDepthwise => Operation is not null && Operands.Count > 1 && Operands[1].Node.Panels is { IsDepthwise: true };

    /// <summary>The axes of the loops that compute it: a reduction runs over its operand's.</summary>
    public EquatableArray<Extent> Domain => Kind == LoweredKind.Reduce ? Operands[0].Node.Axes : Axes;

    /// <summary>For a column of which each call sees one step of a sequence, and for what is <see cref="StackedAs"/> such a step: elements from a sample to the next.</summary>
    public int? SampleStride { get; set; }

    /// <summary>The output in whose place the value lies for all its readers.</summary>
    public int? StackedAs { get; set; }

    /// <summary>For a part of a joined value, and for a view of channels: the whole, as the part reads it.</summary>
    public Reading? Within { get; set; }

    /// <summary>Whether the memory is that of an image, its one part, with columns of zeros beside it, which the kernel that computes the image writes too.</summary>
    public bool HasZeros { get; init; }

    /// <summary>The columns of zeros before and after the rows of an image.</summary>
    public (int Before, int After) Zeros =>
        Within is { Node.HasZeros: true } whole ? (whole.Starts[2], whole.Node.Axes[2].Factor - whole.Starts[2] - Axes[2].Factor) : (0, 0);

    /// <summary>The node whose memory holds the value: a view's source, or the whole that it is a part of.</summary>
    public LoweredNode Storage => Kind == LoweredKind.View ? Operands[0].Node.Storage : Within is { } whole ? whole.Node.Storage : this;

    /// <summary>The nodes that compute the value: a view's source, the parts of a joined value, the recurrence that gives an item.</summary>
    public IEnumerable<LoweredNode> Makers => Kind is LoweredKind.View or LoweredKind.Joined or LoweredKind.ScanItem ? Operands.SelectMany(o => o.Node.Makers) : [this];

    public bool IsInteger => Storage.Kind == LoweredKind.Column && Type.Element == ElementType.Integer;

    /// <summary>All elements.</summary>
    public Extent Length
    {
        get
        {
            var length = Extent.One;
            foreach (var axis in Axes) length *= axis;
            return length;
        }
    }

    public override string ToString() => "%" + Id.ToString(System.Globalization.CultureInfo.InvariantCulture) + (Label is null ? "" : " " + Label);
}

/// <summary>A result of the function and the node that makes it.</summary>
internal readonly record struct LoweredOutput(Output Output, LoweredNode Node);

/// <summary>A function in lowered form; the passes of fusion rewrite it.</summary>
internal sealed class LoweredGraph(Module module, Function function)
{
    /// <summary>For each output elements from a sample to the next where each call gives one step of a sequence, else null; none for most functions.</summary>
    public EquatableArray<int?> OutputStrides { get; init; } = [];

    public int? StrideOf(int output) => output >= 0 && output < OutputStrides.Count ? OutputStrides[output] : null;

    public Module Module { get; } = module;

    public ParameterPlan Parameters { get; } = ParameterPlan.Of(module);

    public Function Function { get; } = function;

    public List<LoweredNode> Nodes { get; } = [];

    public List<LoweredOutput> Outputs { get; } = [];

    public int Phases { get; } = function.Split < function.Nodes.Count ? 2 : 1;

    /// <summary>The phase whose method writes an output.</summary>
    public int PhaseOf(Output output) => output.Role is OutputRole.ParameterGradient or OutputRole.InputGradient ? Phases - 1 : 0;

    /// <summary>The indices of the outputs that each node makes, when no output changes any more.</summary>
    public ILookup<LoweredNode, int> OutputsOf => _outputsOf ??= Outputs.Select((o, i) => (o.Node, Index: i)).ToLookup(o => o.Node, o => o.Index);

    private ILookup<LoweredNode, int>? _outputsOf;

    /// <summary>Drops what no output needs and says of the rest what needs it.</summary>
    public void Prune()
    {
        foreach (var node in Nodes) node.Needs = 0;
        foreach (var (output, node) in Outputs)
            node.Needs |= output.Role switch
            {
                OutputRole.ParameterGradient => Need.Parameters,
                OutputRole.InputGradient => Need.Column(output.Index),
                _ => Need.Always,
            };
        for (int i = Nodes.Count - 1; i >= 0; i--)
        {
            var node = Nodes[i];
            foreach (var operand in node.Operands) operand.Node.Needs |= node.Needs;
            if (node.BiasGradient is { } bias) node.Needs |= bias.Needs;
        }
        Nodes.RemoveAll(n => n.Needs == 0);
    }
}
