using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// Brings a function into the lowered form: no axes of size one, no broadcasts, no copies that move nothing, constants inside
/// expressions, weights as the storage of their panels, reductions along the last axis or along others but not both.
/// </summary>
internal sealed partial class Canonicalizer
{
    private readonly LoweredGraph _graph;
    private readonly Function _function;
    private readonly Reading[] _values;
    private readonly Dictionary<int, LoweredNode> _parameters = [];
    private readonly ScanFrame? _frame;
    private readonly Dictionary<int, LoweredNode> _batchSizes = [];
    private int _next;

    private Canonicalizer(Module module, Function function, ScanFrame? frame)
    {
        _graph = new LoweredGraph(module, function) { OutputStrides = frame?.OutputStrides ?? [] };
        _frame = frame;
        _function = function;
        _values = new Reading[function.Nodes.Count];
    }

    /// <param name="frame">For the body of a scan: how it sees the memory around it.</param>
    public static LoweredGraph Run(Module module, Function function, ScanFrame? frame = null)
    {
        var self = new Canonicalizer(module, function, frame);
        for (int i = 0; i < function.Nodes.Count; i++)
        {
            var node = function.Nodes[i];
            self._values[i] = self.Lower(i, node);
            if (node.Label is not null && self._values[i].IsWhole(self._values[i].Node.Axes.Count)) self._values[i].Node.Label ??= node.Label;
        }
        foreach (var output in function.Outputs)
            self._graph.Outputs.Add(new LoweredOutput(output, self.Result(output)));
        self._graph.Prune();
        return self._graph;
    }

    private Reading Lower(int index, Node node)
    {
        int phase = index < _function.Split ? 0 : 1;
        var type = node.Type;
        return node.Operation switch
        {
            InputOperation input => _frame is null ? Whole(Add(LoweredKind.Column, type, 0, input.Column)) : StepColumn(input.Column, type),
            ScanOperation => Scan(node, phase),
            ItemOperation item => Item(item, node),
            ParameterOperation parameter => Whole(AddParameter(parameter.Index, type)),
            StateOperation state => Whole(Add(LoweredKind.State, type, 0, state.Index)),
            BatchSizeOperation => Whole(Add(LoweredKind.BatchSize, type, 0, 0)),
            ConstantOperation constant => Constant(constant, type),
            RandomUniformOperation random => Whole(AddRandom(random.Key, type, phase)),
            StopGradientOperation => _values[node.Operands[0]],
            BroadcastOperation => Broadcast(node.Operands[0], type, phase),
            ReshapeOperation => Reshape(node.Operands[0], type, phase),
            MapOperation map => Map(map, node, phase),
            ReduceOperation reduce => Reduce(reduce, node, phase),
            DenseOperation => Product(LoweredKind.Dense, node, phase),
            DenseInputGradientOperation => Product(LoweredKind.InputGradient, node, phase),
            DenseWeightGradientOperation => Product(LoweredKind.WeightGradient, node, phase),
            PermuteOperation permute => Permute(permute, node, phase),
            SliceOperation slice => Slice(slice, node, phase),
            PadOperation pad when pad.Step.All(s => s == 1) => Pad(pad, node, phase),
            ConcatOperation concat => Concat(concat, node, phase),
            GatherOperation => Gather(node, phase),
            ScatterAddOperation => ScatterAdd(node, phase),
            MatMulOperation matmul => MatMul(matmul, node, phase),
            _ => Windows(node, phase),
        };
    }

    /// <summary>The axes longer than one, the batch first.</summary>
    public static EquatableArray<Extent> AxesOf(TensorType type)
    {
        var axes = new List<Extent>();
        if (type.Batched) axes.Add(Extent.Batch);
        foreach (int d in type.Shape.Dimensions)
            if (d != 1) axes.Add(new Extent(d));
        return axes.ToEquatableArray();
    }

    private static bool HasLastAxis(TensorType type) => type.Shape.Last != 1;

