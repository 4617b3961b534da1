using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration;

/// <summary>Whether embeddings that ask for sparse updates can have them: gradients of their vectors must come from one look-up and from nothing else.</summary>
internal static class SparseChecks
{
    /// <param name="training">The function that is differentiated, with the losses.</param>
    /// <param name="location">Where the layer of a parameter asks for it.</param>
    public static void Check(IReadOnlyList<Parameter> parameters, Function training, EquatableArray<Penalty> penalties, Func<Parameter, LocationInfo> location, List<DiagnosticInfo> diagnostics)
    {
        for (int i = 0; i < parameters.Count; i++)
            if (parameters[i].Sparse && Reason(i, training, penalties) is { } reason)
                diagnostics.Add(new(LayerDescriptors.NotSparse, location(parameters[i]), [parameters[i].Name, reason]));
    }

    private static string? Reason(int parameter, Function training, EquatableArray<Penalty> penalties)
    {
        if (penalties.Any(p => p.Parameter == parameter)) return "have a penalty, which acts on all of them: set L1 = 0 and L2 = 0 here, or use an optimizer's weight decay";
        int lookups = 0;
        foreach (var node in training.Nodes)
            for (int o = 0; o < node.Operands.Count; o++)
            {
                if (training.Nodes[node.Operands[o]].Operation is not ParameterOperation { Index: var index } || index != parameter) continue;
                if (node.Operation is not GatherOperation) return $"are read by {(node.Label is null ? $"'{node.Operation.Name}'" : $"'{node.Label}'")} too, as a whole";
                lookups++;
            }
        return lookups > 1 ? $"are looked up {OperationText.Number(lookups)} times: look all tokens up at once, and take slices of the result" : null;
    }
}
