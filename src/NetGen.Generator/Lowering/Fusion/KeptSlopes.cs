using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// Where the gradient of a map would compute a costly function again that the map has computed, as those of GELU, SiLU or Mish do, the slope that the gradient
/// is multiplied by is computed together with the map and kept, instead of the operands, which nothing else reads then: no more memory, one pass over the same
/// elements, and in the backward pass a product, which the kernel around takes in. Runs before the rules of fusion.
/// </summary>
internal static class KeptSlopes
{
    /// <returns>Maps and the slopes that their loops compute, too.</returns>
    public static IReadOnlyList<(LoweredNode Map, LoweredNode Slope)> Run(LoweredGraph graph)
    {
        var pairs = new List<(LoweredNode, LoweredNode)>();
        var costly = graph.Nodes.Where(n => n.Kind == LoweredKind.Map && n.Panels is null && n.Axes.Count > 0 && ExpressionRewriting.IsExpensive(n.Expression!)).ToArray();
        if (costly.Length == 0) return pairs;
        var readers = graph.Nodes.SelectMany(n => n.Operands.Select(o => (o.Node, Reader: n))).ToLookup(p => p.Node, p => p.Reader);
        int next = graph.Nodes.Max(n => n.Id) + 1;
        foreach (var map in costly)
        {
            var gradients = map.Operands.SelectMany(o => readers[o.Node]).Distinct().Select(r => Find(graph, map, r)).OfType<Gradient>().ToArray();
            if (gradients.Length == 0) continue;
            var slopes = gradients.Select(g => g.Slope).Distinct().ToList();
            var taken = gradients.Select(g => g.Node).Append(map).ToArray();
            int spared = map.Operands.Select(o => o.Node).Distinct().Count(n => IsKept(n) && graph.Outputs.All(o => o.Node != n) && readers[n].All(taken.Contains));
            if (slopes.Count > spared) continue;
            var kept = slopes.ConvertAll(slope =>
            {
                var (own, operands) = ExpressionRewriting.WithoutUnread(slope, map.Operands);
                return new LoweredNode(next++, LoweredKind.Map, map.Axes, map.Phase)
                {
                    Type = map.Type, HasLastAxis = map.HasLastAxis, Label = "slope of " + (map.Label ?? "a map"), Operands = [.. operands], Expression = own,
                };
            });
            graph.Nodes.InsertRange(graph.Nodes.IndexOf(map) + 1, kept);
            foreach (var gradient in gradients)
            {
                gradient.Node.Operands.Clear();
                gradient.Node.Operands.AddRange([Reading.Whole(kept[slopes.IndexOf(gradient.Slope)]), gradient.Incoming]);
                gradient.Node.Expression = Expression.Binary((slope, incoming) => incoming * slope);
            }
            pairs.AddRange(kept.Select(slope => (map, slope)));
        }
        if (pairs.Count > 0) graph.Prune();
        return pairs;
    }

    /// <param name="Node">The map that multiplies a slope by a gradient.</param>
    /// <param name="Slope">Over the operands of the map that was differentiated.</param>
    private sealed record Gradient(LoweredNode Node, Expression Slope, Reading Incoming);

    /// <summary>Whether a value is in memory of its own.</summary>
    private static bool IsKept(LoweredNode node) => node.IsProduct || node.IsLoop || node.Kind is LoweredKind.Movement or LoweredKind.Routine;

    /// <summary>What a reader of a map's operands is, where it is a gradient of the map that computes costly functions of it again.</summary>
    private static Gradient? Find(LoweredGraph graph, LoweredNode map, LoweredNode reader)
    {
        if (reader == map || reader.Kind != LoweredKind.Map || reader.Axes != map.Axes || reader.Panels is not null) return null;

        // Gradients of inputs are rarely wanted.
        const int Common = Need.Always | Need.Parameters;
        if ((reader.Needs & Common) == 0 || (map.Needs & Common) == 0) return null;
        var incoming = reader.Operands.Where(o => o.Node != map && !map.Operands.Contains(o)).ToArray();
        if (incoming.Length != 1 || reader.Operands.Any(o => o.Node == map && !o.IsWhole(map.Axes.Count))) return null;

        // Where nothing has to be waited for, one loop computes both.
        if (reader.Phase == map.Phase && !DependsOn(graph, incoming[0].Node, map)) return null;

        var builder = new ExpressionBuilder();
        var loads = Enumerable.Range(0, map.Operands.Count).Select(builder.Load).ToArray();
        Scalar result = builder.Load(loads.Length), gradient = builder.Load(loads.Length + 1), value = builder.Inline(map.Expression!, loads);
        var slope = Read(value, builder.Constant(1));
        if (Read(value, gradient).Id != (gradient * slope).Id) return null;
        var again = Read(result, gradient);
        if (Costly(value) + Costly(again) == Costly(Scalar.Max(value, again))) return null;
        return new Gradient(reader, builder.Build(loads.Length, slope), incoming[0]);

        Scalar Read(Scalar y, Scalar dy) =>
            builder.Inline(reader.Expression!, reader.Operands.Select(o => o.Node == map ? y : o == incoming[0] ? dy : loads[map.Operands.IndexOf(o)]).ToArray());

        // Of two expressions together, what they share counts once.
        int Costly(Scalar root) => builder.Build(loads.Length + 2, root).Nodes.Count(n => ExpressionRewriting.IsExpensive(n.Operator));
    }

    /// <summary>Whether a value is computed from another.</summary>
    private static bool DependsOn(LoweredGraph graph, LoweredNode node, LoweredNode on)
    {
        var seen = new HashSet<LoweredNode>();
        var open = new Stack<LoweredNode>([node]);
        while (open.Count > 0)
        {
            var at = open.Pop();
            if (at == on) return true;
            if (at.Id < on.Id || !seen.Add(at)) continue;
            foreach (var operand in at.Operands) open.Push(operand.Node);
        }
        return false;
    }
}
