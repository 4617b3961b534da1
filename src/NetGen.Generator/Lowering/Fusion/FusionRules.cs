namespace NetGen.Compiler.Lowering;

/// <summary>One way of doing more in a kernel.</summary>
internal interface IFusionRule
{
    /// <summary>For the text of a pass.</summary>
    string Name { get; }

    /// <summary>Applies the rule where a node is what it looks for: says itself of each rule which node that is.</summary>
    bool TryApply(FusionState state, LoweredNode node);
}

/// <summary>
/// The rules of fusion in their order: the first that fits anywhere is applied, at the first node that it fits, and the search begins anew. So that
/// it takes time in proportion to the graph, a node where a rule did not fit is only looked at again when something about it has changed.
/// </summary>
internal static class FusionRules
{
    /// <summary>What the products of layers do on the way.</summary>
    public static readonly IFusionRule[] Products = [new BiasRule(), new EpilogueRule(), new BiasGradientRule(), new ResidualRule(), new ConvolutionResidualRule()];

    /// <summary>What is written to its place at once.</summary>
    public static readonly IFusionRule[] Places = [new WrittenInPlaceRule()];

    /// <summary>What loops do together.</summary>
    public static readonly IFusionRule[] Loops = [new MapThroughViewRule(), new ReductionOperandRule(), new ReductionReaderRule(), new MapChainRule(), new SharedOperandRule()];

    public static FusionState Run(LoweredGraph graph, Action<string, FusionState>? trace = null)
    {
        PoolGradients.Run(graph);
        NormalizationFolding.Run(graph);
        var slopes = KeptSlopes.Run(graph);
        var state = new FusionState(graph);
        foreach (var (map, slope) in slopes) state.TryMerge(state.GroupOf(map)!, state.GroupOf(slope)!);
        Apply(Products);
        OutputConverts.Run(state);
        Apply(Places);
        PartsReadInPlace.Run(state);
        Apply(Loops);
        Halos.Run(state);
        return state;

        void Apply(IFusionRule[] rules)
        {
            var nodes = graph.Nodes.ToArray();
            var places = new Dictionary<LoweredNode, int>();
            for (int i = 0; i < nodes.Length; i++) places.Add(nodes[i], i);
            var open = rules.Select(_ => new SortedSet<int>(Enumerable.Range(0, nodes.Length))).ToArray();
            state.TakeTouched();
            for (int rule = 0; rule < rules.Length;)
            {
                if (open[rule].Count == 0)
                {
                    rule++;
                    continue;
                }
                var node = nodes[open[rule].Min];
                open[rule].Remove(places[node]);
                if (!state.Contains(node) || !rules[rule].TryApply(state, node)) continue;
                trace?.Invoke(rules[rule].Name, state);
                foreach (var touched in state.TakeTouched())
                    foreach (var set in open) set.Add(places[touched]);
                rule = 0;
            }
        }
    }
}
