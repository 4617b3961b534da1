using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <content>
/// What only moves elements: permutations and slices are other readings of the same memory, and values that are joined, or have zeros around them,
/// are written part by part to their places.
/// </content>
internal sealed partial class Canonicalizer
{
    /// <summary>For each axis of a shape, its place among the axes that are longer than one, or <see cref="Reading.Fixed"/>.</summary>
    private static int[] Places(TensorType type)
    {
        int next = type.Batched ? 1 : 0;
        return type.Shape.Dimensions.Select(d => d == 1 ? Reading.Fixed : next++).ToArray();
    }

    private Reading Permute(PermuteOperation permute, Node node, int phase)
    {
        var type = _function.Nodes[node.Operands[0]].Type;
        int[] from = Places(type), to = Places(node.Type), map = new int[AxesOf(type).Count];
        for (int i = 0; i < to.Length; i++)
            if (to[i] != Reading.Fixed) map[from[permute.Axes[i]]] = to[i];
        return Rows(node.Operands[0], phase).Follow(map);
    }

    private Reading Slice(SliceOperation slice, Node node, int phase)
    {
        var type = _function.Nodes[node.Operands[0]].Type;
        int[] from = Places(type), to = Places(node.Type);
        var value = Rows(node.Operands[0], phase);

        // First away from the old axes, then to the new ones, so that none is taken for another.
        const int Aside = 1 << 16;
        for (int i = 0; i < from.Length; i++)
            if (from[i] != Reading.Fixed) value = value.Part(from[i], slice.Start[i], slice.Step[i], to[i] == Reading.Fixed ? Reading.Fixed : to[i] + Aside);
        return value with { Axes = value.Axes.Select(a => a >= Aside ? a - Aside : a).ToEquatableArray() };
    }

    private Reading Concat(ConcatOperation concat, Node node, int phase)
    {
        var parts = new List<(Reading, TensorType, int[])>();
        int at = 0;
        foreach (int operand in node.Operands)
        {
            var type = _function.Nodes[operand].Type;
            int[] start = new int[type.Shape.Rank];
            start[concat.Axis] = at;
            at += type.Shape[concat.Axis];
            parts.Add((Rows(operand, phase), type, start));
        }
        return Join(parts, node.Type, phase);
    }

    /// <summary>The operand, and what is around it as blocks of zeros: along the first axis over all others, along the next one between these, and so on.</summary>
    private Reading Pad(PadOperation pad, Node node, int phase)
    {
        var type = _function.Nodes[node.Operands[0]].Type;
        var parts = new List<(Reading, TensorType, int[])> { (Rows(node.Operands[0], phase), type, pad.Before.ToArray()) };
        int[] start = new int[type.Shape.Rank], sizes = node.Type.Shape.Dimensions.ToArray();
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            AddZeros(axis, 0, pad.Before[axis]);
            AddZeros(axis, pad.Before[axis] + type.Shape[axis], pad.After[axis]);
            (start[axis], sizes[axis]) = (pad.Before[axis], type.Shape[axis]);
        }
        return Join(parts, node.Type, phase);

        void AddZeros(int axis, int first, int count)
        {
            if (count == 0) return;
            int[] blockStart = (int[])start.Clone(), blockSizes = (int[])sizes.Clone();
            (blockStart[axis], blockSizes[axis]) = (first, count);
            parts.Add((Scalar(0), type with { Shape = new Shape(blockSizes) }, blockStart));
        }
    }

    /// <summary>A value in whose memory each part has its place.</summary>
    private Reading Join(List<(Reading Value, TensorType Type, int[] Start)> parts, TensorType type, int phase)
    {
        var whole = new LoweredNode(_next++, LoweredKind.Joined, AxesOf(type), phase) { Type = type, HasLastAxis = HasLastAxis(type) };
        int[] places = Places(type);
        foreach (var (value, partType, start) in parts)
        {
            int[] own = Places(partType);
            var within = Whole(whole);
            for (int i = 0; i < places.Length; i++)
                if (places[i] != Reading.Fixed) within = within.Part(places[i], start[i], 1, own[i] == Reading.Fixed ? Reading.Fixed : own[i] + (1 << 16));
            within = within with { Axes = within.Axes.Select(a => a >= 1 << 16 ? a - (1 << 16) : a).ToEquatableArray() };
            var part = Insert(new LoweredNode(_next++, LoweredKind.Map, AxesOf(partType), phase)
            {
                Type = partType, HasLastAxis = HasLastAxis(partType), Operands = [value], Expression = Expression.Unary(x => x), Within = within,
            });
            whole.Operands.Add(Whole(part));
        }
        return Whole(Insert(whole));
    }
}
