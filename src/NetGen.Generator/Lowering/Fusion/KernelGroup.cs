using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>Nodes that one kernel computes: a product, a fill of random numbers, or maps and reductions over one domain.</summary>
internal sealed class KernelGroup
{
    public KernelGroup(LoweredNode node)
    {
        Members = [node];
        Domain = node.Domain;
        Reduced = node.Kind == LoweredKind.Reduce ? node.Reduced : [];
    }

    public List<LoweredNode> Members { get; }

    /// <summary>The axes that the loops run over.</summary>
    public EquatableArray<Extent> Domain { get; set; }

    /// <summary>The axes of the domain that the reductions remove; none while there is no reduction.</summary>
    public EquatableArray<int> Reduced { get; set; }

    public bool IsLoop => Members[0].IsLoop;

    public int Phase => Members[0].Phase;

    public int Needs
    {
        get
        {
            int needs = 0;
            foreach (var member in Members) needs |= member.Needs;
            return needs;
        }
    }

    /// <summary>The size of the code it becomes, in nodes of expressions.</summary>
    public int Cost
    {
        get
        {
            int cost = 0;
            foreach (var member in Members) cost += member.Expression is { } e ? e.Nodes.Count - e.Operands : 1;
            return cost;
        }
    }

    /// <summary>The axes that stay: what reductions give, and what their readers may add to the kernel.</summary>
    public EquatableArray<Extent> Lane => Keep(Domain, Reduced);

    private bool HasLane(EquatableArray<Extent> axes) => Reduced.Count > 0 && axes.Count == Domain.Count - Reduced.Count && axes == Lane;

    /// <summary>Whether a member has a value for each point of the domain, rather than for each lane.</summary>
    public bool IsFull(LoweredNode member) => member.Kind == LoweredKind.Map && member.Axes.Count == Domain.Count;

    /// <summary>Where the axes of a member's value lie in the domain.</summary>
    public EquatableArray<int> Placement(LoweredNode member) => Placement(member, Domain.Count, Reduced);

    public static EquatableArray<int> Placement(LoweredNode member, int rank, EquatableArray<int> reduced) =>
        Enumerable.Range(0, rank).Where(a => member.Kind == LoweredKind.Map && member.Axes.Count == rank || !reduced.Contains(a)).ToEquatableArray();

    private static EquatableArray<Extent> Keep(EquatableArray<Extent> domain, EquatableArray<int> reduced) =>
        reduced.Count == 0 ? domain : domain.Where((_, i) => !reduced.Contains(i)).ToEquatableArray();

    /// <summary>The domain and reduced axes of both groups in one kernel, or null where one nest of loops can't compute both.</summary>
    public static (EquatableArray<Extent> Domain, EquatableArray<int> Reduced)? Unify(KernelGroup a, KernelGroup b)
    {
        (EquatableArray<Extent> Domain, EquatableArray<int> Reduced) unified;
        if (a.Domain == b.Domain && (a.Reduced.Count == 0 || b.Reduced.Count == 0 || a.Reduced == b.Reduced))
            unified = (a.Domain, a.Reduced.Count > 0 ? a.Reduced : b.Reduced);
        else if (b.Reduced.Count == 0 && a.HasLane(b.Domain)) unified = (a.Domain, a.Reduced);
        else if (a.Reduced.Count == 0 && b.HasLane(a.Domain)) unified = (b.Domain, b.Reduced);
        else return null;

        // Each value that one member reads of another must lie where the reader expects it.
        int rank = unified.Domain.Count;
        int[] all = Enumerable.Range(0, rank).ToArray(), lane = all.Where(i => !unified.Reduced.Contains(i)).ToArray();
        return Fit(a) && Fit(b) ? unified : null;

        bool Fit(KernelGroup group)
        {
            foreach (var reader in group.Members)
            {
                int[] own = reader.Kind == LoweredKind.Reduce || IsFull(reader) ? all : lane;
                foreach (var operand in reader.Operands)
                {
                    if (operand.Node.IsLeaf || !a.Members.Contains(operand.Node) && !b.Members.Contains(operand.Node)) continue;
                    int[] place = IsFull(operand.Node) ? all : lane;
                    if (operand.IsPart || operand.Axes.Count != place.Length) return false;
                    for (int i = 0; i < place.Length; i++)
                        if (own[operand.Axes[i]] != place[i]) return false;
                }
            }
            return true;
        }

        bool IsFull(LoweredNode member) => member.Kind == LoweredKind.Map && member.Axes.Count == rank;
    }
}
