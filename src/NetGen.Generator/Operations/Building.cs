using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Short ways to add operations, which leave out what does nothing.</summary>
internal static class Building
{
    public static int Parameter(this FunctionBuilder builder, int index, Shape shape) => builder.Add(new ParameterOperation(index, shape));

    public static int Constant(this FunctionBuilder builder, double value) => builder.Add(ConstantOperation.Scalar(value));

    /// <summary>A value of the type with the same number everywhere.</summary>
    public static int Fill(this FunctionBuilder builder, double value, TensorType type) => builder.Broadcast(builder.Constant(value), type);

    public static int Map(this FunctionBuilder builder, Func<Scalar[], Scalar> body, params int[] operands) =>
        builder.Map(Expression.Of(operands.Length, body), operands);

    /// <summary>
    /// An element-wise expression. Operands that it doesn't read are left out where the result has the same type without them, repeated
    /// ones are read once, and operands that were only broadcast are read before their broadcast.
    /// </summary>
    public static int Map(this FunctionBuilder builder, Expression expression, params int[] operands)
    {
        var full = new MapOperation(expression).Infer(operands.Select(builder.TypeOf).ToArray());
        int[] source = operands.Select(o => BeforeBroadcast(builder, o)).ToArray();
        var kept = Enumerable.Range(0, operands.Length).Where(expression.Reads).Select(i => source[i]).Distinct().ToList();
        if (!Gives(builder, kept, full))
        {
            // The result would be smaller: read the operands as they were given.
            source = operands;
            kept = Enumerable.Range(0, operands.Length).Where(expression.Reads).Select(i => source[i]).Distinct().ToList();
            if (!Gives(builder, kept, full)) kept = operands.Distinct().ToList();
        }
        if (kept.SequenceEqual(operands)) return builder.Add(new MapOperation(expression), operands);
        var table = new ExpressionBuilder();
        // An operand that is not kept is not read: any load stands for it.
        var loads = source.Select(o => table.Load(Math.Max(0, kept.IndexOf(o)))).ToArray();
        return builder.Add(new MapOperation(table.Build(kept.Count, table.Inline(expression, loads))), [.. kept]);
    }

    public static int Reduce(this FunctionBuilder builder, ReduceKind kind, int x, bool overBatch, params int[] axes) =>
        builder.Add(new ReduceOperation(kind, new EquatableArray<int>(axes), overBatch), x);

    /// <summary>The sum over all elements, of a sample or of the batch, as a scalar.</summary>
    public static int SumAll(this FunctionBuilder builder, int x, bool overBatch)
    {
        int[] axes = Enumerable.Range(0, builder.ShapeOf(x).Rank).ToArray();
        if (axes.Length == 0 && !overBatch) return x;
        return builder.Reshape(builder.Reduce(ReduceKind.Sum, x, overBatch, axes), Shape.Scalar);
    }

    public static int Dense(this FunctionBuilder builder, int x, int weight) => builder.Add(new DenseOperation(), x, weight);

    public static int Convolution(this FunctionBuilder builder, int x, int weight, Window window, int groups = 1) =>
        builder.Add(new ConvolutionOperation(window, groups), x, weight);

    /// <summary>Zeros before and after along each axis.</summary>
    public static int Pad(this FunctionBuilder builder, int x, int[] before, int[] after) =>
        before.All(n => n == 0) && after.All(n => n == 0) ? x : builder.Add(new PadOperation(before, after), x);

    /// <summary>Along each axis, elements from a start on.</summary>
    public static int Slice(this FunctionBuilder builder, int x, int[] start, int[] length, int[]? step = null)
    {
        var slice = new SliceOperation(
            new(start), new(length), step is null ? Enumerable.Repeat(1, start.Length).ToEquatableArray() : new(step));
        return slice.Length == builder.ShapeOf(x).Dimensions ? x : builder.Add(slice, x);
    }

    public static int StopGradient(this FunctionBuilder builder, int x) => builder.Add(new StopGradientOperation(), x);

    public static int Reshape(this FunctionBuilder builder, int x, Shape shape)
    {
        var node = builder.Nodes[x];
        if (node.Type.Shape == shape) return x;
        return node.Operation is ReshapeOperation
            ? builder.Reshape(node.Operands[0], shape)
            : builder.Add(new ReshapeOperation(shape), x);
    }

    public static int Broadcast(this FunctionBuilder builder, int x, TensorType type)
    {
        var node = builder.Nodes[x];
        if (node.Type == type) return x;
        return builder.Add(new BroadcastOperation(type), node.Operation is BroadcastOperation ? node.Operands[0] : x);
    }

