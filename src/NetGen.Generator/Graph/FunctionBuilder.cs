namespace NetGen.Compiler.Graph;

/// <summary>Builds a function node by node. Equal pure nodes are one node, so common subexpressions are shared as they arise.</summary>
internal sealed class FunctionBuilder(string name)
{
    private readonly List<Node> _nodes = [];
    private readonly List<Column> _columns = [];
    private readonly List<Output> _outputs = [];
    private readonly Dictionary<(Operation, EquatableArray<int>), int> _known = [];

    public IReadOnlyList<Node> Nodes => _nodes;

    public IReadOnlyList<Column> Columns => _columns;

    public IReadOnlyList<Output> Outputs => _outputs;

    /// <summary>Values whose gradients are left to be derived.</summary>
    public List<TrainedValue> Trained { get; } = [];

    /// <summary>The sequences that placeholders of a step stand for, while it is run.</summary>
    public Dictionary<int, int> Slices { get; } = [];

    public TensorType TypeOf(int node) => _nodes[node].Type;

    public Shape ShapeOf(int node) => _nodes[node].Type.Shape;

    /// <summary>The first node of the second phase, once set.</summary>
    public int? Split { get; set; }

    /// <summary>Adds a node, or returns an equal one that is there already.</summary>
    public int Add(Operation operation, params int[] operands)
    {
        var key = (operation, new EquatableArray<int>(operands));
        if (operation.IsPure && _known.TryGetValue(key, out int known)) return known;
        var types = new TensorType[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i] < 0 || operands[i] >= _nodes.Count)
                throw new GraphException($"{operation.Name}: operand {operands[i]} is not an earlier node.");
            types[i] = _nodes[operands[i]].Type;
        }
        int id = _nodes.Count;
        _nodes.Add(new Node(operation, key.Item2, operation.Infer(types), null));
        _known[key] = id;
        return id;
    }

    /// <summary>Names a value for users; the first name stays.</summary>
    public int Label(int node, string label)
    {
        if (_nodes[node].Label is null) _nodes[node] = _nodes[node] with { Label = label };
        return node;
    }

    /// <summary>Puts another operation in the place of one: it must give all that the first gave, and may give more.</summary>
    public void Replace(int node, Operation operation)
    {
        var old = _nodes[node];
        var type = operation.Infer(old.Operands.Select(TypeOf).ToArray());
        if (type != old.Type) throw new GraphException($"{operation.Name}: {type} can't take the place of {old.Type}.");
        _nodes[node] = old with { Operation = operation };
        if (operation.IsPure) _known[(operation, old.Operands)] = node;
    }

    /// <summary>Adds an argument and the node that reads it.</summary>
    public int AddColumn(string columnName, ColumnRole role, TensorType type)
    {
        _columns.Add(new Column(columnName, role, type));
        return Add(new Operations.InputOperation(_columns.Count - 1, type));
    }

    public void AddOutput(string outputName, OutputRole role, int node, int index = 0) => _outputs.Add(new Output(outputName, role, index, node));

    /// <summary>Adds an output, in the place of an earlier one of the same role and index.</summary>
    public void SetOutput(string outputName, OutputRole role, int node, int index)
    {
        _outputs.RemoveAll(o => o.Role == role && o.Index == index);
        AddOutput(outputName, role, node, index);
    }

    /// <summary>The node of an output, or null where there is none of the role and index.</summary>
    public int? FindOutput(OutputRole role, int index)
    {
        foreach (var output in _outputs)
            if (output.Role == role && output.Index == index) return output.Node;
        return null;
    }

    /// <summary>The finished function, without the nodes that no output needs. Columns stay, so that every caller sees the same signature.</summary>
    public Function Build()
    {
        var live = new bool[_nodes.Count];
        foreach (var output in _outputs) live[output.Node] = true;
        foreach (var value in Trained) live[value.Node] = true;
        for (int i = _nodes.Count - 1; i >= 0; i--)
            if (live[i])
                foreach (int operand in _nodes[i].Operands) live[operand] = true;
        var map = new int[_nodes.Count];
        var nodes = new List<Node>();
        int split = -1;
        for (int i = 0; i < _nodes.Count; i++)
        {
            if (split < 0 && Split is { } s && i >= s) split = nodes.Count;
            if (!live[i]) continue;
            map[i] = nodes.Count;
            var node = _nodes[i];
            nodes.Add(node with { Operands = node.Operands.Select(o => map[o]).ToEquatableArray() });
        }
        return new Function(
            name, _columns.ToEquatableArray(), nodes.ToEquatableArray(),
            _outputs.Select(o => o with { Node = map[o.Node] }).ToEquatableArray(), split < 0 ? nodes.Count : split)
        {
            Trained = Trained.Select(t => t with { Node = map[t.Node] }).ToEquatableArray(),
        };
    }

    /// <summary>Copies the nodes of another function, its arguments replaced, and returns where each of its nodes went.</summary>
    public int[] Inline(Function function, IReadOnlyList<int> arguments)
    {
        var map = new int[function.Nodes.Count];
        for (int i = 0; i < map.Length; i++)
        {
            var node = function.Nodes[i];
            map[i] = node.Operation is Operations.InputOperation input
                ? arguments[input.Column]
                : Add(node.Operation, node.Operands.Select(o => map[o]).ToArray());
            if (node.Label is { } label) Label(map[i], label);
        }
        return map;
    }
}
