using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>A network while its methods are run: its parameters and states, the names of its layers, and the function that is being built.</summary>
internal sealed class NetworkBuild
{
    private readonly Dictionary<string, LayerUse> _uses = [];
    private readonly Dictionary<string, WeightUse> _weights = [];
    private readonly Dictionary<string, int> _rows = [];
    private readonly List<LayerDescription> _layers = [];
    private readonly Dictionary<int, TensorValue> _states = [];
    private readonly HashSet<string> _labels = [];

    /// <summary>How often a sample passes what is being built: the steps of the recurrences around it.</summary>
    private long _repeats = 1;

    public NetworkBuild(INamedTypeSymbol type, List<DiagnosticInfo> diagnostics)
    {
        Type = type;
        Diagnostics = diagnostics;
        Begin("", training: false);
    }

    public INamedTypeSymbol Type { get; }

    public List<DiagnosticInfo> Diagnostics { get; }

    public ModuleBuilder Module { get; } = new();

    public ScopeTable Scopes { get; } = new();

    /// <summary>The scope of <c>Forward</c> in the present run.</summary>
    public Scope Root { get; private set; } = null!;

    public FunctionBuilder Builder { get; private set; } = null!;

    public TensorFunctions Functions { get; private set; } = null!;

    public bool Training { get; private set; }

    /// <summary>Rows of the summary, in the order in which layers are first called.</summary>
    public IReadOnlyList<LayerDescription> Layers => _layers;

    /// <summary>The layers by their paths.</summary>
    public IReadOnlyDictionary<string, LayerUse> Uses => _uses;

    public bool HasErrors { get; private set; }

    /// <summary>Begins a function: a run of <c>Forward</c> for training or for inference, or of an entry.</summary>
    public void Begin(string name, bool training)
    {
        Builder = new FunctionBuilder(name);
        Functions = new TensorFunctions(Builder, Module);
        Root = new Scope(Scopes, "", Attributes.Has(Type, "Frozen"));
        Training = training;
        _states.Clear();
        _labels.Clear();
        _repeats = 1;
    }

    /// <summary>Until it is disposed, what is built is the step of a recurrence.</summary>
    public IDisposable Repeat(int steps)
    {
        var end = new RepeatEnd(this, _repeats);
        _repeats *= steps;
        return end;
    }

    private sealed class RepeatEnd(NetworkBuild network, long repeats) : IDisposable
    {
        public void Dispose() => network._repeats = repeats;
    }

    /// <summary>Reports once what several runs find.</summary>
    public void Report(DiagnosticInfo diagnostic)
    {
        HasErrors |= diagnostic.Descriptor.DefaultSeverity == DiagnosticSeverity.Error;
        if (!Diagnostics.Contains(diagnostic)) Diagnostics.Add(diagnostic);
    }

    /// <summary>Adds a layer; null where it refuses its input, which is reported.</summary>
    /// <param name="others">Tensors that the call gives beside the input.</param>
    /// <param name="recurrent">What a recurrent layer is given beside its input.</param>
    public TensorValue? Apply(
        Layer layer, string path, AttributeArguments arguments, Problems problems, TensorValue x, bool frozen, IReadOnlyDictionary<string, TensorValue>? others = null,
        RecurrentInputs? recurrent = null)
    {
        if (layer is SoftmaxLayer && x.Use is { Layer: SoftmaxLayer } softmax)
        {
            problems.Add(LayerDescriptors.SoftmaxTwice, null, softmax.Text);
            return null;
        }
        if (x.IsInteger != layer.TakesIntegers && (x.IsInteger ? layer.HasWeights : layer.TakesIntegers))
        {
            problems.Add(LayerDescriptors.WrongElements, null, layer.Text, x.IsInteger ? "real numbers" : "integers", x.IsInteger ? "integers" : "real numbers", x.IsInteger
                ? "give tokens and labels to Embedding or OneHot first; where their size means something, write (Tensor) before them" : "give it an IntTensor");
            return null;
        }
        x = Functions.Batched(layer.TakesIntegers ? x : Functions.Real(x));
        var further = (others ?? new Dictionary<string, TensorValue>()).ToDictionary(o => o.Key, o => o.Value.IsInteger ? o.Value : Functions.Batched(o.Value));
        if (layer.Infer(x.Shape, further.ToDictionary(o => o.Key, o => o.Value.Type), problems) is null) return null;
        _uses.TryGetValue(path, out var known);
        int firstNode = Builder.Nodes.Count, firstParameter = Module.Parameters.Count;
        int node;
        try
        {
            var context = new LayerContext(Module, Builder, path, Training, rectified: false, frozen) { Others = further.ToDictionary(o => o.Key, o => o.Value.Node), Recurrent = recurrent };
            node = layer.Build(context, x.Node);
        }
        catch (ParameterConflictException conflict)
        {
            Report(new DiagnosticInfo(ForwardDescriptors.ShapesDoNotFit, arguments.LocationOf(null), [$"{layer.Text} '{path}'", conflict.Shapes, "calls that share parameters need equal shapes"]));
            return null;
        }
        if (_labels.Add(path)) Builder.Label(node, path);
        var own = new LayerUse(layer, path, arguments, x, node);
        if (known is null) _uses[path] = own;
        Describe(layer, path, node, firstNode, firstParameter);
        var use = layer.KeepsValues ? x.Use : own;
        var waiting = Follow(layer, path, x, further.ToDictionary(o => o.Key, o => o.Value.Type));
        if (!layer.HasWeights && !layer.IsActivation) waiting = [.. waiting.Concat(further.Values.SelectMany(o => o.Waiting)).Distinct()];
        return new TensorValue(node, Builder.TypeOf(node), use, waiting);
    }

