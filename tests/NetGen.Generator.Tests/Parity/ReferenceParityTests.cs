using System.Runtime.CompilerServices;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Execution.Tests.Parity;
using NetGen.Reference;
using NetGen.Tests;

namespace NetGen.Generator.Tests.Parity;

/// <summary>
/// The oracle itself, beside PyTorch: layers, losses and their derived gradients, run by the reference interpreter in double on the graph, without any
/// generated code.
/// </summary>
public sealed class ReferenceParityTests
{
    private static readonly Dictionary<string, NetworkDefinition> Networks = Read();

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_and_gradients_of_the_graph_are_those_of_PyTorch(string name)
    {
        var definition = Networks[name];
        var module = FunctionAssembly.Assemble(definition);
        var file = new TensorFile(Path.Combine(Folder(), "data", name + ".safetensors"));
        int batch = file["input"].Length / (int)definition.Inference.Columns[0].Type.Shape.Length;
        bool indices = file["target"].Length == batch && module.Find(FunctionAssembly.StepIndices) is not null && file["target"].All(double.IsInteger)
            && ScoresLength(definition) > 1;
        var step = module.Find(indices ? FunctionAssembly.StepIndices : FunctionAssembly.Step)!;
        var context = new ReferenceContext
        {
            Columns = [.. step.Columns.Select(c => new ReferenceTensor(c.Type, batch, c.Role switch
            {
                ColumnRole.Input => file["input"],
                ColumnRole.Target => file["target"],
                _ => [.. Enumerable.Repeat(1.0 / batch, batch)],
            }))],
            Parameters = [.. module.Parameters.Select(p => Initial(file, p.Name, p.Shape, p.Positions))],
            States = [.. module.States.Select(s => Initial(file, s.Name, s.Shape, s.Positions))],
        };
        var results = new Interpreter(context).Run(step, batch);
        for (int i = 0; i < results.Length; i++)
        {
            var output = step.Outputs[i];
            string? key = output.Role switch
            {
                OutputRole.Loss => "loss",
                OutputRole.ParameterGradient => "gradient/" + module.Parameters[output.Index].Name,
                OutputRole.InputGradient => "gradient/input",
                _ => null,
            };
            if (key is null) continue;
            var expected = output.Role == OutputRole.ParameterGradient && module.Parameters[output.Index] is var p
                ? AxisOrder.ToGraph(file[key], p.Shape.Last, p.Positions)
                : file[key];
            Assert.Equal(expected.Length, results[i].Values.Length);
            double scale = Math.Max(expected.Max(Math.Abs), 1e-9);
            double error = expected.Zip(results[i].Values).Max(p => Math.Abs(p.First - p.Second)) / scale;
            Assert.True(error <= 1e-10, $"{key}: relative difference {error:E1}");
        }
        var compared = step.Outputs.Select(o => o.Role).ToArray();
        Assert.Contains(OutputRole.Loss, compared);
        Assert.Equal(module.Parameters.Count, compared.Count(r => r == OutputRole.ParameterGradient));
    }

    private static long ScoresLength(NetworkDefinition definition) => FunctionAssembly.ScoresType(definition).Shape.Length;

    private static ReferenceTensor Initial(TensorFile file, string name, Shape shape, int positions) =>
        new(TensorType.Unbatched(shape), 1, AxisOrder.ToGraph(file["initial/" + name], shape.Last, positions));

    /// <summary>The definitions of the single-precision networks, by name, from the declarations that the execution tests compile.</summary>
    private static Dictionary<string, NetworkDefinition> Read() =>
        new[] { "ParityNetworks.cs", "ImageNetworks.cs" }.SelectMany(Read).ToDictionary(d => d.Type.Name);

    private static IEnumerable<NetworkDefinition> Read(string declarations)
    {
        var run = GeneratorHarness.Run(File.ReadAllText(Path.Combine(Folder(), declarations)));
        return run.Driver.GetRunResult().Results.Single().TrackedSteps["Networks"]
            .SelectMany(s => s.Outputs).Select(o => (NetworkDefinition)o.Value)
            .Where(d => d.Precision == Compiler.Graph.Precision.Single);
    }

    private static string Folder([CallerFilePath] string caller = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller)!, "..", "..", "NetGen.Execution.Tests", "Parity"));
}
