using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Lowering;

/// <summary>A parameter added to a product's columns becomes its bias; what else the same map does, the epilogue.</summary>
internal sealed class BiasRule : IFusionRule
{
    public string Name => "bias";

    public bool TryApply(FusionState state, LoweredNode product)
    {
        if (product.Kind is not (LoweredKind.Dense or LoweredKind.Convolution or LoweredKind.ConvolutionInputGradient) || product.IsDepthwise && product.Kind != LoweredKind.Convolution || product.Bias is not null || product.Residual is not null || product.Expression is not null || !product.HasLastAxis && product.Type.Shape.Last != 1) return false;
        if (state.OnlyReader(product) is not { Kind: LoweredKind.Map } map || map.Phase != product.Phase || map.Operands.Count != 2 || map.Axes != product.Axes) return false;
        int y = map.Operands[0].Node == product ? 0 : 1;
        var (product2, bias) = (map.Operands[y], map.Operands[1 - y]);
        if (bias.Node.Kind != LoweredKind.Parameter || bias.Node.Panels is not null) return false;
        if (bias.Axes.Count != (product.HasLastAxis ? 1 : 0) || product.HasLastAxis && bias.Axes[0] != product.Axes.Count - 1) return false;
        if (!product2.IsWhole(product.Axes.Count) || bias.IsPart) return false;
        if (!TryRemoveSum(map.Expression!, y, out var rest)) return false;
        product.Bias = bias.Node.Index;
        product.Expression = rest;
        state.Replace(map, product);
        return true;
    }

    /// <summary>
    /// Splits f(y + b) into the sum and f; null for f where it is the identity. False where the operands are used otherwise.
    /// </summary>
    public static bool TryRemoveSum(Expression expression, int y, out Expression? rest)
    {
        rest = null;
        var nodes = expression.Nodes;
        int sum = -1;
        for (int i = 0; i < nodes.Count; i++)
            if (nodes[i].Operator == ScalarOperator.Add && IsLoad(nodes[i].A) && IsLoad(nodes[i].B)) sum = i;
        if (sum < 0) return false;
        for (int i = 0; i < nodes.Count; i++)
        {
            var n = nodes[i];
            if (n.Operator == ScalarOperator.Position) return false;
            if (n.Operator is ScalarOperator.Load or ScalarOperator.Constant || i == sum) continue;
            if (new[] { n.A, n.B, n.C }.Any(k => k >= 0 && IsLoad(k))) return false;
        }
        if (sum == nodes.Count - 1) return true;
        var builder = new ExpressionBuilder();
        var map = new Scalar[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            var n = nodes[i];
            map[i] = i == sum || n.Operator == ScalarOperator.Load ? builder.Load(0) :
                n.Operator == ScalarOperator.Constant ? builder.Constant(n.Value) :
                n.Operator == ScalarOperator.Select ? builder.Select(map[n.A], map[n.B], map[n.C]) :
                n.B >= 0 ? builder.Binary(n.Operator, map[n.A], map[n.B]) : builder.Unary(n.Operator, map[n.A]);
        }
        rest = builder.Build(1, map[nodes.Count - 1]);
        return true;

        bool IsLoad(int k) => nodes[k].Operator == ScalarOperator.Load;
    }
}

/// <summary>A map of a product alone, such as an activation, becomes its epilogue.</summary>
internal sealed class EpilogueRule : IFusionRule
{
    public string Name => "epilogue";

