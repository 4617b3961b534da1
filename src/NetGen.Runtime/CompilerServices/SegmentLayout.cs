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
        if (segment.IsPanels) return segment.FileLayout(PrecisionOf<T>()).Offset(element);
        int features = segment.Shape.Length == 0 ? 1 : segment.Shape[^1];
        return element / features * features + AxisOrder.ToGraph(element % features, features, segment.Positions);
    }

    /// <summary>The segment's part of a flat buffer, padding included.</summary>
    public static Span<T> Stored<T>(Span<T> buffer, ParameterSegment segment) => buffer.Slice(segment.Offset, segment.StoredLength(PrecisionOf<T>()));

    public static void Read<T>(ReadOnlySpan<T> buffer, ParameterSegment segment, Span<T> destination)
    {
        var stored = buffer.Slice(segment.Offset, segment.StoredLength(PrecisionOf<T>()));
        if (!segment.IsPanels)
        {
            if (segment.Positions == 1) stored.CopyTo(destination);
            else for (int i = 0; i < stored.Length; i++) destination[i] = stored[Offset<T>(segment, i)];
            return;
        }
        var layout = segment.FileLayout(PrecisionOf<T>());
        int next = 0;
        for (int output = 0; output < layout.Outputs; output++)
        {
            int start = layout.Start(output), stride = layout.Stride(output);
            for (int channel = 0; channel < layout.Channels; channel++)
                for (int position = 0; position < layout.Positions; position++) destination[next++] = stored[start + (position * layout.Channels + channel) * stride];
        }
    }

    /// <summary>Padding lanes stay as they are. A network's first loop over all of its weights: compiled well at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write<T>(Span<T> buffer, ParameterSegment segment, ReadOnlySpan<T> values)
    {
        var stored = Stored(buffer, segment);
        if (!segment.IsPanels)
        {
            if (segment.Positions == 1) values.CopyTo(stored);
            else for (int i = 0; i < stored.Length; i++) stored[Offset<T>(segment, i)] = values[i];
            return;
        }
        var layout = segment.FileLayout(PrecisionOf<T>());
        int next = 0;
        for (int output = 0; output < layout.Outputs; output++)
        {
            int start = layout.Start(output), stride = layout.Stride(output);
            for (int channel = 0; channel < layout.Channels; channel++)
                for (int position = 0; position < layout.Positions; position++) stored[start + (position * layout.Channels + channel) * stride] = values[next++];
        }
    }

    /// <summary>Sets the padding lanes of last panels to zero.</summary>
    public static void ClearPadding<T>(Span<T> buffer, ParameterSegment segment)
    {
        if (!segment.IsPanels) return;
        var layout = segment.Layout(PrecisionOf<T>());
        var panels = layout.Panels;
        var stored = Stored(buffer, segment);
        for (int matrix = 0; matrix < layout.Matrices; matrix++)
            for (int output = panels.Outputs; output < panels.StoredOutputs; output++)
            {
                int start = matrix * panels.Length + panels.Offset(output, 0);
                for (int input = 0; input < panels.Inputs; input++) stored[start + input * panels.TailWidth] = default!;
            }
    }
}
