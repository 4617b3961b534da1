namespace NetGen.Compiler.Lowering;

/// <summary>A lowered graph and its division into kernels, which the rules of fusion coarsen.</summary>
internal sealed class FusionState
{
    /// <summary>Beyond this a kernel's methods would grow over what the JIT compiles well.</summary>
    private const int MaximumCost = 110;

    private const int MaximumOperands = 24;

    private readonly Dictionary<LoweredNode, KernelGroup> _groups = [];
    private readonly Dictionary<LoweredNode, List<LoweredNode>> _readers = [];
    private readonly Dictionary<LoweredNode, List<LoweredNode>> _later = [];
    private readonly HashSet<LoweredNode> _outputs = [];
    private HashSet<LoweredNode> _touched = [];
    private KernelLine? _line;

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

    /// <summary>A reader once for each of its operands that is the node.</summary>
    public IReadOnlyList<LoweredNode> ReadersOf(LoweredNode node) => _readers[node];

    public bool IsOutput(LoweredNode node) => _outputs.Contains(node);

    /// <summary>Whether a node is still there.</summary>
    public bool Contains(LoweredNode node) => _readers.ContainsKey(node);

    /// <summary>Nodes about which something has changed since this was asked: their kernel, their readers, or those of their neighbours.</summary>
    public IEnumerable<LoweredNode> TakeTouched()
    {
        var touched = _touched;
        _touched = [];
        return touched.Where(Contains);
    }

    /// <summary>The only reader of a node that nothing else needs, or null. Parts of joined values stay loops of their own.</summary>
    public LoweredNode? OnlyReader(LoweredNode node)
    {
        if (IsOutput(node)) return null;
        return _readers[node] is [{ Within: null } only] ? only : null;
    }

    /// <summary>Puts two groups into one kernel where that is legal.</summary>
    public bool TryMerge(KernelGroup a, KernelGroup b)
    {
        if (a == b || !a.IsLoop || !b.IsLoop || a.Phase != b.Phase || !NeedsFit(a.Needs, b.Needs)) return false;
        if (a.Cost + b.Cost > MaximumCost || KernelGroup.Unify(a, b) is not { } unified || !HaveFewOperands(a, b)) return false;
        _line ??= new KernelLine(Groups, Successors);
        if (!_line.TryJoin(a, b)) return false;
        a.Members.AddRange(b.Members);
        (a.Domain, a.Reduced) = unified;
        foreach (var member in b.Members) _groups[member] = a;
        foreach (var member in a.Members) Touch(member);
        return true;
    }

    /// <summary>Adds a node behind all others, as a kernel of its own.</summary>
    public void Append(LoweredNode node)
    {
        Graph.Nodes.Add(node);
        _groups[node] = new KernelGroup(node);
        Enter(node);
        _line = null;
    }

    /// <summary>Puts a node in the place of another.</summary>
    public void Insert(LoweredNode node, LoweredNode old)
    {
        Graph.Nodes.Insert(Graph.Nodes.IndexOf(old), node);
        _groups[node] = new KernelGroup(node);
        Enter(node);
        Replace(old, node);
    }

    /// <summary>Replaces a node by another in all readers and outputs, and drops what that leaves unread.</summary>
    public void Replace(LoweredNode old, LoweredNode replacement)
    {
        foreach (var reader in _readers[old].Distinct().ToArray())
        {
            for (int i = 0; i < reader.Operands.Count; i++)
                if (reader.Operands[i].Node == old)
                {
                    reader.Operands[i] = reader.Operands[i] with { Node = replacement };
                    _readers[replacement].Add(reader);
                }
            if (reader.Residual == old) reader.Residual = replacement;
        }
        _readers[old].Clear();
        if (_outputs.Remove(old))
        {
            for (int i = 0; i < Graph.Outputs.Count; i++)
                if (Graph.Outputs[i].Node == old) Graph.Outputs[i] = Graph.Outputs[i] with { Node = replacement };
            _outputs.Add(replacement);
        }
        replacement.Label = old.Label ?? replacement.Label;
        replacement.IsDense |= old.IsDense;
        _line = null;
        Drop(old);
        Touch(replacement);
        foreach (var reader in _readers[replacement]) Touch(reader);
    }

