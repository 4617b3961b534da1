namespace NetGen.Tests;

/// <summary>Which branch of generated code runs: what the machine has, or a narrower or wider one, the latter in software where it lacks the hardware.</summary>
public enum VectorPath
{
    /// <summary>What the machine chooses.</summary>
    Hardware,

    /// <summary>128-bit vectors.</summary>
    V128,

    /// <summary>256-bit vectors.</summary>
    V256,

    /// <summary>512-bit vectors.</summary>
    V512,
}