    private static Reading Whole(LoweredNode node) => Reading.Whole(node);

    /// <summary>For each axis of a value that is broadcast, the axis of the result that it follows.</summary>
    private static int[] Align(TensorType operand, TensorType result)
    {
        var places = new Dictionary<int, int>();
        int next = result.Batched ? 1 : 0;
        for (int i = 0; i < result.Shape.Rank; i++)
            if (result.Shape[i] != 1) places[result.Shape.Rank - i] = next++;
        var axes = new List<int>();
        if (operand.Batched) axes.Add(0);
        for (int i = 0; i < operand.Shape.Rank; i++)
            if (operand.Shape[i] != 1) axes.Add(places[operand.Shape.Rank - i]);
        return axes.ToArray();
    }

    private LoweredNode Insert(LoweredNode node)
    {
        _graph.Nodes.Add(node);
        return node;
    }

    private LoweredNode Add(LoweredKind kind, TensorType type, int phase, int index) =>
        Insert(new LoweredNode(_next++, kind, AxesOf(type), phase) { Type = type, Index = index, HasLastAxis = HasLastAxis(type), IsDense = true });

    private LoweredNode AddRandom(int key, TensorType type, int phase) =>
        Insert(new LoweredNode(_next++, LoweredKind.Random, AxesOf(type), phase)
        {
            Type = type, Index = key, HasLastAxis = HasLastAxis(type), IsDense = AxesOf(type).Count > 2,
        });

    private LoweredNode AddParameter(int index, TensorType type)
    {
        if (_parameters.TryGetValue(index, out var known)) return known;
        if (!_graph.Parameters.Parameters[index].IsPanels) return _parameters[index] = Add(LoweredKind.Parameter, type, 0, index);
        var panels = _graph.Parameters.Parameters[index].Layout(type.Shape, _graph.Module.Precision);
        return _parameters[index] = Insert(new LoweredNode(_next++, LoweredKind.Parameter, [new Extent(panels.Length)], 0) { Type = type, Index = index, Panels = panels, IsDense = true });
    }

    private Reading Constant(ConstantOperation constant, TensorType type)
    {
        var values = constant.Values;
        if (values.Count > 1 && values.Any(v => !v.Equals(values[0])))
            return Whole(Insert(new LoweredNode(_next++, LoweredKind.Constant, AxesOf(type), 0)
            {
                Type = type, Values = values, HasLastAxis = HasLastAxis(type), IsDense = true,
            }));
        return Scalar(values[0]);
    }

    private Reading Scalar(double value) =>
        new(Insert(new LoweredNode(_next++, LoweredKind.Constant, [], 0) { Type = TensorType.Unbatched(Shape.Scalar), Values = [value], IsDense = true }), []);

    private Reading Broadcast(int operand, TensorType type, int phase)
    {
        var value = _values[operand];
        if (value.Node.Panels is not null && _function.Nodes[operand].Type == type) return value;
        return Rows(operand, phase).Follow(Align(_function.Nodes[operand].Type, type));
    }

    /// <summary>A node that holds all elements of a value which may be broadcast or constant.</summary>
    private LoweredNode Materialize(Reading value, TensorType type, int phase)
    {
        var node = value.Node;
        if (node.Panels is not null) return node;
        var axes = AxesOf(type);
        if (value.IsWhole(axes.Count) && !(node.Kind == LoweredKind.Constant && axes.Count == 0) && node.Kind != LoweredKind.BatchSize) return node;
        return Insert(new LoweredNode(_next++, LoweredKind.Map, axes, phase)
        {
            Type = type, HasLastAxis = HasLastAxis(type), Operands = [value], Expression = Expression.Unary(x => x),
        });
    }

