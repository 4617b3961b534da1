namespace NetGen.Compiler.Lowering;

/// <summary>
/// What goes past a convolution is added to its sums, and the activation behind follows: the end of a residual block. Where only loops read the result,
/// such as a mean over all places, the sum is theirs.
/// </summary>
internal sealed class ConvolutionResidualRule : IFusionRule
{
    public string Name => "residual of a convolution";

    public bool TryApply(FusionState state, LoweredNode product)
    {
        if (product.Kind != LoweredKind.Convolution || product.IsDepthwise || product.Residual is not null || product.Expression is not null || product.IsDense) return false;
        if (state.OnlyReader(product) is not { Kind: LoweredKind.Map } map || map.Phase != product.Phase || map.Operands.Count != 2 || map.Axes != product.Axes) return false;
        int y = map.Operands[0].Node == product ? 0 : 1;
        var residual = map.Operands[1 - y].Node;
        if (state.IsOutput(map) || map.IsDense || !map.Operands.All(o => o.IsWhole(product.Axes.Count)) || !BiasRule.TryRemoveSum(map.Expression!, y, out var rest)) return false;
        if (residual.IsLeaf || residual.IsDense || residual.Within is not null || residual.Panels is not null || residual.Kind is LoweredKind.View or LoweredKind.Random
            or LoweredKind.Scan or LoweredKind.ScanItem || residual.HasLastAxis != product.HasLastAxis || residual.Axes != product.Axes) return false;
        if (residual.IsLoop && residual.Phase == map.Phase && state.OnlyReader(residual) is not null || IsReadByLoops(state, map)) return false;
        product.Expression = rest;
        product.Residual = residual;
        state.AddOperand(product, Reading.Whole(residual));
        state.MoveTo(product, map);
        state.Replace(map, product);
        return true;
    }

    private static bool IsReadByLoops(FusionState state, LoweredNode map)
    {
        while (state.OnlyReader(map) is { Kind: LoweredKind.Map, Operands.Count: 1 } next) map = next;
        return !state.IsOutput(map) && state.ReadersOf(map).All(r => r.IsLoop);
    }
}
