using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Autodiff;

/// <summary>Reverse-mode differentiation: gradients are nodes of the same function, behind the nodes that they are gradients of.</summary>
internal static class Gradients
{
    /// <summary>
    /// Adds the gradients of the values in <paramref name="wrt"/>, given the gradients of some results.
    /// </summary>
    /// <param name="builder">The function, which gets the new nodes.</param>
    /// <param name="seeds">Nodes and the gradients of what is to be minimised with respect to them, of the same type.</param>
    /// <param name="wrt">The nodes to differentiate by.</param>
    /// <returns>One node for each of <paramref name="wrt"/>, of its type; <see cref="Operation.NoGradient"/> where nothing flows to it.</returns>
    public static int[] Of(FunctionBuilder builder, IReadOnlyList<(int Node, int Gradient)> seeds, IReadOnlyList<int> wrt)
    {
        int last = seeds.Count == 0 ? -1 : seeds.Max(s => s.Node);
        var needed = Reaching(builder, wrt, last);
        var terms = new Dictionary<int, List<int>>();
        var result = new Dictionary<int, int>();
        var items = new Dictionary<int, Dictionary<int, int>>();
        foreach (var (node, gradient) in seeds) Contribute(node, gradient);

        // Operands are earlier nodes, so going backwards each gradient is complete when its node is reached.
        for (int node = last; node >= 0; node--)
        {
            if (!needed[node]) continue;
            var (operation, operands) = (builder.Nodes[node].Operation, builder.Nodes[node].Operands);
            int[] byOperand;
            if (items.TryGetValue(node, out var gradients))
            {
                byOperand = operation.DifferentiateItems(builder, node, gradients, operands.Select(o => needed[o]).ToArray());
            }
            else
            {
                if (!terms.TryGetValue(node, out var contributions)) continue;
                int gradient = result[node] = builder.Sum(contributions);
                if (!operands.Any(o => needed[o])) continue;
                if (operation is ItemOperation item)
                {
                    if (!items.TryGetValue(operands[0], out var list)) items[operands[0]] = list = [];
                    list[item.Index] = gradient;
                    continue;
                }
                byOperand = operation.Differentiate(builder, node, gradient);
            }
            for (int i = 0; i < operands.Count; i++)
                if (byOperand[i] != Operation.NoGradient) Contribute(operands[i], byOperand[i]);
        }
        return wrt.Select(w => result.TryGetValue(w, out int gradient) ? gradient : Operation.NoGradient).ToArray();

        void Contribute(int node, int gradient)
        {
            if (!needed[node]) return;
            if (builder.TypeOf(gradient) != builder.TypeOf(node))
                throw new GraphException($"The gradient of %{node} must be {builder.TypeOf(node)}, got {builder.TypeOf(gradient)}.");
            if (!terms.TryGetValue(node, out var list)) terms[node] = list = [];
            list.Add(gradient);
        }
    }

    /// <summary>Which of the nodes up to <paramref name="last"/> depend on one of <paramref name="wrt"/>.</summary>
    private static bool[] Reaching(FunctionBuilder builder, IReadOnlyList<int> wrt, int last)
    {
        var reaches = new bool[last + 1];
        foreach (int w in wrt)
            if (w <= last) reaches[w] = true;
        for (int node = 0; node <= last; node++)
            reaches[node] |= builder.Nodes[node].Operands.Any(o => reaches[o]);
        return reaches;
    }
}
