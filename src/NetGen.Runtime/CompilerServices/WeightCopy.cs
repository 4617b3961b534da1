using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.Compiler.Graph;

namespace NetGen.CompilerServices;

/// <summary>
/// Copies weights between row-major order and the panels that products read, for weights that are computed, or used otherwise than by a product.
/// Called by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WeightCopy
{
    /// <summary>Writes panels of weights; their padding becomes zero.</summary>
    /// <param name="rows">The first weight of <c>[outputs, channels, positions]</c>.</param>
    /// <param name="panels">The first element of the panels.</param>
    /// <param name="outputs">Outputs of all groups.</param>
    /// <param name="channels">Inputs of a group at one position.</param>
    /// <param name="positions">Elements of the window, 1 for a matrix.</param>
    /// <param name="groups">Groups, 1 for a matrix.</param>
    public static void Pack<T>(ref T rows, ref T panels, int outputs, int channels, int positions, int groups) where T : unmanaged
    {
        var layout = Layout<T>(outputs, channels, positions, groups);
        MemoryMarshal.CreateSpan(ref panels, layout.Length).Clear();
        for (int output = 0; output < outputs; output++)
        {
            ref T from = ref Unsafe.Add(ref rows, (nint)output * channels * positions);
            ref T to = ref Unsafe.Add(ref panels, layout.Start(output));
            int stride = layout.Stride(output);
            for (int channel = 0; channel < channels; channel++)
                for (int position = 0; position < positions; position++)
                    Unsafe.Add(ref to, (position * channels + channel) * stride) = Unsafe.Add(ref from, channel * positions + position);
        }
    }

    /// <summary>Writes panels of the transpose of a matrix; their padding becomes zero.</summary>
    /// <param name="rows">The first weight of <c>[channels, outputs]</c>.</param>
    /// <param name="panels">The first element of the panels.</param>
    /// <param name="outputs">Outputs of the panels: columns of the matrix.</param>
    /// <param name="channels">Inputs of the panels: rows of the matrix.</param>
    /// <param name="positions">1.</param>
    /// <param name="groups">1.</param>
    public static void PackTransposed<T>(ref T rows, ref T panels, int outputs, int channels, int positions, int groups) where T : unmanaged
    {
        var layout = Layout<T>(outputs, channels, positions, groups).Panels;
        MemoryMarshal.CreateSpan(ref panels, layout.Length).Clear();
        for (int first = 0; first < outputs; first += layout.Width)
        {
            // A row of a panel is part of a row of the matrix.
            int width = Math.Min(layout.Width, outputs - first), stride = first / layout.Width < layout.FullPanels ? layout.Width : layout.TailWidth;
            for (int input = 0; input < channels; input++)
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref rows, (nint)input * outputs + first), width)
                    .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref panels, first * channels + input * stride), width));
        }
    }

    /// <summary>Writes the weights of panels in row-major order.</summary>
    /// <param name="panels">The first element of the panels.</param>
    /// <param name="rows">The first weight of <c>[outputs, channels, positions]</c>.</param>
    /// <param name="outputs">Outputs of all groups.</param>
    /// <param name="channels">Inputs of a group at one position.</param>
    /// <param name="positions">Elements of the window, 1 for a matrix.</param>
    /// <param name="groups">Groups, 1 for a matrix.</param>
    public static void Unpack<T>(ref T panels, ref T rows, int outputs, int channels, int positions, int groups) where T : unmanaged
    {
        var layout = Layout<T>(outputs, channels, positions, groups);
        for (int output = 0; output < outputs; output++)
        {
            ref T from = ref Unsafe.Add(ref panels, layout.Start(output));
            ref T to = ref Unsafe.Add(ref rows, (nint)output * channels * positions);
            int stride = layout.Stride(output);
            for (int channel = 0; channel < channels; channel++)
                for (int position = 0; position < positions; position++)
                    Unsafe.Add(ref to, channel * positions + position) = Unsafe.Add(ref from, (position * channels + channel) * stride);
        }
    }

    internal static WeightLayout Layout<T>(int outputs, int channels, int positions, int groups) =>
        new(outputs, channels, positions, groups, Unsafe.SizeOf<T>() == 4 ? Compiler.Graph.Precision.Single : Compiler.Graph.Precision.Double);
}
