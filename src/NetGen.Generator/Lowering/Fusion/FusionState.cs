namespace NetGen.Compiler.Lowering;

/// <summary>A lowered graph and its division into kernels, which the rules of fusion coarsen.</summary>
internal sealed class FusionState
{
    /// <summary>Beyond this a kernel's methods would grow over what the JIT compiles well.</summary>
    private const int MaximumCost = 110;

    private const int MaximumOperands = 24;

    private readonly Dictionary<LoweredNode, KernelGroup> _groups = [];
    private ILookup<LoweredNode, LoweredNode> _readers = null!;
    private ILookup<LoweredNode, LoweredNode> _later = null!;

    public FusionState(LoweredGraph graph)
    {
        Graph = graph;
        foreach (var node in graph.Nodes)
            if (!node.IsLeaf) _groups[node] = new KernelGroup(node);
        Refresh();
    }

    public LoweredGraph Graph { get; }

    /// <summary>In the order of their first nodes.</summary>
    public IEnumerable<KernelGroup> Groups => Graph.Nodes.Where(_groups.ContainsKey).Select(n => _groups[n]).Distinct();

    /// <summary>The kernel that computes a node; null for leaves.</summary>
    public KernelGroup? GroupOf(LoweredNode node) => _groups.TryGetValue(node, out var group) ? group : null;

    public IEnumerable<LoweredNode> ReadersOf(LoweredNode node) => _readers[node];

    public bool IsOutput(LoweredNode node) => Graph.Outputs.Any(o => o.Node == node);

    /// <summary>The only reader of a node that nothing else needs, or null. Parts of joined values stay loops of their own.</summary>
    public LoweredNode? OnlyReader(LoweredNode node)
    {
        if (IsOutput(node)) return null;
        using var readers = _readers[node].GetEnumerator();
        if (!readers.MoveNext()) return null;
        var first = readers.Current;
        return readers.MoveNext() || first.Within is not null ? null : first;
    }

    /// <summary>Puts two groups into one kernel where that is legal.</summary>
    public bool TryMerge(KernelGroup a, KernelGroup b)
    {
        if (a == b || !a.IsLoop || !b.IsLoop || a.Phase != b.Phase || !NeedsFit(a.Needs, b.Needs)) return false;
        if (a.Cost + b.Cost > MaximumCost || Operands(a, b) > MaximumOperands) return false;
        if (KernelGroup.Unify(a, b) is not { } unified) return false;
        if (DependsThroughOthers(a, b) || DependsThroughOthers(b, a)) return false;
        a.Members.AddRange(b.Members);
        (a.Domain, a.Reduced) = unified;
        foreach (var member in b.Members) _groups[member] = a;
        return true;
    }

    /// <summary>Adds a node behind all others, as a kernel of its own.</summary>
    public void Append(LoweredNode node)
    {
        Graph.Nodes.Add(node);
        _groups[node] = new KernelGroup(node);
        Refresh();
    }

    /// <summary>Replaces a node by another in all readers and outputs, and drops what that leaves unread.</summary>
    public void Replace(LoweredNode old, LoweredNode replacement)
    {
        foreach (var node in Graph.Nodes)
            for (int i = 0; i < node.Operands.Count; i++)
                if (node.Operands[i].Node == old) node.Operands[i] = node.Operands[i] with { Node = replacement };
        for (int i = 0; i < Graph.Outputs.Count; i++)
            if (Graph.Outputs[i].Node == old) Graph.Outputs[i] = Graph.Outputs[i] with { Node = replacement };
        replacement.Label = old.Label ?? replacement.Label;
        replacement.IsDense |= old.IsDense;
        DropUnread();
    }

    /// <summary>Drops what nothing reads any more.</summary>
    public void DropUnread()
    {
        Graph.Prune();
        foreach (var gone in _groups.Keys.Except(Graph.Nodes).ToArray())
        {
            _groups[gone].Members.Remove(gone);
            _groups.Remove(gone);
        }
        Refresh();
    }

    /// <summary>Puts a node at the place of a later one, whose operands it will read.</summary>
    public void MoveTo(LoweredNode node, LoweredNode later)
    {
        Graph.Nodes.Remove(node);
        Graph.Nodes.Insert(Graph.Nodes.IndexOf(later), node);
    }

    /// <summary>Moves a node into the kernel of another, which computes it on the way.</summary>
    public void Absorb(KernelGroup group, LoweredNode node)
    {
        _groups[node].Members.Remove(node);
        group.Members.Add(node);
        _groups[node] = group;
        Refresh();
    }

    private void Refresh()
    {
        _readers = Graph.Readers();
        _later = Graph.Nodes.SelectMany(n => n.After.Select(a => (Earlier: a, Later: n))).ToLookup(p => p.Earlier, p => p.Later);
    }

    /// <summary>
    /// A kernel runs when any of its results is wanted. Sums for parameters' gradients may ride along with what runs anyway; gradients of
    /// inputs, which are rarely wanted, may not.
    /// </summary>
    private static bool NeedsFit(int a, int b)
    {
        if (a == b) return true;
        int common = Need.Always | Need.Parameters;
        return (a & common) != 0 && (b & common) != 0;
    }

    private static int Operands(KernelGroup a, KernelGroup b)
    {
        var members = new HashSet<LoweredNode>(a.Members.Concat(b.Members));
        return members.SelectMany(m => m.Operands).Where(o => !members.Contains(o.Node)).Distinct().Count() + members.Count(m => m.Label is not null);
    }

    /// <summary>Whether a value goes from one group to the other by way of a third: in one kernel they would wait for each other.</summary>
    private bool DependsThroughOthers(KernelGroup from, KernelGroup to)
    {
        var seen = new HashSet<KernelGroup>();
        var open = new Stack<KernelGroup>();
        foreach (var next in Successors(from))
            if (next != to && next != from && seen.Add(next)) open.Push(next);
        while (open.Count > 0)
            foreach (var next in Successors(open.Pop()))
            {
                if (next == to) return true;
                if (next != from && seen.Add(next)) open.Push(next);
            }
        return false;
    }

    private IEnumerable<KernelGroup> Successors(KernelGroup group)
    {
        foreach (var member in group.Members)
        {
            foreach (var reader in _readers[member]) yield return _groups[reader];
            foreach (var later in _later[member]) yield return _groups[later];
        }
    }
}
