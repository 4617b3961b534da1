using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// What multiplies the channels of a convolution and adds to them, such as a batch normalisation by its running statistics, becomes one factor and one summand a
/// channel, computed by a loop over the channels and applied by the convolution's kernel, with the activation behind. Runs before the rules of fusion.
/// </summary>
internal static class NormalizationFolding
{
    public static void Run(LoweredGraph graph)
    {
        var convolutions = graph.Nodes.Where(n => n.HasLastAxis && (n.Kind == LoweredKind.Convolution || n.Kind == LoweredKind.ConvolutionInputGradient && !n.IsDepthwise)).ToArray();
        if (convolutions.Length == 0) return;
        var readers = graph.Nodes.SelectMany(n => n.Operands.Select(o => (o.Node, Reader: n))).ToLookup(p => p.Node, p => p.Reader);
        int next = graph.Nodes.Max(n => n.Id) + 1;
        bool any = false;
        foreach (var convolution in convolutions)
        {
            if (Find(graph, readers, convolution) is not { } found) continue;
            var last = found.Last;
            var channel = found.Channels.Select(r => Reading.Whole(r.Node)).ToList();
            LoweredNode scale = Vector(found.Scale), shift = Vector(found.Shift);
            graph.Nodes.Remove(convolution);
            graph.Nodes.InsertRange(graph.Nodes.IndexOf(last), [scale, shift, convolution]);
            convolution.Operands.Add(Reading.Whole(scale));
            convolution.Operands.Add(Reading.Whole(shift));
            convolution.Expression = found.Rest;
            foreach (var reader in readers[last])
                for (int i = 0; i < reader.Operands.Count; i++)
                    if (reader.Operands[i].Node == last) reader.Operands[i] = reader.Operands[i] with { Node = convolution };
            for (int i = 0; i < graph.Outputs.Count; i++)
                if (graph.Outputs[i].Node == last) graph.Outputs[i] = graph.Outputs[i] with { Node = convolution };
            convolution.Label = last.Label ?? convolution.Label;
            convolution.IsDense |= last.IsDense;
            any = true;

            LoweredNode Vector(Expression expression)
            {
                var (own, operands) = ExpressionRewriting.WithoutUnread(expression, channel);
                int features = convolution.Axes[convolution.Axes.Count - 1].Factor;
                return new LoweredNode(next++, LoweredKind.Map, [new Extent(features)], convolution.Phase)
                {
                    Type = new TensorType(new Shape(features), Batched: false), HasLastAxis = true, Operands = [.. operands], Expression = own,
                };
            }
        }
        if (any) graph.Prune();
    }

    private sealed record Folding(LoweredNode Last, List<Reading> Channels, Expression Scale, Expression Shift, Expression? Rest);

    /// <summary>The longest chain of maps behind a convolution that is f(scale y + shift).</summary>
    private static Folding? Find(LoweredGraph graph, ILookup<LoweredNode, LoweredNode> readers, LoweredNode convolution)
    {
        var builder = new ExpressionBuilder();
        var channels = new List<Reading>();
        var value = builder.Load(0);
        Folding? found = null;
        for (var node = convolution; ;)
        {
            if (graph.Outputs.Any(o => o.Node == node) || readers[node].ToArray() is not [{ Kind: LoweredKind.Map, Within: null } map]) return found;
            if (map.Phase != convolution.Phase || map.Axes != convolution.Axes || map.Panels is not null || map.Expression!.ReadsPosition) return found;
            var loads = new List<Scalar>();
            foreach (var operand in map.Operands)
            {
                if (operand.Node == node && operand.IsWhole(map.Axes.Count)) loads.Add(value);
                else if (IsChannels(operand, convolution))
                {
                    int index = channels.IndexOf(operand);
                    if (index < 0) channels.Add(operand);
                    loads.Add(builder.Load((index < 0 ? channels.Count - 1 : index) + 1));
                }
                else return found;
            }
            value = builder.Inline(map.Expression, loads);
            if (Split(builder.Build(channels.Count + 1, value)) is { } split && ReadsChannels(split.Scale) && ReadsChannels(split.Shift)) found = new Folding(map, [.. channels], split.Scale, split.Shift, split.Then);
            node = map;
        }
    }

