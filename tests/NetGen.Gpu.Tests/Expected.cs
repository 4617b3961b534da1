using System.Reflection;
using NetGen.Compiler.Graph;
using NetGen.CompilerServices;
using NetGen.Reference;

namespace NetGen.Gpu.Tests;

/// <summary>What a network computes, by the reference interpreter in double: predictions, and steps of gradient descent.</summary>
internal sealed class Expected
{
    private readonly NetGen.Compiler.Graph.Module _module;
    private readonly ParameterSet<float> _set;
    private readonly Batch _batch;

    /// <summary>Parameters and states, in the graph's order; steps change them.</summary>
    private readonly ReferenceTensor[] _parameters, _states;

    /// <param name="network">The type with the graph's text.</param>
    public Expected(Type network, ParameterSet<float> set, Batch batch)
    {
        _module = ModuleParser.Parse(GraphOf(network));
        (_set, _batch) = (set, batch);
        var start = ReferenceArguments.Of(_module, _module.Find("predict")!, set, batch, 0).Context;
        (_parameters, _states) = ([.. start.Parameters], [.. start.States]);
    }

    /// <summary>The text of a network's graph.</summary>
    public static string GraphOf(Type network)
    {
        const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static;
        return (string)network.GetNestedType("Graph", Hidden)!.GetField("Text", Hidden)!.GetRawConstantValue()!;
    }

    /// <summary>The first result of every sample.</summary>
    public double[] Predict()
    {
        var function = _module.Find("predict")!;
        return Values(function, 0)[function.Outputs[0].Node].Values;
    }

    /// <summary>Compares what a step of training has left on a device, and takes the step.</summary>
    /// <param name="number">The training pass, from 1 on.</param>
    /// <param name="rate">Of plain gradient descent.</param>
    public void Step(int number, bool indices, float loss, ReadOnlySpan<float> scores, ParameterSet<float> device, double rate, double tolerance)
    {
        var function = _module.Find(indices ? "stepIndices" : "step")!;
        var values = Values(function, number);
        foreach (var output in function.Outputs)
        {
            double[] expected = values[output.Node].Values;
            switch (output.Role)
            {
                case OutputRole.Loss: Comparison.Close(expected, [loss], $"loss of step {number}", tolerance); break;
                case OutputRole.Scores: Comparison.Close(expected, scores, "score", tolerance); break;
                case OutputRole.ParameterGradient:
                    var parameter = _module.Parameters[output.Index];
                    float[] gradient = device[parameter.Name].GradientToArray();
                    Comparison.Close(expected, AxisOrder.ToGraph(gradient, parameter.Shape.Last, parameter.Positions), $"gradient of {parameter.Name} in step {number}", tolerance);
                    for (int i = 0; i < expected.Length; i++) _parameters[output.Index].Values[i] -= rate * expected[i];
                    break;
                case OutputRole.State: expected.CopyTo(_states[output.Index].Values, 0); break;
            }
        }
    }

    /// <summary>Compares parameters and states.</summary>
    public void Same(ParameterSet<float> device, double tolerance)
    {
        for (int i = 0; i < _parameters.Length; i++) Same(_parameters[i], _module.Parameters[i].Name, _module.Parameters[i].Positions, device, tolerance);
        for (int i = 0; i < _states.Length; i++) Same(_states[i], _module.States[i].Name, _module.States[i].Positions, device, tolerance);
    }

    private static void Same(ReferenceTensor expected, string name, int positions, ParameterSet<float> device, double tolerance) =>
        Comparison.Close(expected.Values, AxisOrder.ToGraph(device[name].ToArray(), expected.Type.Shape.Last, positions), name, tolerance);

    private ReferenceTensor[] Values(Function function, int step)
    {
        var context = new ReferenceContext
        {
            Columns = ReferenceArguments.Of(_module, function, _set, _batch, step).Context.Columns, Parameters = _parameters, States = _states,
            Uniform = (operation, sample, element) => Philox.Uniform(_set.Seed, step, operation, sample, element),
        };
        return new Interpreter(context).Values(function, _batch.Count);
    }
}