    private Reading Reshape(int operand, TensorType type, int phase)
    {
        if (_function.Nodes[operand].Type == type) return _values[operand];

        // Weights stay in panels where they are the same weights: those of a sequence, as of an image of one row.
        if (_values[operand].Node.Panels is { } panels && type.Shape.Rank >= 2 && WeightLayout.Of(type.Shape.Dimensions, panels.Groups, panels.Precision) == panels) return _values[operand];
        var value = Rows(operand, phase);
        var axes = AxesOf(type);
        if (value.Axes.Count == 0) return value;
        if (AxesOf(_function.Nodes[operand].Type) == axes && HasLastAxis(_function.Nodes[operand].Type) == HasLastAxis(type)) return value;
        var source = Contiguous(Materialize(value, _function.Nodes[operand].Type, phase));
        source.IsDense = true;
        return Whole(Insert(new LoweredNode(_next++, LoweredKind.View, axes, phase)
        {
            Type = type, HasLastAxis = HasLastAxis(type), Operands = [Whole(source)], IsDense = true,
        }));
    }

    private Reading Map(MapOperation map, Node node, int phase)
    {
        var panels = node.Operands.Select(o => _values[o].Node).Where(n => n.Panels is not null).Select(n => n.Panels).Distinct().ToArray();
        if (panels.Length > 0 && !FitsPanels(map, node, panels)) panels = [];
        var builder = new ExpressionBuilder();
        var operands = new List<Reading>();
        var loads = node.Operands.Select(o =>
        {
            var value = _values[o];
            if (panels.Length == 0) value = Rows(o, phase).Follow(Align(_function.Nodes[o].Type, node.Type));
            return Load(builder, operands, value);
        }).ToArray();
        var body = panels.Length == 0 && HasLastAxis(node.Type) ? map.Expression : ExpressionRewriting.WithoutPosition(map.Expression);
        var expression = builder.Build(operands.Count, builder.Inline(body, loads));
        (expression, operands) = ExpressionRewriting.WithoutUnread(expression, operands);

        var root = expression.Nodes[expression.Nodes.Count - 1];
        if (root.Operator == ScalarOperator.Load && operands[0].Node.Kind != LoweredKind.BatchSize) return operands[0];
        if (root.Operator == ScalarOperator.Constant) return Scalar(root.Value);
        return Whole(Insert(new LoweredNode(_next++, LoweredKind.Map, panels.Length > 0 ? operands.First(o => o.Node.Panels is not null).Node.Axes : AxesOf(node.Type), phase)
        {
            Type = node.Type, HasLastAxis = HasLastAxis(node.Type), Operands = operands, Expression = expression,
            Panels = panels.Length > 0 ? panels[0] : null,
        }));
    }

    /// <summary>
    /// An operand of an expression: constants and scalars made of the batch's size are taken into it, other values are read.
    /// </summary>
    private Scalar Load(ExpressionBuilder builder, List<Reading> operands, Reading value)
    {
        var node = value.Node;
        if (node.Kind == LoweredKind.Constant && node.Axes.Count == 0) return builder.Constant(node.Values[0]);
        if (TimesBatchSize(node) is { } factor) value = Whole(BatchSizeTimes(factor));
        else if (node.Kind == LoweredKind.Map && node.Axes.Count == 0 && node.Operands.All(o => o.Node.Kind == LoweredKind.BatchSize))
            return builder.Inline(node.Expression!, node.Operands.Select(o => Load(builder, operands, o)).ToArray());
        int index = operands.IndexOf(value);
        if (index < 0)
        {
            index = operands.Count;
            operands.Add(value);
        }
        return builder.Load(index);
    }

    /// <summary>
    /// The factor of a number that is the batch's size times a constant, such as the places that a normalisation averages over: the caller of the kernel
    /// multiplies, so that layers of other sizes share the kernel.
    /// </summary>
    private static int? TimesBatchSize(LoweredNode node)
    {
        if (node.Kind != LoweredKind.Map || node.Axes.Count > 0 || node.Operands.Count != 1 || node.Operands[0].Node is not { Kind: LoweredKind.BatchSize, Index: 0 }) return null;
        var nodes = node.Expression!.Nodes;
        var root = nodes[nodes.Count - 1];
        if (root.Operator != ScalarOperator.Multiply) return null;
        var (a, b) = (nodes[root.A], nodes[root.B]);
        if (a.Operator == ScalarOperator.Constant) (a, b) = (b, a);
        return a.Operator == ScalarOperator.Load && b.Operator == ScalarOperator.Constant && b.Value is > 1 and < 1 << 24 && b.Value == (int)b.Value ? (int)b.Value : null;
    }