    /// <summary>Gives a map other operands, and drops what that leaves unread.</summary>
    public void Rewrite(LoweredNode map, Expressions.Expression expression, IReadOnlyList<Reading> operands)
    {
        var before = map.Operands.ToArray();
        map.Expression = expression;
        map.Operands.Clear();
        map.Operands.AddRange(operands);
        foreach (var operand in map.Operands) _readers[operand.Node].Add(map);
        foreach (var operand in before) _readers[operand.Node].Remove(map);
        foreach (var operand in before) Drop(operand.Node);
        Touch(map);
    }

    /// <summary>Puts a node at the place of a later one, whose operands it will read.</summary>
    public void MoveTo(LoweredNode node, LoweredNode later)
    {
        Graph.Nodes.Remove(node);
        Graph.Nodes.Insert(Graph.Nodes.IndexOf(later), node);
    }

    /// <summary>Makes a product read one more value.</summary>
    public void AddOperand(LoweredNode product, Reading operand)
    {
        product.Operands.Add(operand);
        _readers[operand.Node].Add(product);
    }

    /// <summary>Moves a node into the kernel of another, which computes it on the way.</summary>
    public void Absorb(KernelGroup group, LoweredNode node)
    {
        _groups[node].Members.Remove(node);
        group.Members.Add(node);
        _groups[node] = group;
        _line = null;
        Touch(node);
    }

    /// <summary>Looks at the graph anew, after changes past the methods of this class.</summary>
    public void Refresh()
    {
        Graph.Prune();
        _readers.Clear();
        _later.Clear();
        _outputs.Clear();
        foreach (var node in Graph.Nodes) Enter(node);
        foreach (var output in Graph.Outputs) _outputs.Add(output.Node);
        foreach (var gone in _groups.Keys.Where(n => !Contains(n)).ToArray()) Leave(gone);
        _line = null;
    }

    private void Enter(LoweredNode node)
    {
        _readers.Add(node, []);
        foreach (var operand in node.Operands) _readers[operand.Node].Add(node);
        foreach (var earlier in node.After)
            if (_later.TryGetValue(earlier, out var known)) known.Add(node);
            else _later.Add(earlier, [node]);
    }

    /// <summary>Drops a node that nothing reads, and what only it has read.</summary>
    private void Drop(LoweredNode node)
    {
        if (!Contains(node) || _readers[node].Count > 0 || IsOutput(node)) return;
        Graph.Nodes.Remove(node);
        _readers.Remove(node);
        foreach (var earlier in node.After)
            if (_later.TryGetValue(earlier, out var known)) known.Remove(node);
        if (_groups.ContainsKey(node)) Leave(node);
        foreach (var operand in node.Operands)
        {
            if (!_readers.TryGetValue(operand.Node, out var readers)) continue;
            readers.Remove(node);
            if (readers.Count > 2) _touched.Add(operand.Node);
            else Touch(operand.Node);
            Drop(operand.Node);
        }
    }

    private void Leave(LoweredNode node)
    {
        _groups[node].Members.Remove(node);
        _groups.Remove(node);
    }

    /// <summary>Notes that a node has changed: rules may fit it, its readers and operands, and those that share a reader with it.</summary>
    private void Touch(LoweredNode node)
    {
        if (!_readers.TryGetValue(node, out var readers)) return;
        _touched.Add(node);
        foreach (var operand in node.Operands) _touched.Add(operand.Node);
        foreach (var reader in readers)
        {
            _touched.Add(reader);
            foreach (var operand in reader.Operands) _touched.Add(operand.Node);
        }
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

    /// <summary>Whether the kernel of both would read few enough values, those with names among what it computes counted too.</summary>
    private static bool HaveFewOperands(KernelGroup a, KernelGroup b)
    {
        int all = 0, labels = 0;
        foreach (var group in new[] { a, b })
            foreach (var member in group.Members)
            {
                all += member.Operands.Count;
                if (member.Label is not null) labels++;
            }
        if (all + labels <= MaximumOperands) return true;

        var read = new HashSet<Reading>();
        foreach (var group in new[] { a, b })
            foreach (var member in group.Members)
                foreach (var operand in member.Operands)
                    if (!a.Members.Contains(operand.Node) && !b.Members.Contains(operand.Node)) read.Add(operand);
        return read.Count + labels <= MaximumOperands;
    }

    private IEnumerable<KernelGroup> Successors(KernelGroup group)
    {
        foreach (var member in group.Members)
        {
            foreach (var reader in _readers[member]) yield return _groups[reader];
            if (!_later.TryGetValue(member, out var behind)) continue;
            foreach (var later in behind) yield return _groups[later];
        }
    }
}
