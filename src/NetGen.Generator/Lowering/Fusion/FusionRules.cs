namespace NetGen.Compiler.Lowering;

/// <summary>One way of doing more in a kernel.</summary>
internal interface IFusionRule
{
    /// <summary>For the text of a pass.</summary>
    string Name { get; }

    /// <summary>Applies the rule once, at the first place where it fits.</summary>
    bool TryApply(FusionState state);
}

/// <summary>The rules of fusion in their order: the first that fits anywhere is applied, and the search begins anew.</summary>
internal static class FusionRules
{
    /// <summary>What the products of layers do on the way.</summary>
    public static readonly IFusionRule[] Products = [new BiasRule(), new EpilogueRule(), new BiasGradientRule(), new ResidualRule()];

    /// <summary>What loops do together.</summary>
    public static readonly IFusionRule[] Loops = [new MapThroughViewRule(), new ReductionOperandRule(), new ReductionReaderRule(), new MapChainRule(), new SharedOperandRule()];

    public static FusionState Run(LoweredGraph graph, Action<string, FusionState>? trace = null)
    {
        var state = new FusionState(graph);
        Apply(Products);
        OutputConverts.Run(state);
        Apply(Loops);
        return state;

        void Apply(IFusionRule[] rules)
        {
            while (rules.FirstOrDefault(rule => rule.TryApply(state)) is { } applied) trace?.Invoke(applied.Name, state);
        }
    }
}