    private LoweredNode BatchSizeTimes(int factor)
    {
        if (_batchSizes.TryGetValue(factor, out var known)) return known;
        return _batchSizes[factor] = Add(LoweredKind.BatchSize, TensorType.Unbatched(Shape.Scalar), 0, factor);
    }

    private Reading Reduce(ReduceOperation reduce, Node node, int phase)
    {
        var source = _function.Nodes[node.Operands[0]].Type;
        var value = _values[node.Operands[0]];
        if (value.Node.Panels is not null)
        {
            // The padding of panels is zero, so it doesn't count in the sum of all.
            if (node.Type.Shape.Length == 1 && reduce.Kind == ReduceKind.Sum) return Whole(AddReduce(reduce.Kind, value.Node, [0], node.Type, phase));
            value = Rows(node.Operands[0], phase);
        }
        var operand = Materialize(value, source, phase);
        var reduced = new List<int>();
        int axis = 0;
        if (source.Batched)
        {
            if (reduce.OverBatch) reduced.Add(axis);
            axis++;
        }
        for (int i = 0; i < source.Shape.Rank; i++)
        {
            if (source.Shape[i] == 1) continue;
            if (reduce.Axes.Any(a => (a < 0 ? a + source.Shape.Rank : a) == i)) reduced.Add(axis);
            axis++;
        }
        while (reduced.Count > 0)
        {
            // Along the last axis first, vectors summed across their lanes, then down the rows.
            int last = operand.Axes.Count - 1;
            bool alongRows = reduced.Contains(last);
            int[] now = alongRows ? [last] : reduced.ToArray();
            operand = AddReduce(reduce.Kind, operand, now, node.Type, phase);
            reduced = alongRows ? reduced.Where(a => a != last).ToList() : [];
        }
        return Whole(operand);
    }

    private LoweredNode AddReduce(ReduceKind kind, LoweredNode operand, int[] reduced, TensorType type, int phase)
    {
        var axes = operand.Axes.Where((_, i) => !reduced.Contains(i)).ToEquatableArray();
        return Insert(new LoweredNode(_next++, LoweredKind.Reduce, axes, phase)
        {
            Type = type, HasLastAxis = HasLastAxis(type) && !reduced.Contains(operand.Axes.Count - 1), Operands = [Whole(operand)], Reduction = kind,
            Reduced = new EquatableArray<int>(reduced),
        });
    }

    private Reading Product(LoweredKind kind, Node node, int phase)
    {
        var first = Materialize(Rows(node.Operands[0], phase), _function.Nodes[node.Operands[0]].Type, phase);
        if (kind == LoweredKind.WeightGradient)
        {
            var second = Materialize(Rows(node.Operands[1], phase), _function.Nodes[node.Operands[1]].Type, phase);
            var panels = WeightLayout.Of(node.Type.Shape.Dimensions, 1, _graph.Module.Precision);
            return Whole(Insert(new LoweredNode(_next++, kind, [new Extent(panels.Length)], phase)
            {
                Type = node.Type, Panels = panels, Operands = [Whole(first), Whole(second)], Index = -1,
            }));
        }
        var weights = Weights(node.Operands[1], kind == LoweredKind.InputGradient, phase);
        return Whole(Insert(new LoweredNode(_next++, kind, AxesOf(node.Type), phase)
        {
            Type = node.Type, HasLastAxis = HasLastAxis(node.Type), Operands = [Whole(first), Whole(weights)], Index = weights.Kind == LoweredKind.Parameter ? weights.Index : -1,
        }));
    }
}
