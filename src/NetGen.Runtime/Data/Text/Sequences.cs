namespace NetGen;

/// <summary>Samples for networks over time: windows of a long sequence, short sequences padded to one length, and what skip-grams are made of.</summary>
public static class Sequences
{
    /// <summary>
    /// All windows of a sequence of tokens, each with the tokens that follow one by one: what a model that predicts the next token learns from. The windows are views of the
    /// tokens: a stride of 1 takes no more memory than a stride of <paramref name="length"/>.
    /// </summary>
    /// <param name="tokens">The tokens in order; not copied.</param>
    /// <param name="length">Tokens of a window, at least 1.</param>
    /// <param name="stride">From the beginning of one window to that of the next, at least 1.</param>
    /// <param name="input">The name of the column of windows, <c>int[length]</c>.</param>
    /// <param name="target">The name of the column of the same windows one token later, <c>int[length]</c>.</param>
    /// <returns><c>(tokens.Length - length - 1) / stride + 1</c> samples.</returns>
    /// <exception cref="ArgumentException">The sequence is not longer than a window.</exception>
    public static Dataset Windows(int[] tokens, int length, int stride = 1, string input = Dataset.Input, string target = Dataset.Target)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        int count = Count(tokens.Length, length, 1, 1, stride, nameof(tokens));
        return new Dataset(
            new DatasetColumn<int>(input, tokens, [length], 0, stride, count), new DatasetColumn<int>(target, tokens, [length], 1, stride, count));
    }

    /// <summary>All windows of a sequence of measurements, each with those that follow: what a forecast learns from.</summary>
    /// <param name="series">The measurements, step after step; not copied.</param>
    /// <param name="length">Steps of a window, at least 1.</param>
    /// <param name="horizon">Steps to be forecast, at least 1.</param>
    /// <param name="features">Numbers of a step, at least 1.</param>
    /// <param name="stride">Steps from the beginning of one window to that of the next, at least 1.</param>
    /// <param name="input">The name of the column of windows, <c>[length, features]</c>.</param>
    /// <param name="target">The name of the column of what follows, <c>[horizon, features]</c>; <c>[features]</c> where the horizon is 1.</param>
    /// <exception cref="ArgumentException">The sequence is shorter than a window with its horizon, or no whole number of steps.</exception>
    public static Dataset Windows(
        float[] series, int length, int horizon = 1, int features = 1, int stride = 1, string input = Dataset.Input, string target = Dataset.Target)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        int count = Count(series.Length, length, horizon, features, stride, nameof(series));
        return new Dataset(
            new DatasetColumn<float>(input, series, [length, features], 0, stride * features, count),
            new DatasetColumn<float>(target, series, horizon == 1 ? [features] : [horizon, features], length * features, stride * features, count));
    }

    /// <summary>Two parts of a sequence in the order of time: the first to train on, the last to validate. Windows are made of each by itself, so that none is in both.</summary>
    /// <typeparam name="T">Tokens or measurements.</typeparam>
    /// <param name="values">The sequence.</param>
    /// <param name="fraction">The share of the first part, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside [0, 1].</exception>
    public static (T[] First, T[] Last) Split<T>(T[] values, double fraction)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!(fraction is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A share from 0 to 1 is expected.");
        int first = (int)Math.Round(fraction * values.Length, MidpointRounding.AwayFromZero);
        return (values[..first], values[first..]);
    }

    /// <summary>Sequences of different lengths one behind the other, each filled up to one length: the values of a column <c>int[length]</c>.</summary>
    /// <param name="sequences">The sequences; they may be empty.</param>
    /// <param name="length">The length of all, at least 1.</param>
    /// <param name="padding">What fills them up, at the end.</param>
    /// <param name="truncate">Whether longer ones are cut off; otherwise they are an exception.</param>
    /// <exception cref="ArgumentException">A sequence is longer, and is not to be cut off.</exception>
    public static int[] Pad(IReadOnlyList<int[]> sequences, int length, int padding = 0, bool truncate = false)
    {
        int[] lengths = Lengths(sequences, length, truncate);
        var padded = new int[checked(sequences.Count * length)];
        for (int i = 0; i < lengths.Length; i++)
        {
            var sample = padded.AsSpan(i * length, length);
            sequences[i].AsSpan(0, lengths[i]).CopyTo(sample);
            sample[lengths[i]..].Fill(padding);
        }
        return padded;
    }

    /// <summary>The lengths of sequences, as <see cref="Pad"/> leaves them: the values of a column of one integer a sample.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="length">The length of all after padding, at least 1.</param>
    /// <param name="truncate">Whether longer ones are cut off; otherwise they are an exception.</param>
    /// <exception cref="ArgumentException">A sequence is longer, and is not to be cut off.</exception>
    public static int[] Lengths(IReadOnlyList<int[]> sequences, int length, bool truncate = false)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var lengths = new int[sequences.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = sequences[i].Length;
            if (lengths[i] <= length) continue;
            if (!truncate) throw new ArgumentException($"Sequence {i} has {lengths[i]} tokens, and {length} are the most: cut longer ones off with truncate, or leave them out.", nameof(sequences));
            lengths[i] = length;
        }
        return lengths;
    }

    /// <summary>How often each token occurs.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="vocabularySize">The number of different tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is not below the size of the vocabulary.</exception>
    public static long[] Count(ReadOnlySpan<int> tokens, int vocabularySize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        var counts = new long[vocabularySize];
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)vocabularySize)
                throw new ArgumentOutOfRangeException(nameof(tokens), tokens[i], $"Token {i} is to be from 0 to {vocabularySize - 1}.");
            counts[tokens[i]]++;
        }
        return counts;
    }

    /// <summary>
    /// The tokens without most of the very frequent ones, which say little of their neighbours: a token of relative frequency f is kept with probability
    /// <c>sqrt(t / f) + t / f</c>, as word2vec does (Mikolov et al. 2013 and its code).
    /// </summary>
    /// <param name="tokens">The tokens in order.</param>
    /// <param name="counts">How often each occurs (<see cref="Count(ReadOnlySpan{int}, int)"/>).</param>
    /// <param name="threshold">The frequency t from which tokens are left out, above 0: 1e-3 to 1e-5.</param>
    /// <param name="random">What decides.</param>
    public static int[] Subsample(ReadOnlySpan<int> tokens, ReadOnlySpan<long> counts, double threshold, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!(threshold > 0)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A number above 0 is expected.");
        double total = 0;
        foreach (long count in counts) total += count;
        var kept = new List<int>(tokens.Length);
        foreach (int token in tokens)
        {
            double ratio = threshold * total / counts[token];
            if (random.NextDouble() < Math.Sqrt(ratio) + ratio) kept.Add(token);
        }
        return [.. kept];
    }

    /// <summary>
    /// Each token with its neighbours, one pair a neighbour, within a window that is drawn for each token from 1 to the largest, so that near neighbours come more often
    /// (Mikolov et al. 2013, "Efficient estimation of word representations in vector space").
    /// </summary>
    /// <param name="tokens">The tokens in order.</param>
    /// <param name="window">The largest distance of a neighbour, at least 1.</param>
    /// <param name="random">What draws the windows.</param>
    public static (int[] Centers, int[] Neighbours) SkipGrams(ReadOnlySpan<int> tokens, int window, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        List<int> centers = [], neighbours = [];
        for (int i = 0; i < tokens.Length; i++)
        {
            int reach = 1 + random.Next(window);
            for (int j = Math.Max(0, i - reach); j < Math.Min(tokens.Length, i + reach + 1); j++)
            {
                if (j == i) continue;
                centers.Add(tokens[i]);
                neighbours.Add(tokens[j]);
            }
        }
        return ([.. centers], [.. neighbours]);
    }

    private static int Count(int values, int length, int horizon, int features, int stride, string argument)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        if (values % features != 0) throw new ArgumentException($"{values} values are no whole number of steps of {features}.", argument);
        int steps = values / features;
        if (steps < (long)length + horizon)
            throw new ArgumentException($"The sequence has {steps} steps: a window of {length} and the {horizon} behind it take at least {(long)length + horizon}.", argument);
        return (steps - length - horizon) / stride + 1;
    }
}
