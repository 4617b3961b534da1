namespace NetGen.Compiler.Lowering;

/// <summary>
/// A map whose value is only read in parts or in another order is computed by its readers, at the places that they read: so element-wise work before and
/// after a permutation, slice or split is one loop. Together they compute no more elements than the map has.
/// </summary>
internal sealed class MapThroughViewRule : IFusionRule
{
    public string Name => "map through view";

    public bool TryApply(FusionState state, LoweredNode map)
    {
        if (map.Kind != LoweredKind.Map || map.Within is not null || map.Panels is not null || map.Expression!.ReadsPosition || state.IsOutput(map)) return false;
        var all = state.ReadersOf(map);
        bool batched = map.Axes.Any(a => a.Batched), whole = true;
        foreach (var reader in all)
        {
            if (reader.Kind != LoweredKind.Map || reader.Phase != map.Phase || reader.Panels is not null) return false;
            foreach (var operand in reader.Operands) whole &= operand.Node != map || operand.IsWhole(reader.Axes.Count);
        }
        if (whole) return false;
        var readers = all.Distinct().ToArray();
        long read = readers.Sum(r => (long)r.Length.Factor * r.Operands.Count(o => o.Node == map));
        if (read > map.Length.Factor || readers.Any(r => r.Axes.Any(a => a.Batched) != batched)) return false;
        foreach (var reader in readers) Inline(state, reader, map);
        return true;
    }

    private static void Inline(FusionState state, LoweredNode reader, LoweredNode map)
    {
        var builder = new Expressions.ExpressionBuilder();
        var operands = new List<Reading>();
        var loads = reader.Operands.Select(o => o.Node == map ? builder.Inline(map.Expression!, map.Operands.Select(inner => Load(inner.Through(o))).ToArray()) : Load(o)).ToArray();
        state.Rewrite(reader, builder.Build(operands.Count, builder.Inline(reader.Expression!, loads)), operands);

        Expressions.Scalar Load(Reading reading)
        {
            int index = operands.IndexOf(reading);
            if (index < 0)
            {
                index = operands.Count;
                operands.Add(reading);
            }
            return builder.Load(index);
        }
    }
}

/// <summary>A reduction joins the kernel that computes its operand.</summary>
internal sealed class ReductionOperandRule : IFusionRule
{
    public string Name => "reduction and operand";

    public bool TryApply(FusionState state, LoweredNode node)
    {
        if (node.Kind == LoweredKind.Reduce && state.GroupOf(node) is { IsLoop: true } group
            && state.GroupOf(node.Operands[0].Node) is { } operand && state.TryMerge(operand, group)) return true;
        return false;
    }
}

/// <summary>
/// Maps that read a reduction join its kernel, where the rows or columns that they need again are still in the cache; and so do maps of the
/// values for each row or column that a reducing kernel reads.
/// </summary>
internal sealed class ReductionReaderRule : IFusionRule
{
    public string Name => "reduction and reader";

    public bool TryApply(FusionState state, LoweredNode node)
    {
        if (!node.IsLoop || state.GroupOf(node) is not { } group) return false;
        foreach (var operand in node.Operands)
            if (state.GroupOf(operand.Node) is { } other && (group.Reduced.Count > 0 || other.Reduced.Count > 0) && state.TryMerge(other, group)) return true;
        return false;
    }
}

/// <summary>Maps of maps become one kernel, with several results where others are needed too.</summary>
internal sealed class MapChainRule : IFusionRule
{
    public string Name => "maps";

    public bool TryApply(FusionState state, LoweredNode node)
    {
        if (!node.IsLoop || state.GroupOf(node) is not { } group) return false;
        foreach (var operand in node.Operands)
            if (state.GroupOf(operand.Node) is { } other && state.TryMerge(other, group)) return true;
        return false;
    }
}

/// <summary>Kernels that read the same value, or the same part of it, element by element, become one.</summary>
internal sealed class SharedOperandRule : IFusionRule
{
    public string Name => "shared operand";

    public bool TryApply(FusionState state, LoweredNode value)
    {
        // Parts of a product only: they are what the gates of a recurrent cell are.
        var readers = state.ReadersOf(value).Distinct().OrderBy(r => r.Id).Where(r => r.IsLoop && state.GroupOf(r) is { IsLoop: true })
            .SelectMany(r => r.Operands.Where(o => o.Node == value && (o.IsWhole(r.Domain.Count) || o.IsPart && value.IsProduct)).Select(o => (Reading: o, Group: state.GroupOf(r)!)))
            .Distinct().ToArray();
        for (int i = 0; i < readers.Length; i++)
            for (int j = i + 1; j < readers.Length; j++)
                if (readers[i].Reading == readers[j].Reading && readers[i].Group.Domain == readers[j].Group.Domain && state.TryMerge(readers[i].Group, readers[j].Group)) return true;
        return false;
    }
}
