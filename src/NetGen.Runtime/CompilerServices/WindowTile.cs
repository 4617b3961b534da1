using System.ComponentModel;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: the distances, in elements, by which the innermost loops of a convolution move. One operand (a) is read element by element for each row of
/// a tile, the other (b) in vectors; both move with the depth, from tap to tap, and from line to line.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct WindowTile
{
    /// <summary>From row to row of the tile, of a and of the result.</summary>
    public nint RowA, RowC;

    /// <summary>Along the depth.</summary>
    public nint StepA, StepB;

    /// <summary>From tap to tap.</summary>
    public nint TapA, TapB;

    /// <summary>From line to line.</summary>
    public nint LineA, LineB;

    /// <summary>The taps of a line, and the depth of each.</summary>
    public nint Taps, Depth;

    /// <summary>The columns of the window where those of neighbours overlap but for one, so that an element of a serves as many rows; else 0. And the depth of one column.</summary>
    public nint Slides, Inputs;
}