    private static bool IsChannels(Reading reading, LoweredNode convolution) =>
        !reading.IsPart && reading.Axes.Count == 1 && reading.Axes[0] == convolution.Axes.Count - 1 && reading.Node is { Panels: null, IsInteger: false }
        && reading.Node.Phase <= convolution.Phase && !reading.Node.Axes[0].Batched;

    private static bool ReadsChannels(Expression expression) => expression.Nodes.Any(n => n.Operator == ScalarOperator.Load);

    /// <summary>Factor and summand of the first operand, over the others, and what is done with their result; null where the expression is not of that form.</summary>
    private static (Expression Scale, Expression Shift, Expression? Then)? Split(Expression expression)
    {
        var nodes = expression.Nodes;
        ExpressionBuilder vectors = new(), rest = new();
        Scalar one = vectors.Constant(1), zero = vectors.Constant(0);
        var free = new Scalar[nodes.Count];
        var linear = new (Scalar Factor, Scalar Summand)?[nodes.Count];
        var reads = new bool[nodes.Count];
        var readsChannels = new bool[nodes.Count];
        int core = -1;
        for (int i = 0; i < nodes.Count; i++)
        {
            var n = nodes[i];
            if (n.Operator == ScalarOperator.Load)
            {
                reads[i] = n.A == 0;
                readsChannels[i] = n.A != 0;
                if (n.A == 0) linear[i] = (one, zero);
                else free[i] = vectors.Load(n.A - 1);
                continue;
            }
            int[] operands = n.Operator == ScalarOperator.Constant ? [] : new[] { n.A, n.B, n.C }.Where(k => k >= 0).ToArray();
            reads[i] = operands.Any(k => reads[k]);
            readsChannels[i] = operands.Any(k => readsChannels[k]);
            if (!reads[i])
            {
                free[i] = vectors.Copy(n, free);
                continue;
            }
            linear[i] = Linear(n);
            if (linear[i] is not null) continue;
            foreach (int k in operands)
            {
                if (!reads[k] && readsChannels[k] || linear[k] is not null && core >= 0 && core != k) return null;
                if (linear[k] is not null) core = k;
            }
        }
        int root = nodes.Count - 1;
        if (linear[root] is not null)
        {
            if (core >= 0) return null;
            core = root;
        }
        if (core < 0) return null;
        var copies = new Scalar[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
            copies[i] = i == core || nodes[i].Operator == ScalarOperator.Load ? rest.Load(0) : i > core || !reads[i] ? rest.Copy(nodes[i], copies) : copies[0];
        var (factor, summand) = linear[core]!.Value;
        int vectorsRead = expression.Operands - 1;
        return (vectors.Build(vectorsRead, factor), vectors.Build(vectorsRead, summand), core == root ? null : rest.Build(1, copies[root]));

        (Scalar, Scalar)? Linear(ExpressionNode n)
        {
            var a = n.A >= 0 && reads[n.A] ? linear[n.A] : null;
            var b = n.B >= 0 && reads[n.B] ? linear[n.B] : null;
            bool freeA = n.A >= 0 && !reads[n.A], freeB = n.B >= 0 && !reads[n.B];
            return n.Operator switch
            {
                ScalarOperator.Add when a is { } x && freeB => (x.Factor, x.Summand + free[n.B]),
                ScalarOperator.Add when b is { } y && freeA => (y.Factor, y.Summand + free[n.A]),
                ScalarOperator.Subtract when a is { } x && freeB => (x.Factor, x.Summand - free[n.B]),
                ScalarOperator.Subtract when b is { } y && freeA => (-y.Factor, free[n.A] - y.Summand),
                ScalarOperator.Multiply when a is { } x && freeB => (x.Factor * free[n.B], x.Summand * free[n.B]),
                ScalarOperator.Multiply when b is { } y && freeA => (y.Factor * free[n.A], y.Summand * free[n.A]),
                ScalarOperator.Divide when a is { } x && freeB => (x.Factor / free[n.B], x.Summand / free[n.B]),
                ScalarOperator.Negate when a is { } x => (-x.Factor, -x.Summand),
                _ => null,
            };
        }
    }
}
