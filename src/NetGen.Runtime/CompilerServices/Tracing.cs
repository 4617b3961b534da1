using System.ComponentModel;
using System.Numerics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;
using NetGen.Reference;

namespace NetGen.CompilerServices;

/// <summary>For generated code: every named value on the way to a prediction.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Tracing
{
    /// <summary>Interprets the graph's inference function, each value rounded to the network's precision.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="parameters">Parameters and states.</param>
    /// <param name="graph">The graph's text.</param>
    /// <param name="batch">The inputs.</param>
    /// <returns>The values by name, in the order of their computation.</returns>
    public static IReadOnlyDictionary<string, Activation> Trace<T>(ParameterSet<T> parameters, string graph, Batch batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var module = ModuleParser.Parse(graph);
        var function = module.Find("predict")!;
        var arguments = ReferenceArguments.Of(module, function, parameters, batch, parameters.Step, round: true);
        var values = arguments.Values(function);
        int origin = Array.FindIndex(values, v => v.Values.Any(double.IsNaN));
        int named = origin < 0 ? -1 : NameOf(function, origin);

        var trace = new OrderedDictionary<string, Activation>();
        for (int i = 0; i < values.Length; i++)
        {
            string? name = function.Nodes[i].Operation is InputOperation input ? function.Columns[input.Column].Name : function.Nodes[i].Label;
            if (name is null) continue;
            trace[name] = new Activation(
                name, values[i].Samples, [.. function.Nodes[i].Type.Shape.Dimensions], values[i].Values, i == named ? Describe(function, module, origin) : null);
        }
        return trace;
    }

    /// <summary>The first named value that a node goes into, itself among them.</summary>
    private static int NameOf(Function function, int node)
    {
        var reached = new HashSet<int> { node };
        for (int i = node; i < function.Nodes.Count; i++)
        {
            if (function.Nodes[i].Operands.Any(reached.Contains)) reached.Add(i);
            if (reached.Contains(i) && (function.Nodes[i].Label is not null || function.Nodes[i].Operation is InputOperation)) return i;
        }
        return -1;
    }

    private static string Describe(Function function, Module module, int node) => function.Nodes[node].Operation switch
    {
        ParameterOperation parameter => $"parameter '{module.Parameters[parameter.Index].Name}'",
        StateOperation state => $"state '{module.States[state.Index].Name}'",
        InputOperation => "the input",
        var operation => $"its own '{operation.Name}', whose operands have none",
    };
}
