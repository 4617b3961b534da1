namespace NetGen.Compiler.Graph;

/// <summary>
/// Where the elements of a weight matrix <c>[outputs, inputs]</c> lie in memory, for good: in panels of <see cref="Width"/> outputs, each
/// holding, input by input, one value for every output of the panel. The last panel is as narrow as a vector allows
/// (<see cref="TailWidth"/>); the lanes beyond the outputs are zero in parameters, gradients and moments alike.
/// One layout serves all instruction sets: narrower vectors walk the sub-columns of a panel.
/// Also the leading dimension of activations: a row holds <see cref="StoredOutputs"/> elements.
/// </summary>
internal readonly record struct PanelLayout(int Outputs, int Inputs, Precision Precision)
{
    /// <summary>Elements of one 512-bit vector: the unit of alignment.</summary>
    public static int Lanes(Precision precision) => precision == Precision.Single ? 16 : 8;

    /// <summary>Outputs of a full panel: two 512-bit vectors.</summary>
    public int Width => 2 * Lanes(Precision);

    public int FullPanels => Outputs / Width;

    /// <summary>Outputs stored in the last panel, 0 where full panels suffice: a quarter, a half, one, or two vectors of 512 bits.</summary>
    public int TailWidth => Tail(Outputs % Width, Lanes(Precision));

    /// <summary>Outputs and their padding.</summary>
    public int StoredOutputs => FullPanels * Width + TailWidth;

    /// <summary>Elements in memory.</summary>
    public int Length => StoredOutputs * Inputs;

    /// <summary>The place of the weight from <paramref name="input"/> to <paramref name="output"/>.</summary>
    public int Offset(int output, int input)
    {
        int panel = output / Width;
        int width = panel < FullPanels ? Width : TailWidth;
        return panel * Width * Inputs + input * width + output % Width;
    }

    /// <summary>The elements a row of <paramref name="length"/> takes in an activation buffer.</summary>
    public static int LeadingDimension(int length, Precision precision) => new PanelLayout(length, 1, precision).StoredOutputs;

    private static int Tail(int rest, int lanes) =>
        rest == 0 ? 0 : rest <= lanes / 4 ? lanes / 4 : rest <= lanes / 2 ? lanes / 2 : rest <= lanes ? lanes : 2 * lanes;
}
