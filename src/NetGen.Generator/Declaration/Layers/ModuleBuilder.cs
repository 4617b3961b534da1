using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The parameters and states of a network while its functions are built: each is declared by the first that needs it.</summary>
internal sealed class ModuleBuilder
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<State> _states = [];
    private readonly Dictionary<string, int> _parameterIndices = [], _stateIndices = [];
    private readonly Dictionary<string, IntegerRange> _ranges = [];
    private readonly Dictionary<FunctionBuilder, int> _randomKeys = [];

    public IReadOnlyList<Parameter> Parameters => _parameters;

    public IReadOnlyList<State> States => _states;

    public int Parameter(Parameter parameter) => FindOrAdd(_parameters, _parameterIndices, parameter, parameter.Name);

    /// <summary>The index of a parameter that is there already.</summary>
    public int? Find(string parameter) => _parameterIndices.TryGetValue(parameter, out int index) ? index : null;

    public int State(State state) => FindOrAdd(_states, _stateIndices, state, state.Name);

    /// <summary>The number of a random operation within its function: it tells apart the streams of random numbers.</summary>
    public int RandomKey(FunctionBuilder builder)
    {
        _randomKeys.TryGetValue(builder, out int key);
        _randomKeys[builder] = key + 1;
        return key;
    }

    /// <summary>What the integers of inputs must be, by the names of the columns.</summary>
    public IReadOnlyDictionary<string, IntegerRange> Ranges => _ranges;

    /// <summary>Narrows what the integers of an input may be, where the node is one, perhaps in another shape.</summary>
    public void RequireRange(FunctionBuilder builder, int node, IntegerRange range)
    {
        while (builder.Nodes[node].Operation is ReshapeOperation or BroadcastOperation || builder.Slices.ContainsKey(node))
            node = builder.Slices.TryGetValue(node, out int sequence) ? sequence : builder.Nodes[node].Operands[0];
        if (builder.Nodes[node] is not { Operation: InputOperation input, Type.Element: ElementType.Integer }) return;
        string name = builder.Columns[input.Column].Name;
        if (!_ranges.TryGetValue(name, out var known)) _ranges[name] = range;
        else if (range.Maximum < known.Maximum) _ranges[name] = range with { Minimum = Math.Max(range.Minimum, known.Minimum) };
        else _ranges[name] = known with { Minimum = Math.Max(range.Minimum, known.Minimum) };
    }

    /// <summary>Changes how a parameter begins.</summary>
    public void Initialize(string name, Initializer initializer)
    {
        if (_parameterIndices.TryGetValue(name, out int index)) _parameters[index] = _parameters[index] with { Initializer = initializer };
    }

    private static int FindOrAdd<T>(List<T> list, Dictionary<string, int> indices, T item, string name)
    {
        if (indices.TryGetValue(name, out int index)) return index;
        list.Add(item);
        return indices[name] = list.Count - 1;
    }
}