    public bool TryApply(FusionState state, LoweredNode product)
    {
        if (product.Kind is LoweredKind.WeightGradient or LoweredKind.ConvolutionWeightGradient || !product.IsProduct || product.IsDepthwise && product.Kind != LoweredKind.Convolution) return false;
        if (state.OnlyReader(product) is not { Kind: LoweredKind.Map } map || map.Phase != product.Phase || map.Operands.Count != 1 || map.Axes != product.Axes) return false;
        if (!map.Operands[0].IsWhole(product.Axes.Count) || map.Expression!.Nodes.Any(n => n.Operator == ScalarOperator.Position)) return false;
        var builder = new ExpressionBuilder();
        // A convolution adds its residual itself, which must lie as its result does.
        bool adds = product.Residual is not null && product.Kind == LoweredKind.Convolution;
        if (adds && (state.IsOutput(map) || map.IsDense)) return false;
        int operands = product.Residual is null || adds ? 1 : 2;
        var loads = Enumerable.Range(0, operands).Select(builder.Load).ToArray();
        var x = product.Expression is { } first ? builder.Inline(first, loads) : loads[0];
        product.Expression = builder.Build(operands, builder.Inline(map.Expression, [x]));
        state.Replace(map, product);
        return true;
    }
}

/// <summary>
/// A map of a product and of another value at the same place becomes its epilogue too: the sum with what goes past a layer, or the product with the
/// mask of an activation's gradient. What only this map reads is computed in its loop instead, and a map that is read in parts, such as the sum of a recurrent
/// cell's gates, by the loops that read them.
/// </summary>
internal sealed class ResidualRule : IFusionRule
{
    public string Name => "residual";

    public bool TryApply(FusionState state, LoweredNode product)
    {
        if (product.Kind is not (LoweredKind.Dense or LoweredKind.InputGradient) || product.Residual is not null || product.Axes.Count == 0) return false;
        if (state.OnlyReader(product) is not { Kind: LoweredKind.Map } map || map.Phase != product.Phase || map.Operands.Count != 2 || map.Axes != product.Axes) return false;
        int y = map.Operands[0].Node == product ? 0 : 1;
        if (!map.Operands.All(o => o.IsWhole(product.Axes.Count)) || map.Expression!.ReadsPosition) return false;
        var residual = map.Operands[1 - y].Node;
        if (residual.HasLastAxis != product.HasLastAxis || residual.Axes != product.Axes || residual.IsInteger || residual.Panels is not null) return false;
        if (residual.IsLoop && residual.Phase == map.Phase && state.OnlyReader(residual) is not null && state.GroupOf(residual)!.Members.Count == 1) return false;
        if (IsReadInParts(state, map)) return false;
        var builder = new ExpressionBuilder();
        Scalar x = builder.Load(0), r = builder.Load(1);
        if (product.Expression is { } first) x = builder.Inline(first, [x]);
        product.Expression = builder.Build(2, builder.Inline(map.Expression, y == 0 ? [x, r] : [r, x]));
        product.Residual = residual;
        state.AddOperand(product, Reading.Whole(residual));
        state.MoveTo(product, map);
        state.Replace(map, product);
        return true;
    }

    private static bool IsReadInParts(FusionState state, LoweredNode map) =>
        !state.IsOutput(map) && state.ReadersOf(map) is { Count: > 1 } readers && readers.All(r => r is { Kind: LoweredKind.Map } && r.Phase == map.Phase && r.Operands.All(o => o.Node != map || o.IsPart));
}

/// <summary>The sum of dy over all rows is made by the product of the weight gradient, which reads dy anyway.</summary>
internal sealed class BiasGradientRule : IFusionRule
{
    public string Name => "bias gradient";

    public bool TryApply(FusionState state, LoweredNode product)
    {
        if (product.Kind != LoweredKind.WeightGradient || product.BiasGradient is not null) return false;
        var dy = product.Operands[1].Node;
        int rows = dy.Axes.Count - (dy.HasLastAxis ? 1 : 0);
        foreach (var sum in state.ReadersOf(dy))
        {
            if (sum.Kind != LoweredKind.Reduce || sum.Reduction != Operations.ReduceKind.Sum || sum.Needs != product.Needs || sum.Phase != product.Phase) continue;
            if (sum.Reduced.Count != rows || sum.Reduced.Contains(rows) || state.GroupOf(sum)!.Members.Count > 1) continue;
            product.BiasGradient = sum;
            state.Absorb(state.GroupOf(product)!, sum);
            return true;
        }
        return false;
    }
}
