using NetGen.CompilerServices;

namespace NetGen;

/// <summary>
/// Seeded random numbers that are the same bits on every machine: Philox4x32-10 (Salmon et al. 2011). A stream is a function of its seed and
/// number; its whole state is <see cref="Position"/>, which may be saved and set. One thread at a time.
/// </summary>
public sealed class RandomStream
{
    private readonly ulong _key;
    private Philox.Block _block;
    private ulong _blockIndex = ulong.MaxValue;

    /// <summary>Begins a stream.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Which of the independent streams of the seed.</param>
    public RandomStream(ulong seed, ulong stream = 0)
        : this(Philox.Key(seed, Philox.Purpose.User, stream))
    {
    }

    private RandomStream(ulong key) => _key = key;

    /// <summary>The number of 32-bit words drawn so far; setting it jumps there.</summary>
    public ulong Position { get; set; }

    internal static RandomStream For(ulong seed, Philox.Purpose purpose, ulong stream) => new(Philox.Key(seed, purpose, stream));

    /// <summary>A uniform 32-bit number.</summary>
    public uint NextUInt32()
    {
        ulong index = Position >> 2;
        if (index != _blockIndex)
        {
            _block = Philox.Next(_key, (uint)index, (uint)(index >> 32), 0, 0);
            _blockIndex = index;
        }
        return (Position++ & 3) switch { 0 => _block.X0, 1 => _block.X1, 2 => _block.X2, _ => _block.X3 };
    }

    /// <summary>A uniform 64-bit number: two words, the low half first.</summary>
    public ulong NextUInt64()
    {
        ulong low = NextUInt32();
        return low | (ulong)NextUInt32() << 32;
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2^-24; one word.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>A uniform number in [0, 1), a multiple of 2^-53; two words.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>A uniform number between two bounds, the upper one excluded up to rounding.</summary>
    /// <param name="minimum">The lower bound.</param>
    /// <param name="maximum">The upper bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not finite, or the maximum is below the minimum.</exception>
    public double Uniform(double minimum, double maximum)
    {
        if (!double.IsFinite(minimum)) throw new ArgumentOutOfRangeException(nameof(minimum), minimum, "The bound must be finite.");
        if (!double.IsFinite(maximum) || maximum < minimum)
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, $"The bound must be finite and not below the minimum, {minimum}.");
        return minimum + (maximum - minimum) * NextDouble();
    }

    /// <summary>
    /// A normally distributed number, from two words: the quantile (Wichura 1988, AS 241) of a uniform number, so that each draw is one
    /// independent of its neighbours, and the bits do not hang on a platform's logarithm or cosine.
    /// </summary>
    /// <param name="mean">The mean.</param>
    /// <param name="standardDeviation">The standard deviation, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is negative or not a number.</exception>
    public double Normal(double mean = 0, double standardDeviation = 1)
    {
        if (!(standardDeviation >= 0)) throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "The standard deviation must be at least 0.");
        // The middles of 2^52 intervals: never 0, never 1.
        double probability = ((NextUInt64() >> 12) + 0.5) * (1.0 / (1L << 52));
        return mean + standardDeviation * PortableMath.NormalQuantile(probability);
    }

    /// <summary>A uniform integer in [0, <paramref name="maximum"/>), without bias (Lemire 2019, "Fast random integer generation in an interval").</summary>
    /// <param name="maximum">The exclusive bound, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int Next(int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        uint bound = (uint)maximum;
        ulong product = (ulong)NextUInt32() * bound;
        if ((uint)product < bound)
        {
            uint threshold = (uint)-(int)bound % bound;
            while ((uint)product < threshold) product = (ulong)NextUInt32() * bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>Puts items into a uniformly random order (Fisher and Yates).</summary>
    /// <typeparam name="TItem">The items' type.</typeparam>
    /// <param name="items">The items.</param>
    public void Shuffle<TItem>(Span<TItem> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The numbers from 0 to <paramref name="count"/> - 1 in a uniformly random order.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[count];
        for (int i = 0; i < count; i++) order[i] = i;
        Shuffle<int>(order);
        return order;
    }
}
