using System.Runtime.CompilerServices;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Emit;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;
using NetGen.CompilerServices;

namespace NetGen.Execution.Tests.Kernels;

/// <summary>Programs of tiny networks as straight-line code against the graph's own meaning in double.</summary>
public sealed class StraightLineTests
{
    private static readonly Expression Tanh = Expression.Unary(Scalar.Tanh);
    private static readonly Expression Sigmoid = Expression.Unary(Scalar.Sigmoid);
    private static readonly Expression Relu = Expression.Unary(x => Scalar.Max(x, 0));

    public static TheoryData<string> Networks => [.. Definitions.Keys];

    private static readonly Dictionary<string, Func<NetworkDefinition>> Definitions = new()
    {
        ["2-8-1 tanh, one probability"] = () => Network(Compiler.Graph.Precision.Single, new BinaryCrossEntropyLoss(), Sigmoid, (2, null), (8, Tanh), (1, null)),
        ["2-8-1 in double"] = () => Network(Compiler.Graph.Precision.Double, new BinaryCrossEntropyLoss(), Sigmoid, (2, null), (8, Tanh), (1, null)),
        ["3-5-4-3 relu, classes"] = () => Network(Compiler.Graph.Precision.Single, new CrossEntropyLoss(), null, (3, null), (5, Relu), (4, Tanh), (3, null)),
        ["3-5-4-3 in double"] = () => Network(Compiler.Graph.Precision.Double, new CrossEntropyLoss(0.1), null, (3, null), (5, Relu), (4, Tanh), (3, null)),
        ["one weight"] = () => Network(Compiler.Graph.Precision.Single, new SquaredErrorLoss(), null, (1, null), (1, null)),
        ["6-9-2 sigmoid, mean squares"] = () => Network(Compiler.Graph.Precision.Single, new MeanSquaredErrorLoss(), null, (6, null), (9, Sigmoid), (2, null)),
        ["13-4-1 in double"] = () => Network(Compiler.Graph.Precision.Double, new SquaredErrorLoss(), null, (13, null), (4, Sigmoid), (1, null)),
        ["1-16-1"] = () => Network(Compiler.Graph.Precision.Single, new HuberLoss(), null, (1, null), (16, Tanh), (1, null)),
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void EveryFunctionAgreesWithTheGraph(string name)
    {
        var definition = Definitions[name]();
        if (definition.Precision == Compiler.Graph.Precision.Single) Check<float>(definition, 2e-5);
        else Check<double>(definition, 1e-12);
    }

    /// <summary>What has more than a few hundred weights, or long values, is left to kernels.</summary>
    [Fact]
    public void LargerNetworksAreLeftToKernels()
    {
        var wide = FunctionAssembly.Assemble(Network(Compiler.Graph.Precision.Single, new SquaredErrorLoss(), null, (17, null), (2, null)));
        var many = FunctionAssembly.Assemble(Network(Compiler.Graph.Precision.Single, new SquaredErrorLoss(), null, (16, null), (16, Tanh), (16, Tanh), (16, null)));
        Assert.All(wide.Functions.Concat(many.Functions), f => Assert.False(StraightLinePrinter.Supports(f.Columns.Count == 0 ? wide : wide.Functions.Contains(f) ? wide : many, f)));
    }

    private static void Check<T>(NetworkDefinition definition, double tolerance) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var module = FunctionAssembly.Assemble(definition);
        var run = new StraightLineRun<T>(module);
        foreach (var function in module.Functions)
            foreach (int count in new[] { 1, 4, 7 })
            {
                var random = new Random(count);
                var columns = function.Columns.Select(c => Draw(c, count, random)).ToArray();
                var parameters = module.Parameters.Select(p => new ReferenceTensor(
                    TensorType.Unbatched(p.Shape), 1, [.. Enumerable.Range(0, (int)p.Shape.Length).Select(_ => (double)(float)(random.NextDouble() * 2 - 1))])).ToArray();
                var expected = new GraphContext(columns, parameters).Run(function, count);
                for (int phase = 0; phase < (function.Split < function.Nodes.Count ? 2 : 1); phase++)
                    foreach (bool wanted in new[] { true, false })
                        run.Check(function, phase, count, columns, parameters, expected, wanted, tolerance);
            }
    }

    private static ReferenceTensor Draw(Column column, int count, Random random)
    {
        var tensor = ReferenceTensor.Zeros(column.Type, count);
        for (int i = 0; i < tensor.Values.Length; i++)
            tensor.Values[i] = column.Type.Element == ElementType.Integer ? random.Next(2)
                : column.Role == ColumnRole.Weight ? 1.0 / 8
                : column.Role == ColumnRole.Target ? (float)random.NextDouble() : (float)(random.NextDouble() * 4 - 2);
        return tensor;
    }

    private static NetworkDefinition Network(Compiler.Graph.Precision precision, Loss loss, Expression? final, params (int Units, Expression? Activation)[] layers)
    {
        var builder = new FunctionBuilder("forward");
        var parameters = new List<Compiler.Graph.Parameter>();
        int x = builder.AddColumn("input", ColumnRole.Input, new TensorType(new Shape(layers[0].Units)));
        for (int i = 1; i < layers.Length; i++)
        {
            var (inputs, units) = (layers[i - 1].Units, layers[i].Units);
            int weight = builder.Parameter(parameters.Count, new Shape(units, inputs));
            parameters.Add(new Compiler.Graph.Parameter($"dense{i}.weight", new Shape(units, inputs), new Compiler.Graph.Initializer(InitializerKind.XavierUniform, 1), inputs, units, true));
            int bias = builder.Parameter(parameters.Count, new Shape(units));
            parameters.Add(new Compiler.Graph.Parameter($"dense{i}.bias", new Shape(units), new Compiler.Graph.Initializer(InitializerKind.Zeros), inputs, units, false));
            x = builder.Label(builder.Map(v => v[0] + v[1], builder.Dense(x, weight), bias), $"dense{i}");
            if (layers[i].Activation is { } activation) x = builder.Map(activation, x);
        }
        int result = final is null ? x : builder.Map(final, x);
        builder.AddOutput("result", OutputRole.Result, result);
        if (final is not null) builder.AddOutput("scores", OutputRole.Scores, x);
        var forward = builder.Build();
        return new NetworkDefinition(
            new TypeDescription(null, new(), "Tiny", "partial class Tiny", "public", "Tiny"), precision, new(), parameters.ToEquatableArray(), new(), forward, forward,
            Compiler.Declaration.OutputMeaning.Values, Compiler.Declaration.OutputMeaning.Values, loss, new(), false);
    }
}
