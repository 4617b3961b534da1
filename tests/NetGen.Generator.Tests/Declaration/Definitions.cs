using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Reference;

namespace NetGen.Tests.Declaration;

/// <summary>Definitions read from source, and their functions run in double.</summary>
internal static class Definitions
{
    /// <summary>The definition of <c>[Network, attributes] class Net</c>, which must be right.</summary>
    public static NetworkDefinition Of(string attributes)
    {
        var run = GeneratorHarness.Run($"[Network, {attributes}] public partial class Net;");
        Assert.Empty(run.Diagnostics);
        var definition = run.Driver.GetRunResult().Results[0].TrackedSteps[Compiler.TrackingNames.Networks].SelectMany(s => s.Outputs).Select(o => o.Value);
        return Assert.IsType<NetworkDefinition>(Assert.Single(definition));
    }

    /// <summary>The outputs of a forward function by name, for a batch of the input; parameters are given or as they begin where that is a constant.</summary>
    public static Dictionary<string, double[]> Run(
        NetworkDefinition definition, bool training, double[] input, Func<int, int, int, double>? uniform = null,
        Dictionary<string, double[]>? parameters = null, Dictionary<string, double[]>? states = null)
    {
        var function = training ? definition.Training : definition.Inference;
        var type = function.Columns[0].Type;
        int batch = input.Length / (int)type.Shape.Length;
        var context = new ReferenceContext
        {
            Columns = [new ReferenceTensor(type, batch, input)],
            Parameters = [.. definition.Parameters.Select(p => Unbatched(p.Shape, parameters?.GetValueOrDefault(p.Name) ?? Initial(p)))],
            States = [.. definition.States.Select(s => Unbatched(s.Shape, states?.GetValueOrDefault(s.Name) ?? Filled(s.Shape, s.InitialValue)))],
            Uniform = uniform ?? ((_, _, _) => throw new InvalidOperationException("Nothing should be random.")),
        };
        var results = new Interpreter(context).Run(function, batch);
        return function.Outputs.Zip(results).ToDictionary(p => p.First.Name, p => p.Second.Values);
    }

    private static ReferenceTensor Unbatched(Shape shape, double[] values) => new(TensorType.Unbatched(shape), 1, values);

    private static double[] Initial(Parameter parameter) => parameter.Initializer.Kind switch
    {
        InitializerKind.Zeros => Filled(parameter.Shape, 0),
        InitializerKind.Constant => Filled(parameter.Shape, parameter.Initializer.A),
        _ => throw new InvalidOperationException($"{parameter.Name} begins at random: give its values."),
    };

    private static double[] Filled(Shape shape, double value) => [.. Enumerable.Repeat(value, (int)shape.Length)];
}
