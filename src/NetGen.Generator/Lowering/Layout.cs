using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>Where the elements of a value lie: the distance of neighbours along each of its axes, in elements.</summary>
internal static class Layout
{
    /// <summary>
    /// Values for each sample have rows that begin at a vector's alignment; views, what the caller gives or wants, and values for all
    /// samples have none of that padding. Panels are one axis of neighbours.
    /// </summary>
    public static int[] Strides(LoweredNode node, Precision precision) => Strides(node, precision, node.IsDense);

    public static int[] Strides(LoweredNode node, Precision precision, bool dense)
    {
        if (node.Within is { } whole) return whole.Place(node.Axes.Count, precision).Strides;
        var strides = new int[node.Axes.Count];
        bool padded = !dense && node.Panels is null && node.HasLastAxis && node.Axes.Count > 1 && node.Axes[0].Batched;
        int stride = 1;
        for (int i = strides.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            int size = node.Axes[i].Factor;
            stride *= padded && i == strides.Length - 1 ? PanelLayout.LeadingDimension(size, precision) : size;
        }
        if (node.SampleStride is { } sample && strides.Length > 0) strides[0] = sample;
        return strides;
    }

    /// <summary>How far the first element lies from that of the memory that the value is in.</summary>
    public static int Offset(LoweredNode node, Precision precision) => node.Within is { } whole ? whole.Place(node.Axes.Count, precision).Offset + Offset(whole.Node, precision) : 0;

    /// <summary>The elements a value takes in the arena.</summary>
    public static Extent Elements(LoweredNode node, Precision precision)
    {
        if (node.Axes.Count == 0) return Extent.One;
        return node.Axes[0] * Strides(node, precision)[0];
    }
}
