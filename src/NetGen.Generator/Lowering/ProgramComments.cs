using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>One line on what a kernel does: the layer, the shapes, and what was fused.</summary>
internal static class ProgramComments
{
    public static string Of(LoweredGraph graph, KernelGroup group)
    {
        var node = group.Members[0];
        return node.Kind switch
        {
            LoweredKind.Dense => $"{Layer(graph, node)}: {Text(node.Operands[0].Node)} times weights{(node.Bias is null ? "" : ", plus bias")}{Fused(node, Layer(graph, node))} -> {Text(node)}",
            LoweredKind.InputGradient => $"{Layer(graph, node)}: gradient of its input, {Text(node.Operands[0].Node)} times transposed weights{Fused(node, Layer(graph, node))} -> {Text(node)}",
            LoweredKind.WeightGradient => $"{WeightGradientOf(graph, node)}: gradient of its weights{(node.BiasGradient is null ? "" : " and bias")}, summed over {Text(node.Operands[0].Node)} and {Text(node.Operands[1].Node)}",
            LoweredKind.Routine => Of(graph, node),
            LoweredKind.Convolution => $"{Layer(graph, node)}: {Window(node)} over {Text(node.Operands[0].Node)}{Bias(node)}{Fused(node, Layer(graph, node))} -> {Text(node)}",
            LoweredKind.ConvolutionInputGradient => node.Bias is not null || node.Phase == 0 && graph.Phases == 2
                ? $"{Layer(graph, node)}: transposed {Window(node)} over {Text(node.Operands[0].Node)}{Bias(node)}{Fused(node, Layer(graph, node))} -> {Text(node)}"
                : $"{Layer(graph, node)}: gradient of its input, turned {Window(node)} over {Text(node.Operands[0].Node)}{Fused(node, Layer(graph, node))} -> {Text(node)}",
            LoweredKind.ConvolutionWeightGradient => $"{WeightGradientOf(graph, node)}: gradient of its weights{(node.BiasGradient is null ? "" : " and bias")}, {Window(node)} over {Text(node.Operands[0].Node)}, summed with {Text(node.Operands[1].Node)}",
            LoweredKind.Movement => $"{node.Label ?? "from " + (Source(graph, node.Operands[0].Node) ?? "what came before")}: {node.Operation!.Name} of {Text(node.Operands[node.Operands.Count - 1].Node)} -> {Text(node)}",
            LoweredKind.Scan => $"{Scanned(graph, node)}: {((ScanOperation)node.Operation!).Steps} steps{(((ScanOperation)node.Operation!).Reverse ? ", the last one first" : "")}",
            LoweredKind.Random => $"{node.Label ?? "random"}: uniform numbers {Text(node)}",
            _ => Loops(graph, group),
        };
    }

    private static string Of(LoweredGraph graph, LoweredNode node)
    {
        string source = Source(graph, node.Operands[0].Node) ?? Text(node.Operands[0].Node);
        return (node.Label is { } label ? label + ": " : "") + node.Routine switch
        {
            Routine.Gather => $"rows of {source} by integers -> {Text(node)}",
            Routine.ScatterAdd => $"rows {Text(node.Operands[0].Node)} added to those of {Text(node)} that integers name",
            Routine.Unpack => $"{source} in row-major order",
            Routine.Pack => $"{source} in panels, as a product reads weights",
            _ => $"{source} transposed in panels, as a product reads weights",
        };
    }

    /// <summary>The layer whose weights the steps of a recurrence use, else its body's name.</summary>
    private static string Scanned(LoweredGraph graph, LoweredNode node)
    {
        int parameter = node.Operands.FindIndex(o => o.Node.Kind == LoweredKind.Parameter);
        return parameter >= 0 ? LayerOf(graph.Module.Parameters[node.Operands[parameter].Node.Index].Name) : ((ScanOperation)node.Operation!).Body.Name;
    }

    /// <summary>The kernel of a convolution: <c>windows of 3x3</c>.</summary>
    private static string Window(LoweredNode node) => "windows of " + node.Operation!.Attributes.Split(' ')[0];

    private static string Bias(LoweredNode node) => node.Scale is not null ? ", scaled and shifted by channel" : node.Bias is null ? "" : ", plus bias";

    private static string Text(LoweredNode node) => node.Type.ToString().Replace("real", "");

    private static string Layer(LoweredGraph graph, LoweredNode product) => product.Index < 0 ? product.Label ?? "product" : LayerOf(graph.Module.Parameters[product.Index].Name);

    private static string LayerOf(string parameter)
    {
        int dot = parameter.LastIndexOf('.');
        return dot < 0 ? parameter : parameter.Substring(0, dot);
    }

    private static string WeightGradientOf(LoweredGraph graph, LoweredNode node)
    {
        foreach (var reader in graph.Outputs)
            if (reader.Output.Role == OutputRole.ParameterGradient && (reader.Node == node || reader.Node.Operands.Any(o => o.Node == node)))
                return LayerOf(reader.Output.Name);
        return "dense";
    }

    private static string Loops(LoweredGraph graph, KernelGroup group)
    {
        var results = new List<string>();
        foreach (var member in group.Members.OrderBy(m => m.Id))
        {
            if (member.Label is { } label) results.Add(label);
            foreach (var output in graph.OutputsOf[member].Select(i => graph.Outputs[i].Output))
                if (output.Name != member.Label)
                    results.Add(output.Role is OutputRole.ParameterGradient or OutputRole.InputGradient ? "gradient of " + output.Name : output.Name);
        }
        if (results.Count == 0)
            results.Add("from " + string.Join(", ", group.Members.SelectMany(m => m.Operands).Select(o => Source(graph, o.Node)).Where(l => l is not null).Distinct().DefaultIfEmpty("what came before")));
        string kind = group.Reduced.Count == 0 ? "map" : group.Reduced.Contains(group.Domain.Count - 1) ? "rows" : "columns";
        return $"{string.Join(", ", results.Distinct())}: {kind} of [{string.Join(" x ", group.Domain)}]{Words(group)}";
    }

    private static string? Source(LoweredGraph graph, LoweredNode node) => node.Storage.Label ?? node.Kind switch
    {
        LoweredKind.Parameter => graph.Module.Parameters[node.Index].Name,
        LoweredKind.State => graph.Module.States[node.Index].Name,
        _ => null,
    };

    private static string Words(KernelGroup group)
    {
        var words = new List<string>();
        foreach (var member in group.Members)
            if (member.Kind == LoweredKind.Reduce) words.Add(member.Reduction == ReduceKind.Sum ? "sum" : "max");
            else words.AddRange(Operators(member.Expression!));
        words = words.Distinct().ToList();
        return words.Count == 0 ? "" : " (" + string.Join(", ", words) + ")";
    }

    /// <summary>The layer that was fused, where the result carries its name, else what is computed.</summary>
    private static string Fused(LoweredNode node, string layer)
    {
        if (node.Expression is null) return "";
        string with = node.Residual is { } r ? $" with {r.Storage.Label ?? Text(r)}" : "";
        return ", then " + (node.Label is { } label && label != layer ? label : string.Join(", ", Operators(node.Expression))) + with;
    }

    private static IEnumerable<string> Operators(Expression expression) => expression.Nodes
        .Where(n => n.Operator is not (ScalarOperator.Load or ScalarOperator.Constant or ScalarOperator.Position))
        .Select(n => n.Operator.ToString().ToLowerInvariant()).Distinct();
}
