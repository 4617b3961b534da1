using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The parameters and states of a network while its functions are built: each is declared by the first that needs it.</summary>
internal sealed class ModuleBuilder
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<State> _states = [];
    private readonly Dictionary<FunctionBuilder, int> _randomKeys = [];

    public IReadOnlyList<Parameter> Parameters => _parameters;

    public IReadOnlyList<State> States => _states;

    public int Parameter(Parameter parameter) => FindOrAdd(_parameters, parameter, p => p.Name == parameter.Name);

    public int State(State state) => FindOrAdd(_states, state, s => s.Name == state.Name);

    /// <summary>The number of a random operation within its function: it tells apart the streams of random numbers.</summary>
    public int RandomKey(FunctionBuilder builder)
    {
        _randomKeys.TryGetValue(builder, out int key);
        _randomKeys[builder] = key + 1;
        return key;
    }

    private static int FindOrAdd<T>(List<T> list, T item, Predicate<T> same)
    {
        int index = list.FindIndex(same);
        if (index >= 0) return index;
        list.Add(item);
        return list.Count - 1;
    }
}
