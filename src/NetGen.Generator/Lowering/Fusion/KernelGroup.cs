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

    public int Needs => Members.Aggregate(0, (n, m) => n | m.Needs);

    /// <summary>The size of the code it becomes, in nodes of expressions.</summary>
    public int Cost => Members.Sum(m => m.Expression is { } e ? e.Nodes.Count - e.Operands : 1);

    /// <summary>The axes that stay: what reductions give, and what their readers may add to the kernel.</summary>
    public EquatableArray<Extent> Lane => Keep(Domain, Reduced);

    /// <summary>Whether a member has a value for each point of the domain, rather than for each lane.</summary>
    public bool IsFull(LoweredNode member) => member.Kind == LoweredKind.Map && member.Axes.Count == Domain.Count;

    /// <summary>Where the axes of a member's value lie in the domain.</summary>
    public EquatableArray<int> Placement(LoweredNode member) => Placement(member, Domain.Count, Reduced);

    public static EquatableArray<int> Placement(LoweredNode member, int rank, EquatableArray<int> reduced) =>
        Enumerable.Range(0, rank).Where(a => member.Kind == LoweredKind.Map && member.Axes.Count == rank || !reduced.Contains(a)).ToEquatableArray();

    private static EquatableArray<Extent> Keep(EquatableArray<Extent> domain, EquatableArray<int> reduced) =>
        domain.Where((_, i) => !reduced.Contains(i)).ToEquatableArray();

    /// <summary>The domain and reduced axes of both groups in one kernel, or null where one nest of loops can't compute both.</summary>
    public static (EquatableArray<Extent> Domain, EquatableArray<int> Reduced)? Unify(KernelGroup a, KernelGroup b)
    {
        (EquatableArray<Extent> Domain, EquatableArray<int> Reduced)? result = null;
        if (a.Domain == b.Domain && (a.Reduced.Count == 0 || b.Reduced.Count == 0 || a.Reduced == b.Reduced))
            result = (a.Domain, a.Reduced.Count > 0 ? a.Reduced : b.Reduced);
        else if (a.Reduced.Count > 0 && b.Reduced.Count == 0 && b.Domain == a.Lane) result = (a.Domain, a.Reduced);
        else if (b.Reduced.Count > 0 && a.Reduced.Count == 0 && a.Domain == b.Lane) result = (b.Domain, b.Reduced);
        if (result is not { } unified) return null;

        // Each value that one member reads of another must lie where the reader expects it.
        var members = new HashSet<LoweredNode>(a.Members.Concat(b.Members));
        foreach (var reader in members)
        {
            var own = reader.Kind == LoweredKind.Reduce ? Enumerable.Range(0, unified.Domain.Count).ToEquatableArray() : Placement(reader, unified.Domain.Count, unified.Reduced);
            foreach (var operand in reader.Operands)
                if (members.Contains(operand.Node)
                    && (operand.IsPart || operand.Axes.Select(x => own[x]).ToEquatableArray() != Placement(operand.Node, unified.Domain.Count, unified.Reduced))) return null;
        }
        return unified;
    }
}