    /// <summary>The weights of the layer that gave a value; null where there are none.</summary>
    public TensorValue? WeightOf(TensorValue value)
    {
        if (value.Use is not { } use || Module.Find(use.Path + ".weight") is not { } index) return null;
        return Functions.Value(Builder.Parameter(index, Module.Parameters[index].Shape));
    }

    /// <summary>Decides for the weights before an activation how they begin.</summary>
    private WeightUse[] Follow(Layer layer, string path, TensorValue x, IReadOnlyDictionary<string, TensorType> others)
    {
        if (layer.HasWeights)
        {
            if (!_weights.TryGetValue(path, out var weights)) _weights[path] = weights = new WeightUse(layer, path, x.Shape, others);
            return [weights];
        }
        if (!layer.IsActivation) return x.Waiting;
        foreach (var weights in x.Waiting) weights.IsRectified |= layer.IsRectifier;
        return [];
    }

    private void Describe(Layer layer, string path, int output, int firstNode, int firstParameter)
    {
        long flops = 0;
        for (int i = firstNode; i < Builder.Nodes.Count; i++)
        {
            var node = Builder.Nodes[i];
            if (node.Type.Batched) flops += _repeats * node.Operation.Flops(node.Operands.Select(Builder.TypeOf).ToArray(), node.Type);
        }
        if (_rows.TryGetValue(path, out int row)) return;
        _rows[path] = _layers.Count;
        long parameters = Module.Parameters.Skip(firstParameter).Sum(p => p.Shape.Length);
        _layers.Add(new LayerDescription(path, layer.Text, Builder.ShapeOf(output), parameters, flops));
    }

    /// <summary>Now that it is known which weights a rectifier follows, they begin as He's.</summary>
    public void InitializeRectified()
    {
        foreach (var weights in _weights.Values)
        {
            if (!weights.IsRectified) continue;
            var scratch = new ModuleBuilder();
            var builder = new FunctionBuilder("scratch");
            int input = builder.AddColumn("x", ColumnRole.Input, new TensorType(weights.Input, weights.Layer.TakesIntegers ? ElementType.Integer : ElementType.Real));
            var others = weights.Others.ToDictionary(o => o.Key, o => builder.AddColumn(o.Key, ColumnRole.Input, o.Value));
            weights.Layer.Build(new LayerContext(scratch, builder, weights.Path, training: false, rectified: true) { Others = others }, input);
            foreach (var parameter in scratch.Parameters) Module.Initialize(parameter.Name, parameter.Initializer);
        }
    }

    public TensorValue ReadState(StateHandle state) =>
        _states.TryGetValue(state.Index, out var value) ? value : Functions.Value(Builder.Add(new StateOperation(state.Index, Module.States[state.Index].Shape)));

    public void WriteState(StateHandle state, TensorValue value)
    {
        value = Functions.Real(value);
        _states[state.Index] = value;
        if (Training) Builder.SetOutput(state.Name, OutputRole.State, value.Node, state.Index);
    }
}
