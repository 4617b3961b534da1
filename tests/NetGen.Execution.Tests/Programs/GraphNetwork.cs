using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Execution.Tests.Programs;

/// <summary>A network whose forward function is built node by node.</summary>
internal sealed class GraphNetwork
{
    private readonly List<Parameter> _parameters = [];
    private readonly Dictionary<string, int> _ranges = [];

    public FunctionBuilder Builder { get; private set; } = null!;

    public int Input(params int[] shape) => Builder.AddColumn("x" + Builder.Columns.Count, ColumnRole.Input, new TensorType(new Shape(shape)));

    /// <summary>Integers below <paramref name="range"/>.</summary>
    public int Integers(int range, params int[] shape)
    {
        string name = "x" + Builder.Columns.Count;
        _ranges[name] = range;
        return Builder.AddColumn(name, ColumnRole.Input, new TensorType(new Shape(shape), ElementType.Integer));
    }

    public int Parameter(params int[] shape)
    {
        _parameters.Add(new Parameter($"p{_parameters.Count}.weight", new Shape(shape), default, 1, 1, shape.Length > 1));
        return Builder.Parameter(_parameters.Count - 1, new Shape(shape));
    }

    /// <summary>The module of a network with the squared error as its loss.</summary>
    public static (Module Module, GraphNetwork Network) Build(Func<GraphNetwork, int> forward, Compiler.Graph.Precision precision, Loss? loss = null)
    {
        var network = new GraphNetwork { Builder = new FunctionBuilder("forward") };
        int result = forward(network);
        network.Builder.AddOutput("result", OutputRole.Result, network.Builder.Broadcast(result, network.Builder.TypeOf(result) with { Batched = true }));
        var function = network.Builder.Build();
        FunctionVerifier.Verify(function);
        return (FunctionAssembly.Assemble(new NetworkDefinition(
            new TypeDescription(null, [], "Network", "partial class Network", "public", "Network"), precision, [], network._parameters.ToEquatableArray(), [],
            function, function, default, default, loss ?? new SquaredErrorLoss(), [], false)), network);
    }

    /// <summary>Compiles a network and compares all its functions with the reference.</summary>
    public static CompiledPrograms Check(string what, Func<GraphNetwork, int> forward, int bits, bool wide = false, int[]? counts = null)
    {
        var (module, network) = Build(forward, wide ? Compiler.Graph.Precision.Double : Compiler.Graph.Precision.Single);
        foreach (var function in module.Functions) FunctionVerifier.Verify(function, module);
        var compiled = CompiledPrograms.Compile(module, bits);
        foreach (var program in compiled.Program.Functions)
            if (ProgramVerifier.Problem(program) is { } problem) Assert.Fail(problem + "\n" + ProgramText.Print(program));
        Assert.InRange(compiled.LargestKernel, 0, 8192);
        foreach (int count in counts ?? [1, 2, 7])
            foreach (var function in module.Functions)
                ProgramComparison.Compare(
                    module, compiled, function, ProgramComparison.Inputs(module, function, count, 1, c => network._ranges.TryGetValue(c.Name, out int range) ? range : 2),
                    $"{what}, {bits} bits, {module.Precision}, {function.Name} of {count}", wide);
        return compiled;
    }
}
