using System.ComponentModel;
using System.Numerics;

namespace NetGen.CompilerServices;

/// <summary>For generated code: compiled functions replace the gradients; what stands around them makes the other modes of it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GradientModes
{
    /// <summary>Before the function runs: sets aside the gradients that are to be kept.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="mode">What the caller wants.</param>
    /// <returns>Whether the function shall compute gradients of parameters.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public static bool Begin<T>(ParameterSet<T> parameters, GradientMode mode) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        parameters.AccumulatesRows = mode == GradientMode.Accumulate;
        switch (mode)
        {
            case GradientMode.Overwrite:
                return true;
            case GradientMode.Accumulate:
                parameters.SetGradientsAside();
                return true;
            case GradientMode.InputsOnly:
                return false;
            default:
                throw new ArgumentOutOfRangeException(nameof(mode), mode, "The mode must be Overwrite, Accumulate or InputsOnly.");
        }
    }

    /// <summary>After the function has run: adds what was set aside.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="mode">What the caller wants.</param>
    public static void End<T>(ParameterSet<T> parameters, GradientMode mode) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (mode == GradientMode.Accumulate) parameters.AddGradientsSetAside();
    }
}
