using System.Globalization;
using System.Text;

namespace NetGen;

/// <summary>One layer of a summary.</summary>
/// <param name="Name">The layer's name: <c>dense1</c>.</param>
/// <param name="Kind">What it is: <c>Dense(128)</c>.</param>
/// <param name="OutputShape">The shape of one sample behind it.</param>
/// <param name="Parameters">The number of trained values.</param>
/// <param name="Flops">Floating-point operations of one sample's forward pass.</param>
public sealed record LayerSummary(string Name, string Kind, IReadOnlyList<int> OutputShape, long Parameters, long Flops);

/// <summary>What a network consists of. <see cref="ToString"/> gives a table.</summary>
/// <param name="Network">The network's class.</param>
/// <param name="InputShape">The shape of one sample.</param>
/// <param name="Layers">The layers in order.</param>
/// <param name="ParameterBytes">Bytes of the parameters, with padding.</param>
/// <param name="ArenaBytesPerSample">Bytes of activations that a training pass holds for each sample.</param>
/// <param name="ArenaBytesFixed">Bytes of a training pass beside.</param>
public sealed record NetworkSummary(
    string Network, IReadOnlyList<int> InputShape, IReadOnlyList<LayerSummary> Layers, long ParameterBytes, long ArenaBytesPerSample, long ArenaBytesFixed)
{
    /// <summary>The number of trained values.</summary>
    public long Parameters { get; } = Layers.Sum(l => l.Parameters);

    /// <summary>Floating-point operations of one sample's forward pass.</summary>
    public long Flops { get; } = Layers.Sum(l => l.Flops);

    /// <summary>The table: a row a layer, then the totals.</summary>
    public override string ToString()
    {
        var rows = new List<string[]> { new[] { "layer", "kind", "output", "parameters", "FLOPs" }, new[] { "input", "", Dimensions(InputShape), "", "" } };
        rows.AddRange(Layers.Select(l => new[] { l.Name, l.Kind, Dimensions(l.OutputShape), Number(l.Parameters), Number(l.Flops) }));
        rows.Add(["total", "", "", Number(Parameters), Number(Flops)]);
        var widths = Enumerable.Range(0, 5).Select(c => rows.Max(r => r[c].Length)).ToArray();
        var text = new StringBuilder();
        text.Append(Network).Append('\n');
        for (int r = 0; r < rows.Count; r++)
        {
            if (r == 1 || r == rows.Count - 1) text.Append(string.Join("  ", widths.Select(w => new string('-', w)))).Append('\n');
            text.Append(string.Join("  ", rows[r].Select((cell, c) => c < 3 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd()).Append('\n');
        }
        text.Append(CultureInfo.InvariantCulture, $"parameters {Number(ParameterBytes)} bytes; training {Number(ArenaBytesPerSample)} bytes a sample and {Number(ArenaBytesFixed)} beside");
        return text.ToString();
    }

    private static string Dimensions(IReadOnlyList<int> shape) =>
        shape.Count == 0 ? "scalar" : string.Join(" x ", shape.Select(d => d.ToString(CultureInfo.InvariantCulture)));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
