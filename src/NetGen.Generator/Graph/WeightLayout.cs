namespace NetGen.Compiler.Graph;

/// <summary>
/// Where the weights of a product <c>[outputs, channels of a group, positions of the window]</c> lie in memory, for good. Each group is a matrix in panels,
/// its inputs ordered by position, then channel: for each row of a window the run (column, channel) is then contiguous, in the weights as in
/// an image whose channels come last. A matrix of a dense layer is one group of one position. Where every channel has a window of its own
/// (depthwise), all of them share panels, with the positions as inputs.
/// </summary>
/// <param name="Outputs">Of all groups.</param>
/// <param name="Channels">Inputs of one group at one position.</param>
/// <param name="Positions">Elements of the window.</param>
internal readonly record struct WeightLayout(int Outputs, int Channels, int Positions, int Groups, Precision Precision)
{
    public static WeightLayout Matrix(int outputs, int inputs, Precision precision) => new(outputs, inputs, 1, 1, precision);

    /// <summary>The layout of a parameter by its shape in files: <c>[out, in]</c>, <c>[out, in / groups, height, width]</c>.</summary>
    public static WeightLayout Of(IReadOnlyList<int> shape, int groups, Precision precision)
    {
        int positions = 1;
        for (int i = 2; i < shape.Count; i++) positions *= shape[i];
        return new(shape[0], shape[1], positions, groups, precision);
    }

    public bool IsDepthwise => Groups > 1 && Channels == 1 && Outputs == Groups;

    /// <summary>The panels of one group, or those of all channels of a depthwise convolution.</summary>
    public PanelLayout Panels => IsDepthwise ? new(Outputs, Positions, Precision) : new(Outputs / Groups, Channels * Positions, Precision);

    /// <summary>The number of matrices in panels, one behind the other.</summary>
    public int Matrices => IsDepthwise ? 1 : Groups;

    /// <summary>Elements in memory.</summary>
    public int Length => Panels.Length * Matrices;

    /// <summary>
    /// The layout of what the gradient of the input reads: inputs and outputs change places within each group, and the window is turned by 180 degrees.
    /// </summary>
    public WeightLayout Transposed => new(Channels * Groups, Outputs / Groups, Positions, Groups, Precision);

    /// <summary>The place of an output's weight for the first position and channel.</summary>
    public int Start(int output)
    {
        var panels = Panels;
        return output / panels.Outputs * panels.Length + panels.Offset(output % panels.Outputs, 0);
    }

    /// <summary>The distance of an output's weights, position by position and there channel by channel.</summary>
    public int Stride(int output)
    {
        var panels = Panels;
        return output % panels.Outputs / panels.Width < panels.FullPanels ? panels.Width : panels.TailWidth;
    }

    public int Offset(int output, int channel, int position) => Start(output) + (position * Channels + channel) * Stride(output);

    /// <summary>The place of an element of the files' order.</summary>
    public int Offset(int element) => Offset(element / (Channels * Positions), element / Positions % Channels, element % Positions);
}
