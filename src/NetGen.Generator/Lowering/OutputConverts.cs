using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// Copies where a result can't be written by the kernel that computes it: results that others read in another layout, that nothing
/// computes, that belong to the other phase, or that would overwrite a state before its last reader. Loops may then fuse with the copies.
/// A step of a sequence is rather read where the sequence has it.
/// </summary>
internal static class OutputConverts
{
    public static void Run(FusionState state)
    {
        var graph = state.Graph;
        int next = graph.Nodes.Max(n => n.Id) + 1;
        var readersOfStates = graph.Nodes.SelectMany(n => n.Operands.Where(o => o.Node.Kind == LoweredKind.State).Select(o => (o.Node.Index, Reader: n)))
            .GroupBy(r => r.Index).ToDictionary(g => g.Key, g => g.Select(r => r.Reader).ToList());
        var times = graph.Outputs.GroupBy(o => o.Node).ToDictionary(g => g.Key, g => g.Count());
        for (int i = 0; i < graph.Outputs.Count; i++)
        {
            var (output, node) = graph.Outputs[i];
            int phase = graph.PhaseOf(output);
            bool product = !node.IsLeaf && (node.WritesOnce || state.GroupOf(node)!.Members[0].WritesOnce);
            bool copy = node.IsLeaf || node.Phase != phase || node.Kind is LoweredKind.View or LoweredKind.Joined or LoweredKind.Random or LoweredKind.Scan or LoweredKind.ScanItem
                || product && graph.StrideOf(i) is not null && !FitsStep(node, graph.Module.Precision)
                || product && (output.Role == OutputRole.Loss || state.ReadersOf(node).Count > 0 || times[node] > 1);
            var after = new List<LoweredNode>();
            if (output.Role == OutputRole.State && readersOfStates.TryGetValue(output.Index, out var readers))
            {
                after.AddRange(readers.Where(n => n != node).Distinct());
                copy |= after.Count > 0;
            }
            if (!copy) continue;
            if (graph.StrideOf(i) is { } stride && IsReadInPlace(state, node, times[node]))
            {
                (node.StackedAs, node.SampleStride, node.IsDense) = (i, stride, true);
                continue;
            }
            var converted = new LoweredNode(next++, LoweredKind.Map, node.Axes, phase)
            {
                Type = node.Type,
                HasLastAxis = node.HasLastAxis,
                Panels = node.Panels,
                Operands = [Reading.Whole(node)],
                Expression = Expression.Unary(x => x),
            };
            converted.After.AddRange(after);
            graph.Outputs[i] = new LoweredOutput(output, converted);
            state.Append(converted);
            if (node.Kind == LoweredKind.State && readersOfStates.TryGetValue(node.Index, out var others)) others.Add(converted);
            else if (node.Kind == LoweredKind.State) readersOfStates.Add(node.Index, [converted]);
        }
        state.Refresh();
    }

    /// <summary>
    /// Whether a value of a recurrence's step can lie in the sequence that it is a step of, though others read it too: such as gradients of gates, which go on to the state
    /// before, and of all steps to the weights. Loops write no padding, and loops and products read rows at any distance.
    /// </summary>
    private static bool IsReadInPlace(FusionState state, LoweredNode node, int outputs) =>
        outputs == 1 && node.Axes.Count == 2 && node.HasLastAxis && node.Within is null
        && (node.Kind == LoweredKind.Joined && node.Operands.All(o => o.Node.IsLoop) || FitsStep(node, state.Graph.Module.Precision))
        && state.ReadersOf(node).All(r => r.Residual != node && r.Within is null && (r.IsLoop || r.Kind is LoweredKind.Dense or LoweredKind.InputGradient && r.Operands[1].Node != node));

    /// <summary>Whether a product can write one step of a sequence in place: one row a sample, whose last panel has no padding, which would lie in the next step.</summary>
    private static bool FitsStep(LoweredNode node, Precision precision) =>
        node.Kind is LoweredKind.Dense or LoweredKind.InputGradient && node.Axes.Count == 2 && node.HasLastAxis
        && PanelLayout.LeadingDimension(node.Axes[1].Factor, precision) == node.Axes[1].Factor;
}
