using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// A convolution, or a joined value, that is copied to its place in a joined value is written there at once; who else reads it, reads it there. So the
/// joined feature maps of U-shaped and densely connected networks are never copied.
/// </summary>
internal sealed class WrittenInPlaceRule : IFusionRule
{
    public string Name => "written in its place";

    public bool TryApply(FusionState state, LoweredNode node)
    {
        bool isProduct = node.Kind is LoweredKind.Convolution or LoweredKind.ConvolutionInputGradient && !node.IsDepthwise;
        if (!isProduct && node.Kind != LoweredKind.Joined || node.Within is not null || node.Residual is not null || node.IsDense || state.IsOutput(node)) return false;
        var readers = state.ReadersOf(node);
        var copy = readers.FirstOrDefault(r => r is { Kind: LoweredKind.Map, Within: { } whole } && r.Phase == node.Phase && r.Expression!.IsIdentity
            && r.Operands[0].IsWhole(node.Axes.Count) && r.Axes == node.Axes && Channels.AreTaken(whole, node));
        if (copy is null || !readers.All(r => r == copy || Channels.CanRead(r, node, state.Graph.Module.Precision))) return false;
        node.Within = copy.Within;
        state.Replace(copy, node);
        return true;
    }
}

/// <summary>Copies of some of the channels of a value, such as the gradient of a part of a joined value, are not made: they are read where they are.</summary>
internal static class PartsReadInPlace
{
    public static void Run(FusionState state)
    {
        int next = state.Graph.Nodes.Count == 0 ? 0 : state.Graph.Nodes.Max(n => n.Id) + 1;
        foreach (var copy in state.Graph.Nodes.Where(n => n.Kind == LoweredKind.Map && n.Operands.Count == 1 && n.Operands[0].IsPart).ToArray())
        {
            if (copy.Within is not null || copy.IsDense || copy.Panels is not null || !copy.Expression!.IsIdentity || state.IsOutput(copy)) continue;
            var part = copy.Operands[0];
            if (part.Node.IsLeaf || part.Node.Kind is LoweredKind.View or LoweredKind.Random or LoweredKind.Scan or LoweredKind.ScanItem || part.Node.Panels is not null || !Channels.AreTaken(part, copy)) continue;
            if (!state.ReadersOf(copy).All(r => Channels.CanRead(r, copy, state.Graph.Module.Precision))) continue;
            state.Insert(new LoweredNode(next++, LoweredKind.View, copy.Axes, part.Node.Phase)
            {
                Type = copy.Type, HasLastAxis = copy.HasLastAxis, Label = copy.Label, Operands = [part], Within = part,
            }, copy);
        }
    }
}

/// <summary>Runs of channels within the rows of a larger value.</summary>
internal static class Channels
{
    /// <summary>Whether a reading is of all rows, and of neighbours along the last axis.</summary>
    public static bool AreTaken(Reading whole, LoweredNode part)
    {
        int last = part.Axes.Count - 1;
        if (!part.HasLastAxis || !whole.Node.HasLastAxis || whole.Axes.Count != part.Axes.Count || whole.Steps.Any(s => s != 1)) return false;
        for (int i = 0; i <= last; i++)
            if (whole.Axes[i] != i || i < last && (whole.Starts[i] != 0 || whole.Node.Axes[i] != part.Axes[i])) return false;
        return last > 0;
    }

    /// <summary>
    /// Whether a kernel can read a value whose rows lie within longer ones: those that are given the distances of places, and don't read vectors beyond the
    /// channels, unless the channels fill them.
    /// </summary>
    public static bool CanRead(LoweredNode reader, LoweredNode value, Precision precision)
    {
        int channels = value.Axes[value.Axes.Count - 1].Factor;
        bool full = PanelLayout.LeadingDimension(channels, precision) == channels;
        if (reader.Residual == value || reader.IsDepthwise) return false;
        return reader.Kind switch
        {
            LoweredKind.Map or LoweredKind.Reduce or LoweredKind.Joined => true,
            LoweredKind.Convolution or LoweredKind.ConvolutionInputGradient => true,
            LoweredKind.ConvolutionWeightGradient => full || reader.Operands[1].Node != value,
            LoweredKind.Dense or LoweredKind.InputGradient => reader.Operands[1].Node != value,
            LoweredKind.Movement when reader.Operation is Operations.AttentionOperation or Operations.AttentionGradientOperation => true,
            LoweredKind.Movement => full && reader.Operation is Operations.MaxPoolOperation or Operations.MaxPoolGradientOperation or Operations.SumPoolOperation or Operations.SumPoolGradientOperation,
            _ => false,
        };
    }
}
