using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

internal enum LoopRole : byte
{
    Outer,
    Reducing,
    Inner,
}

/// <summary>A loop: its length and, for each operand, how far one turn moves.</summary>
/// <param name="Axis">The domain's axis that the loop counts along, or -1 where it counts along several.</param>
internal sealed record Loop(LoopRole Role, Extent Size, int[] Strides, int Axis);

/// <summary>The loops of a kernel: neighbouring axes that all operands walk evenly are one loop, and maps of whole buffers one flat loop.</summary>
internal static class LoopNest
{
    /// <param name="strides">For each operand, its stride along each axis of the domain.</param>
    /// <param name="integer">Which operands are integers: those have no vector loads along the inner loop.</param>
    /// <param name="positioned">Axes whose position an expression reads.</param>
    /// <param name="padding">Whether elements of padding may be computed along with the others.</param>
    public static (LoopOrder Order, List<Loop> Loops) Build(
        EquatableArray<Extent> domain, EquatableArray<int> reduced, int[][] strides, bool[] integer, HashSet<int> positioned, bool padding)
    {
        int last = domain.Count - 1;
        bool alongRow = reduced.Count == 1 && reduced[0] == last;
        bool vectors = last >= 0;
        for (int i = 0; i < strides.Length && vectors; i++) vectors = strides[i][last] == 0 || strides[i][last] == 1 && !integer[i];

        var order = reduced.Count > 0 && (!alongRow || !vectors) ? LoopOrder.Columns : LoopOrder.Rows;
        var loops = new List<Loop>();
        for (int axis = 0; axis <= last; axis++)
        {
            var role = axis == last && vectors ? LoopRole.Inner : reduced.Contains(axis) ? LoopRole.Reducing : LoopRole.Outer;
            loops.Add(new Loop(role, domain[axis], strides.Select(s => s[axis]).ToArray(), axis));
        }
        for (int i = loops.Count - 2; i >= 0; i--)
            if (Join(loops[i], loops[i + 1], reduced.Count == 0, positioned, padding) is { } joined)
            {
                loops[i] = joined;
                loops.RemoveAt(i + 1);
            }
        return (order, loops);
    }

    private static Loop? Join(Loop around, Loop inside, bool flat, HashSet<int> positioned, bool padding)
    {
        if (positioned.Contains(around.Axis) || positioned.Contains(inside.Axis)) return null;
        if (around.Role != inside.Role && !(flat && around.Role == LoopRole.Outer && inside.Role == LoopRole.Inner)) return null;
        int size = inside.Size.Factor, length = size;
        if (inside.Role == LoopRole.Inner && padding && around.Role == LoopRole.Outer)
        {
            // Rows of one leading dimension in all operands: the padding between them is computed too.
            int leading = Enumerable.Range(0, inside.Strides.Length).Where(i => inside.Strides[i] == 1).Select(i => around.Strides[i]).DefaultIfEmpty(size).First();
            if (leading >= size) length = leading;
        }
        for (int i = 0; i < around.Strides.Length; i++)
            if (around.Strides[i] != inside.Strides[i] * length) return null;
        return new Loop(inside.Role, around.Size * length, inside.Strides, -1);
    }
}