    /// <summary>The sum over everything along which <paramref name="type"/> was broadcast to the type of <paramref name="x"/>.</summary>
    public static int SumTo(this FunctionBuilder builder, int x, TensorType type)
    {
        var from = builder.TypeOf(x);
        int extra = from.Shape.Rank - type.Shape.Rank;
        int[] axes = Enumerable.Range(0, from.Shape.Rank).Where(a => from.Shape[a] > 1 && (a < extra || type.Shape[a - extra] == 1)).ToArray();
        bool overBatch = from.Batched && !type.Batched;
        if (axes.Length > 0 || overBatch) x = builder.Reduce(ReduceKind.Sum, x, overBatch, axes);
        return builder.Reshape(x, type.Shape);
    }

    /// <summary>The element-wise sum of values of one type. Zeros around parts, as the gradients of slices are, become the parts one after the other.</summary>
    public static int Sum(this FunctionBuilder builder, IReadOnlyList<int> terms)
    {
        if (terms.Count == 1) return terms[0];
        var rest = terms.ToList();
        for (int axis = 0; axis < builder.ShapeOf(terms[0]).Rank; axis++)
        {
            var parts = rest.Where(t => IsPart(builder, t, axis)).Distinct().OrderBy(t => ((PadOperation)builder.Nodes[t].Operation).Before[axis]).ToArray();
            if (parts.Length < 2 || parts.Length != rest.Count(parts.Contains) || Joined(builder, parts, axis) is not { } joined) continue;
            rest.RemoveAll(parts.Contains);
            rest.Add(joined);
        }
        return rest.Count == 1 ? rest[0] : builder.Map(v => v.Aggregate((a, b) => a + b), [.. rest]);
    }

    /// <summary>Whether a value is zero but for a part along one axis.</summary>
    private static bool IsPart(FunctionBuilder builder, int node, int axis) =>
        builder.Nodes[node].Operation is PadOperation pad && pad.Step.All(s => s == 1)
        && Enumerable.Range(0, pad.Before.Count).All(a => a == axis || pad.Before[a] + pad.After[a] == 0);

    private static int? Joined(FunctionBuilder builder, int[] parts, int axis)
    {
        var type = builder.TypeOf(parts[0]);
        int[] sizes = type.Shape.Dimensions.ToArray();
        var values = new List<int>();
        int at = 0;
        foreach (int part in parts)
        {
            int start = ((PadOperation)builder.Nodes[part].Operation).Before[axis], operand = builder.Nodes[part].Operands[0];
            if (start < at) return null;
            AddZeros(start);
            values.Add(operand);
            at = start + builder.ShapeOf(operand)[axis];
        }
        AddZeros(type.Shape[axis]);
        return Whole(builder, values, axis, type) ?? builder.Add(new ConcatOperation(axis), [.. values]);

        void AddZeros(int end)
        {
            if (end == at) return;
            sizes[axis] = end - at;
            values.Add(builder.Fill(0, type with { Shape = new Shape((int[])sizes.Clone()) }));
        }
    }

    /// <summary>The value that values are the parts of, one after the other and all of them; null where there is none.</summary>
    private static int? Whole(FunctionBuilder builder, List<int> values, int axis, TensorType type)
    {
        int at = 0, whole = -1;
        foreach (int value in values)
        {
            if (builder.Nodes[value] is not { Operation: SliceOperation slice } node || whole >= 0 && node.Operands[0] != whole || builder.TypeOf(node.Operands[0]) != type) return null;
            if (slice.Step.Any(s => s != 1) || Enumerable.Range(0, slice.Start.Count).Any(a => slice.Start[a] != (a == axis ? at : 0))) return null;
            whole = node.Operands[0];
            at += slice.Length[axis];
        }
        return whole < 0 ? null : whole;
    }

    /// <summary>A recurrence; returns its items, the final carries and then the stacked outputs.</summary>
    public static int[] Scan(
        this FunctionBuilder builder, Function body, int steps, int[] carries, int[] sequences, int[] captured, bool reverse = false)
    {
        var scan = new ScanOperation(body, steps, carries.Length, sequences.Length, reverse);
        int node = builder.Add(scan, [.. carries, .. sequences, .. captured]);
        return Enumerable.Range(0, body.Outputs.Count).Select(i => builder.Add(new ItemOperation(i, scan.ItemType(i)), node)).ToArray();
    }

    private static int BeforeBroadcast(FunctionBuilder builder, int node) =>
        builder.Nodes[node].Operation is BroadcastOperation ? builder.Nodes[node].Operands[0] : node;

    private static bool Gives(FunctionBuilder builder, List<int> operands, TensorType type)
    {
        if (operands.Count == 0) return false;
        var shape = Shape.Scalar;
        foreach (int o in operands) shape = Shape.Broadcast(shape, builder.ShapeOf(o)) ?? throw new GraphException("map: operands don't broadcast.");
        return shape == type.Shape && operands.Any(o => builder.TypeOf(o).Batched) == type.Batched;
    }
}
