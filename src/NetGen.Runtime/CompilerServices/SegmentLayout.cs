using System.Runtime.CompilerServices;
using NetGen.Compiler.Graph;

namespace NetGen.CompilerServices;

/// <summary>Copies between the files' order of a parameter's elements and their places in a flat buffer.</summary>
internal static class SegmentLayout
{
    private static Compiler.Graph.Precision PrecisionOf<T>() =>
        typeof(T) == typeof(float) ? Compiler.Graph.Precision.Single : Compiler.Graph.Precision.Double;

    /// <summary>The place of an element of the files' order, relative to the segment.</summary>
    public static int Offset<T>(ParameterSegment segment, int element)
    {
        if (!segment.IsPanels) return element;
        int inputs = segment.Count / segment.Shape[0];
        return segment.Panels(PrecisionOf<T>()).Offset(element / inputs, element % inputs);
    }

    /// <summary>The segment's part of a flat buffer, padding included.</summary>
    public static Span<T> Stored<T>(Span<T> buffer, ParameterSegment segment) => buffer.Slice(segment.Offset, segment.StoredLength(PrecisionOf<T>()));

    public static void Read<T>(ReadOnlySpan<T> buffer, ParameterSegment segment, Span<T> destination)
    {
        var stored = buffer.Slice(segment.Offset, segment.StoredLength(PrecisionOf<T>()));
        if (!segment.IsPanels)
        {
            stored.CopyTo(destination);
            return;
        }
        var panels = segment.Panels(PrecisionOf<T>());
        for (int output = 0; output < panels.Outputs; output++)
        {
            int start = panels.Offset(output, 0), stride = Stride(panels, output);
            var row = destination.Slice(output * panels.Inputs, panels.Inputs);
            for (int input = 0; input < row.Length; input++) row[input] = stored[start + input * stride];
        }
    }

    /// <summary>Padding lanes stay as they are.</summary>
    public static void Write<T>(Span<T> buffer, ParameterSegment segment, ReadOnlySpan<T> values)
    {
        var stored = Stored(buffer, segment);
        if (!segment.IsPanels)
        {
            values.CopyTo(stored);
            return;
        }
        var panels = segment.Panels(PrecisionOf<T>());
        for (int output = 0; output < panels.Outputs; output++)
        {
            int start = panels.Offset(output, 0), stride = Stride(panels, output);
            var row = values.Slice(output * panels.Inputs, panels.Inputs);
            for (int input = 0; input < row.Length; input++) stored[start + input * stride] = row[input];
        }
    }

    /// <summary>Sets the padding lanes of the last panel to zero.</summary>
    public static void ClearPadding<T>(Span<T> buffer, ParameterSegment segment)
    {
        if (!segment.IsPanels) return;
        var panels = segment.Panels(PrecisionOf<T>());
        var stored = Stored(buffer, segment);
        for (int output = panels.Outputs; output < panels.StoredOutputs; output++)
        {
            int start = panels.Offset(output, 0), stride = Stride(panels, output);
            for (int input = 0; input < panels.Inputs; input++) stored[start + input * stride] = default!;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Stride(PanelLayout panels, int output) => output / panels.Width < panels.FullPanels ? panels.Width : panels.TailWidth;
}
