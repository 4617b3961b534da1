using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// Only the place of a window's maximum gets anything of a maximum pool's gradient. So the gradient of an activation before the pool is taken of what the pool
/// is given, where the activation's result is the maximum, instead of what it gives on; and a sum over all places, such as a bias's gradient, is that
/// of what it is given. Both then run over the pool's result, a quarter of the elements for windows of 2x2. Runs before the rules of fusion.
/// </summary>
internal static class PoolGradients
{
    public static void Run(LoweredGraph graph)
    {
        var gradients = graph.Nodes.Where(n => n.Operation is MaxPoolGradientOperation && n.HasLastAxis).ToArray();
        if (gradients.Length == 0) return;
        var readers = graph.Nodes.SelectMany(n => n.Operands.Select(o => (o.Node, Reader: n))).ToLookup(p => p.Node, p => p.Reader);
        int next = graph.Nodes.Max(n => n.Id) + 1;
        foreach (var gradient in gradients)
        {
            var behind = readers[gradient].ToArray();
            if (graph.Outputs.Any(o => o.Node == gradient)) continue;
            if (behind is [{ Kind: LoweredKind.Map, Within: null } map] && MovesBefore(gradient, map))
            {
                var before = Before(next++, gradient, map);
                graph.Nodes.Insert(graph.Nodes.IndexOf(gradient), before);
                gradient.Operands[2] = Reading.Whole(before);
                behind = readers[map].ToArray();
                Replace(graph, map, gradient, behind);
            }
            foreach (var sum in behind)
            {
                if (!IsSumOverPlaces(sum, gradient)) continue;
                var dy = gradient.Operands[2].Node;
                var replacement = new LoweredNode(next++, LoweredKind.Reduce, sum.Axes, sum.Phase)
                {
                    Type = sum.Type, HasLastAxis = sum.HasLastAxis, Panels = sum.Panels, Operands = [Reading.Whole(dy)], Reduction = ReduceKind.Sum,
                    Reduced = Enumerable.Range(0, dy.Axes.Count - 1).ToEquatableArray(),
                };
                graph.Nodes.Insert(graph.Nodes.IndexOf(sum), replacement);
                Replace(graph, sum, replacement, readers[sum]);
            }
        }
        graph.Prune();
    }

    private static bool MovesBefore(LoweredNode gradient, LoweredNode map)
    {
        if (map.Phase != gradient.Phase || map.Panels is not null || map.Operands.Count != 2 || map.Axes != gradient.Axes) return false;
        if (!map.Operands.All(o => o.IsWhole(gradient.Axes.Count)) || map.Expression!.ReadsPosition) return false;
        int own = OwnOperand(gradient, map);
        return map.Operands[1 - own].Node == gradient.Operands[0].Node && gradient.Operands[1].Node.Axes == gradient.Operands[2].Node.Axes && IsZeroAtZero(map.Expression, own);
    }

    private static int OwnOperand(LoweredNode gradient, LoweredNode map) => map.Operands[0].Node == gradient ? 0 : 1;

    private static LoweredNode Before(int id, LoweredNode gradient, LoweredNode map)
    {
        Reading maximum = Reading.Whole(gradient.Operands[1].Node), dy = Reading.Whole(gradient.Operands[2].Node);
        return new LoweredNode(id, LoweredKind.Map, dy.Node.Axes, map.Phase)
        {
            Type = dy.Node.Type, HasLastAxis = dy.Node.HasLastAxis, Operands = OwnOperand(gradient, map) == 1 ? [maximum, dy] : [dy, maximum], Expression = map.Expression,
        };
    }

    /// <summary>Whether f is zero wherever that operand is, whatever the other.</summary>
    private static bool IsZeroAtZero(Expression expression, int operand)
    {
        var builder = new ExpressionBuilder();
        var loads = new[] { builder.Load(0), builder.Load(1) };
        loads[operand] = builder.Constant(0);
        var nodes = builder.Build(2, builder.Inline(expression, loads)).Nodes;
        return nodes.Count == 1 && nodes[0] is { Operator: ScalarOperator.Constant, Value: 0 };
    }

    private static bool IsSumOverPlaces(LoweredNode sum, LoweredNode gradient)
    {
        int places = gradient.Axes.Count - 1;
        var dy = gradient.Operands[2].Node;
        return sum.Kind == LoweredKind.Reduce && sum.Reduction == ReduceKind.Sum && sum.Reduced.Count == places && !sum.Reduced.Contains(places) && dy.HasLastAxis && dy.Axes.Count > 1;
    }

    private static void Replace(LoweredGraph graph, LoweredNode old, LoweredNode replacement, IEnumerable<LoweredNode> readers)
    {
        foreach (var reader in readers)
            for (int i = 0; i < reader.Operands.Count; i++)
                if (reader.Operands[i].Node == old) reader.Operands[i] = reader.Operands[i] with { Node = replacement };
        for (int i = 0; i < graph.Outputs.Count; i++)
            if (graph.Outputs[i].Node == old) graph.Outputs[i] = graph.Outputs[i] with { Node = replacement };
        replacement.Label = old.Label ?? replacement.Label;
        replacement.IsDense |= old.IsDense;
    }
}
