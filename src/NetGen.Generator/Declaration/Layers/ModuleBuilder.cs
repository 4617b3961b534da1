using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The parameters and states of a network while its functions are built: each is declared by the first that needs it.</summary>
internal sealed class ModuleBuilder
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<State> _states = [];
    private readonly Dictionary<string, int> _parameterIndices = [], _stateIndices = [];
    private readonly Dictionary<FunctionBuilder, int> _randomKeys = [];

    public IReadOnlyList<Parameter> Parameters => _parameters;

    public IReadOnlyList<State> States => _states;

    public int Parameter(Parameter parameter) => FindOrAdd(_parameters, _parameterIndices, parameter, parameter.Name);

    public int State(State state) => FindOrAdd(_states, _stateIndices, state, state.Name);

    /// <summary>The number of a random operation within its function: it tells apart the streams of random numbers.</summary>
    public int RandomKey(FunctionBuilder builder)
    {
        _randomKeys.TryGetValue(builder, out int key);
        _randomKeys[builder] = key + 1;
        return key;
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
