namespace NetGen.Compiler.Lowering;

/// <summary>The order of kernels: phase after phase, each when its operands are there, else as in the function.</summary>
internal static class KernelOrder
{
    public static List<KernelGroup> Sort(FusionState state)
    {
        var groups = state.Groups.Where(g => g.Members[0].Kind is not (LoweredKind.View or LoweredKind.Joined)).ToList();
        var order = new List<KernelGroup>();
        var done = new HashSet<KernelGroup>();
        while (groups.Count > 0)
        {
            int phase = groups.Min(g => g.Phase);
            int next = groups.FindIndex(g => g.Phase == phase && Before(state, g).All(done.Contains));
            if (next < 0) throw new Graph.GraphException("Fusion made kernels that wait for each other.");
            done.Add(groups[next]);
            order.Add(groups[next]);
            groups.RemoveAt(next);
        }
        return order;
    }

    private static IEnumerable<KernelGroup> Before(FusionState state, KernelGroup group) =>
        group.Members.SelectMany(m => m.Operands.SelectMany(o => o.Node.Makers).Concat(m.After)).Select(state.GroupOf).OfType<KernelGroup>().Where(g => g != group);
}
