using System.Globalization;

namespace NetGen.Compiler.Lowering;

internal enum Region : byte
{
    /// <summary>A column of the function's arguments, by index.</summary>
    Column,

    /// <summary>A span that the caller wants filled, by the index of the output.</summary>
    Output,

    /// <summary>The flat parameters, by offset.</summary>
    Parameter,

    /// <summary>The transposed panels of a parameter, by the parameter's index.</summary>
    Transposed,

    /// <summary>The windows of a parameter as tiles multiply them, by the parameter's index.</summary>
    Tiles,

    /// <summary>The same of the transposed and turned windows.</summary>
    TurnedTiles,

    /// <summary>The windows of a parameter as the inputs' gradient multiplies them where it is made of runs, by the parameter's index.</summary>
    Runs,
    State,

    /// <summary>The flat gradients, by offset.</summary>
    Gradient,

    /// <summary>Numbers known at compile time, by their index in the program.</summary>
    Constant,

    /// <summary>A buffer of the arena, by index.</summary>
    Arena,

    /// <summary>The number of samples.</summary>
    BatchSize,

    /// <summary>What a step of a recurrence has from the step before, by the number of the carry.</summary>
    Carry,

    /// <summary>Where a step of a recurrence puts a carry for the next one.</summary>
    NextCarry,
}

/// <summary>Where a value's first element lies.</summary>
internal readonly record struct Location(Region Region, int Index)
{
    public override string ToString() => Region.ToString().ToLowerInvariant() + (Region == Region.BatchSize && Index == 0 ? "" : "[" + Index.ToString(CultureInfo.InvariantCulture) + "]");
}
