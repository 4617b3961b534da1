using NetGen.CompilerServices;

namespace NetGen;

/// <summary>
/// The random numbers of one step of an <see cref="Augmentation"/> for one sample of one epoch (Philox4x32-10, as everywhere here). They hang on
/// nothing else: neither on the batch, nor on the thread, nor on how many numbers other steps drew.
/// </summary>
public struct AugmentationRandom
{
    private readonly ulong _key;
    private readonly uint _sample, _step;
    private Philox.Block _block;
    private uint _position;

    internal AugmentationRandom(ulong key, int sample, int step)
    {
        _key = key;
        _sample = (uint)sample;
        _step = (uint)step;
    }

    /// <summary>A uniform 32-bit number.</summary>
    public uint NextUInt32()
    {
        if ((_position & 3) == 0) _block = Philox.Next(_key, _sample, _position >> 2, _step, 0);
        return (_position++ & 3) switch { 0 => _block.X0, 1 => _block.X1, 2 => _block.X2, _ => _block.X3 };
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2^-32.</summary>
    public double NextDouble() => NextUInt32() * (1.0 / (1L << 32));

    /// <summary>A uniform number between two bounds, the upper one excluded up to rounding.</summary>
    /// <param name="minimum">The lower bound.</param>
    /// <param name="maximum">The upper bound.</param>
    public double Uniform(double minimum, double maximum) => minimum + (maximum - minimum) * NextDouble();

    /// <summary>A uniform integer between two bounds, both included.</summary>
    /// <param name="minimum">The lower bound.</param>
    /// <param name="maximum">The upper bound, not below the lower.</param>
    /// <exception cref="ArgumentOutOfRangeException">The upper bound is below the lower.</exception>
    public int Next(int minimum, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, minimum);
        // Lemire's product without his rejection: with ranges of pixels the bias is below 2^-20, and each draw is one word.
        return (int)(minimum + (long)((NextUInt32() * (ulong)((long)maximum - minimum + 1)) >> 32));
    }

    /// <summary>True with a probability.</summary>
    /// <param name="probability">From 0 to 1.</param>
    public bool NextBoolean(double probability) => NextDouble() < probability;
}
