using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>One argument of a tensor's indexer, made into numbers: what it takes of its axis, and whether the axis goes.</summary>
/// <param name="Start">From the first element, or from behind the last one.</param>
/// <param name="End">Behind the last element that is taken.</param>
internal readonly record struct AxisSlice(int Start, bool StartFromEnd, int End, bool EndFromEnd, bool RemovesAxis)
{
    public static readonly AxisSlice All = new(0, false, 0, true, false);

    public static AxisSlice Index(int value, bool fromEnd = false) => new(value, fromEnd, 0, false, true);

    public static AxisSlice Range(int start, bool startFromEnd, int end, bool endFromEnd) => new(start, startFromEnd, end, endFromEnd, false);
}

/// <summary>
/// The functions of tensors that users call, which move elements: they check what they are given, count negative axes from the last and shapes by
/// sample, and throw <see cref="TensorException"/> where something doesn't fit.
/// </summary>
internal static class TensorShapes
{
    /// <summary>The axis counted from the first.</summary>
    public static int Axis(this FunctionBuilder builder, int x, int axis, string argument = "axis")
    {
        int rank = builder.ShapeOf(x).Rank;
        if (axis < -rank || axis >= rank) throw new TensorException(argument, $"The shape {builder.ShapeOf(x)} has no axis {axis}: {Valid(rank)}.");
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>Axes counted from the first, ascending; all where none are given.</summary>
    public static int[] Axes(this FunctionBuilder builder, int x, int[]? axes, string argument = "axes")
    {
        if (axes is null) return Enumerable.Range(0, builder.ShapeOf(x).Rank).ToArray();
        int[] found = axes.Select(a => builder.Axis(x, a, argument)).OrderBy(a => a).ToArray();
        if (found.Distinct().Count() != found.Length) throw new TensorException(argument, $"An axis is given twice in {new EquatableArray<int>(axes)}.");
        return found;
    }

    private static string Valid(int rank) => rank == 0 ? "it is one number" : $"axes are 0 to {rank - 1}, or -1 for the last to {-rank}";

    /// <summary>Axis i of the result is axis <c>axes[i]</c>; without axes the last two change places.</summary>
    public static int Permute(this FunctionBuilder builder, int x, params int[] axes)
    {
        var shape = builder.ShapeOf(x);
        if (axes.Length == 0)
        {
            if (shape.Rank < 2) throw new TensorException("x", $"To be transposed a value needs two axes; its shape is {shape}.");
            axes = [.. Enumerable.Range(0, shape.Rank - 2), shape.Rank - 1, shape.Rank - 2];
        }
        if (axes.Length != shape.Rank) throw new TensorException("axes", $"The shape {shape} has {shape.Rank} axes, the order names {axes.Length}.");
        builder.Axes(x, axes);
        axes = axes.Select(a => builder.Axis(x, a, "axes")).ToArray();
        var inner = builder.Nodes[x];
        if (inner.Operation is PermuteOperation first) return builder.Permute(inner.Operands[0], axes.Select(a => first.Axes[a]).ToArray());
        return axes.SequenceEqual(Enumerable.Range(0, axes.Length)) ? x : builder.Add(new PermuteOperation(new(axes)), x);
    }

    /// <summary>The same elements in row-major order; one size may be -1, for what is left.</summary>
    public static int ReshapeTo(this FunctionBuilder builder, int x, params int[] shape)
    {
        var from = builder.ShapeOf(x);
        if (shape.Count(d => d == -1) > 1) throw new TensorException("shape", "Only one size may be -1.");
        if (shape.Any(d => d < 1 && d != -1)) throw new TensorException("shape", $"Sizes of axes are at least 1, or -1 for what is left; got {new EquatableArray<int>(shape)}.");
        long known = shape.Where(d => d != -1).Aggregate(1L, (a, b) => a * b);
        int open = Array.IndexOf(shape, -1);
        if (open < 0 ? known != from.Length : from.Length % known != 0)
            throw new TensorException("shape", $"The shape {from} has {from.Length} elements, which don't fit into {string.Join(" x ", shape.Select(d => d == -1 ? "?" : OperationText.Number(d)))}.");
        if (open >= 0) (shape = (int[])shape.Clone())[open] = (int)(from.Length / known);
        return builder.Reshape(x, new Shape(shape));
    }

    /// <summary>Repeats along axes of size one, or new first ones.</summary>
    public static int BroadcastTo(this FunctionBuilder builder, int x, params int[] shape)
    {
        var type = builder.TypeOf(x);
        var to = new Shape(shape);
        if (Shape.Broadcast(type.Shape, to) != to) throw new TensorException("shape", $"The shape {type.Shape} doesn't repeat to {to}: axes, counted from the last, must be equal or 1.");
        return builder.Broadcast(x, type with { Shape = to });
    }

    /// <summary>A new axis of size one, which will be <paramref name="axis"/>.</summary>
    public static int ExpandDimensions(this FunctionBuilder builder, int x, int axis)
    {
        var sizes = builder.ShapeOf(x).Dimensions.ToList();
        int rank = sizes.Count + 1;
        if (axis < -rank || axis >= rank) throw new TensorException("axis", $"The result has {rank} axes; the new one can't be {axis}.");
        sizes.Insert(axis < 0 ? axis + rank : axis, 1);
        return builder.Reshape(x, new Shape([.. sizes]));
    }

    /// <summary>Without an axis of size one.</summary>
    public static int Squeeze(this FunctionBuilder builder, int x, int axis)
    {
        axis = builder.Axis(x, axis);
        var shape = builder.ShapeOf(x);
        if (shape[axis] != 1) throw new TensorException("axis", $"Axis {axis} of the shape {shape} has size {shape[axis]}, not 1.");
        return builder.Reshape(x, new Shape(shape.Dimensions.Where((_, a) => a != axis).ToArray()));
    }

    /// <summary>What a tensor's indexer gives: for each of the first axes a range, or an index, whose axis goes.</summary>
    public static int SliceBy(this FunctionBuilder builder, int x, params AxisSlice[] slices)
    {
        var shape = builder.ShapeOf(x);
        if (slices.Length > shape.Rank) throw new TensorException("slices", $"The shape {shape} has {shape.Rank} axes, {slices.Length} are indexed.");
        int[] starts = new int[shape.Rank], lengths = shape.Dimensions.ToArray();
        for (int axis = 0; axis < slices.Length; axis++)
        {
            var slice = slices[axis];
            int start = slice.StartFromEnd ? shape[axis] - slice.Start : slice.Start;
            int end = slice.RemovesAxis ? start + 1 : slice.EndFromEnd ? shape[axis] - slice.End : slice.End;
            if (slice.RemovesAxis && (start < 0 || start >= shape[axis]))
                throw new TensorException("slices", $"Index {start} is outside of axis {axis}, whose size is {shape[axis]} (the shape is {shape}).");
            if (start < 0 || end > shape[axis] || end < start) throw new TensorException("slices", $"The range {start}..{end} is not within axis {axis}, whose size is {shape[axis]} (the shape is {shape}).");
            if (end == start) throw new TensorException("slices", $"The range {start}..{end} of axis {axis} is empty.");
            (starts[axis], lengths[axis]) = (start, end - start);
        }
        return builder.Reshape(builder.Slice(x, starts, lengths), new Shape(lengths.Where((_, a) => a >= slices.Length || !slices[a].RemovesAxis).ToArray()));
    }

    /// <summary>Part of one axis.</summary>
    public static int SliceAxis(this FunctionBuilder builder, int x, int axis, int start, int length)
    {
        int[] starts = new int[builder.ShapeOf(x).Rank], lengths = builder.ShapeOf(x).Dimensions.ToArray();
        (starts[axis], lengths[axis]) = (start, length);
        return builder.Slice(x, starts, lengths);
    }

    /// <summary>Parts of given sizes along an axis, which together are all of it.</summary>
    public static int[] Split(this FunctionBuilder builder, int x, int[] sizes, int axis = -1)
    {
        axis = builder.Axis(x, axis);
        var shape = builder.ShapeOf(x);
        if (sizes.Any(s => s < 1) || sizes.Sum() != shape[axis])
            throw new TensorException("sizes", $"The sizes {new EquatableArray<int>(sizes)} don't make up axis {axis}, whose size is {shape[axis]} (the shape is {shape}).");
        int[] parts = new int[sizes.Length];
        for (int i = 0, at = 0; i < parts.Length; at += sizes[i++]) parts[i] = builder.SliceAxis(x, axis, at, sizes[i]);
        return parts;
    }

    /// <summary>Equal parts along an axis.</summary>
    public static int[] Split(this FunctionBuilder builder, int x, int parts, int axis = -1)
    {
        axis = builder.Axis(x, axis);
        int size = builder.ShapeOf(x)[axis];
        if (parts < 1 || size % parts != 0) throw new TensorException("parts", $"Axis {axis} of the shape {builder.ShapeOf(x)} doesn't part into {parts} equal parts.");
        return builder.Split(x, Enumerable.Repeat(size / parts, parts).ToArray(), axis);
    }

    /// <summary>Values one after the other along an axis.</summary>
    public static int Concat(this FunctionBuilder builder, IReadOnlyList<int> values, int axis = -1)
    {
        if (values.Count == 0) throw new TensorException("values", "There is nothing to join: at least one tensor is needed.");
        axis = builder.Axis(values[0], axis);
        var first = builder.ShapeOf(values[0]);
        bool batched = values.Any(v => builder.TypeOf(v).Batched);
        foreach (int value in values)
        {
            var shape = builder.ShapeOf(value);
            if (shape.Rank != first.Rank || Enumerable.Range(0, first.Rank).Any(a => a != axis && shape[a] != first[a]))
                throw new TensorException("values", $"Tensors of the shapes {first} and {shape} can't be joined along axis {axis}: all other axes must be equal.");
        }
        if (values.Count == 1) return values[0];
        return builder.Add(new ConcatOperation(axis), values.Select(v => builder.Broadcast(v, builder.TypeOf(v) with { Batched = batched })).ToArray());
    }

    /// <summary>Values of one shape along a new axis.</summary>
    public static int Stack(this FunctionBuilder builder, IReadOnlyList<int> values, int axis = 0)
    {
        if (values.Count == 0) throw new TensorException("values", "There is nothing to stack: at least one tensor is needed.");
        foreach (int value in values)
            if (builder.ShapeOf(value) != builder.ShapeOf(values[0]))
                throw new TensorException("values", $"Tensors of the shapes {builder.ShapeOf(values[0])} and {builder.ShapeOf(value)} can't be stacked: the shapes must be equal.");
        int rank = builder.ShapeOf(values[0]).Rank + 1;
        int[] expanded = values.Select(v => builder.ExpandDimensions(v, axis)).ToArray();
        return builder.Concat(expanded, axis < 0 ? axis + rank : axis);
    }

    /// <summary>A number before and after the elements of each axis.</summary>
    public static int PadBy(this FunctionBuilder builder, int x, int[] before, int[] after, double value = 0)
    {
        int rank = builder.ShapeOf(x).Rank;
        if (before.Length != rank) throw new TensorException("before", $"The shape {builder.ShapeOf(x)} needs {rank} numbers, got {before.Length}.");
        if (after.Length != rank) throw new TensorException("after", $"The shape {builder.ShapeOf(x)} needs {rank} numbers, got {after.Length}.");
        if (before.Any(n => n < 0)) throw new TensorException("before", "Numbers of elements are at least 0.");
        if (after.Any(n => n < 0)) throw new TensorException("after", "Numbers of elements are at least 0.");
        if (value == 0) return builder.Pad(x, before, after);

        // Around another number: zeros around the difference to it.
        return builder.Map(v => v[0] + value, builder.Pad(builder.Map(v => v[0] - value, x), before, after));
    }
}
