namespace NetGen.Compiler.Lowering;

/// <summary>
/// The order of kernels: phase after phase, each when its operands are there. Among those that could run, the ones that are divided by samples
/// go first, so that they come in long rows, which threads work through without waiting for each other; gradients of weights wait until
/// nothing else is left, or until too much memory is held for them; within a kind the order is the function's.
/// </summary>
internal static class KernelOrder
{
    /// <summary>
    /// Elements a sample that weight gradients which wait may keep in memory: their operands, 64 KB a sample in single precision. Networks of
    /// a few layers compute all their weight gradients in one region; deep ones in several.
    /// </summary>
    private const int LongestHeld = 16 * 1024;

    public static List<KernelGroup> Sort(FusionState state)
    {
        var groups = state.Groups.Where(g => g.Members[0].Kind is not (LoweredKind.View or LoweredKind.Joined or LoweredKind.ScanItem)).ToArray();
        var numbers = new Dictionary<KernelGroup, int>();
        for (int i = 0; i < groups.Length; i++) numbers.Add(groups[i], i);
        var before = groups.Select(g => Before(state, g).ToArray()).ToArray();
        var after = groups.Select(_ => new List<int>()).ToArray();
        var missing = new int[groups.Length];
        for (int i = 0; i < groups.Length; i++)
            foreach (var earlier in before[i])
            {
                after[numbers[earlier]].Add(i);
                missing[i]++;
            }
        var divisions = groups.Select(Of).ToArray();
        var order = new List<KernelGroup>();
        foreach (int phase in groups.Select(g => g.Phase).Distinct().OrderBy(p => p)) SortPhase(phase);
        if (order.Count < groups.Length) throw new Graph.GraphException("Fusion made kernels that wait for each other.");
        return order;

        void SortPhase(int phase)
        {
            // Samples, undivided with readers to come, units, and what nothing waits for.
            var ready = new[] { new SortedSet<int>(), new SortedSet<int>(), new SortedSet<int>(), new SortedSet<int>() };
            long held = 0;
            for (int i = 0; i < groups.Length; i++)
                if (groups[i].Phase == phase && missing[i] == 0) Release(i);
            while (ready.FirstOrDefault(r => r.Count > 0) is { } next)
            {
                if (held > LongestHeld)
                    while (ready[2].Count > 0) Run(ready[2]);
                else Run(next);
            }

            void Run(SortedSet<int> from)
            {
                int i = from.Min;
                from.Remove(i);
                if (divisions[i] == Division.Units) held -= Held(groups[i]);
                order.Add(groups[i]);
                foreach (int reader in after[i])
                    if (--missing[reader] == 0 && groups[reader].Phase == phase) Release(reader);
            }

            void Release(int i)
            {
                if (divisions[i] == Division.Units) held += Held(groups[i]);
                ready[divisions[i] switch { Division.Samples => 0, Division.Units => 2, _ => after[i].Count > 0 ? 1 : 3 }].Add(i);
            }
        }
    }

    private static IEnumerable<KernelGroup> Before(FusionState state, KernelGroup group) =>
        group.Members.SelectMany(m => m.Operands.SelectMany(o => o.Node.Makers).Concat(m.After)).Select(state.GroupOf).OfType<KernelGroup>().Where(g => g != group).Distinct();

    private static long Held(KernelGroup group) =>
        group.Members[0].Operands.Where(o => !o.Node.Storage.IsLeaf).Sum(o => (long)o.Node.Length.Factor);

    /// <summary>What a kernel's division will be; the call that is made of it has the last word.</summary>
    private static Division Of(KernelGroup group)
    {
        var node = group.Members[0];
        if (node.Kind == LoweredKind.WeightGradient || node.Kind == LoweredKind.ConvolutionWeightGradient && !node.Panels!.Value.IsDepthwise) return Division.Units;
        if (!group.IsLoop) return node.Axes.Count > 0 && node.Axes[0].Batched ? Division.Samples : Division.None;
        bool samples = group.Domain.Count > 0 && group.Domain[0].Batched && !group.Reduced.Contains(0);
        return samples && group.Members.All(m => m.Axes.Count > 0 && m.Axes[0].Batched) ? Division.Samples : Division.None;
    }
}
