namespace NetGen;

/// <summary>
/// Draws tokens by how often they occur, to a power: the wrong answers that word2vec learns from beside each right one (Mikolov et al. 2013, "Distributed representations of words and phrases",
/// where the power is 3/4). A draw takes the same time whatever the size of the vocabulary, by the alias method (Walker 1977, Vose 1991). Immutable.
/// </summary>
public sealed class NegativeSampler
{
    private readonly double[] _probabilities;
    private readonly double[] _thresholds;
    private readonly int[] _aliases;

    /// <summary>Prepares the draws.</summary>
    /// <param name="counts">How often each token occurs, none below 0; tokens of count 0 are never drawn.</param>
    /// <param name="power">What counts are raised to: 1 draws as often as they occur, 0 each equally often.</param>
    /// <exception cref="ArgumentException">There is no token that occurs, a count is negative, or the power is no finite number.</exception>
    public NegativeSampler(ReadOnlySpan<long> counts, double power = 0.75)
    {
        if (!double.IsFinite(power)) throw new ArgumentException($"The power is {power}: a finite number is expected.", nameof(power));
        int count = counts.Length;
        _probabilities = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            if (counts[i] < 0) throw new ArgumentException($"Token {i} has a count of {counts[i]}: at least 0 is expected.", nameof(counts));
            total += _probabilities[i] = counts[i] == 0 ? 0 : Math.Pow(counts[i], power);
        }
        if (!(total > 0)) throw new ArgumentException("No token occurs.", nameof(counts));
        for (int i = 0; i < count; i++) _probabilities[i] /= total;

        // Vose: each place holds a share of its own token, and the rest of one that has too much.
        _thresholds = new double[count];
        _aliases = new int[count];
        Stack<int> small = [], large = [];
        for (int i = 0; i < count; i++)
        {
            _thresholds[i] = _probabilities[i] * count;
            (_thresholds[i] < 1 ? small : large).Push(i);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop(), more = large.Pop();
            _aliases[less] = more;
            _thresholds[more] -= 1 - _thresholds[less];
            (_thresholds[more] < 1 ? small : large).Push(more);
        }

        // What is left is full, up to rounding.
        foreach (int rest in large) _thresholds[rest] = 1;
        foreach (int rest in small)
            if (_probabilities[rest] > 0) _thresholds[rest] = 1;
            else _aliases[rest] = Array.IndexOf(_probabilities, _probabilities.Max());
    }

    /// <summary>The number of different tokens.</summary>
    public int Count => _probabilities.Length;

    /// <summary>How likely a token is drawn; sampled softmax takes its logarithm off the token's score (Bengio and Senécal 2008).</summary>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public double Probability(int token) => (uint)token < (uint)Count
        ? _probabilities[token]
        : throw new ArgumentOutOfRangeException(nameof(token), token, $"There are {Count} tokens.");

    /// <summary>Draws one token.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    public int Next(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int place = random.Next(Count);
        return random.NextDouble() < _thresholds[place] ? place : _aliases[place];
    }

    /// <summary>Draws tokens.</summary>
    /// <param name="tokens">Filled with what is drawn; one may come several times.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public void Fill(Span<int> tokens, RandomStream random)
    {
        foreach (ref int token in tokens) token = Next(random);
    }

    /// <summary>Draws a right answer's rivals for each sample: the columns <c>candidates</c> of a loss that tells the first from the others.</summary>
    /// <param name="positives">The right token of each sample.</param>
    /// <param name="negatives">Rivals of a sample, at least 1; none is the right one, unless no other occurs.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <param name="candidates">Filled sample by sample with the right token and its rivals: <c>positives.Length * (1 + negatives)</c> tokens.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="candidates"/> is wrong.</exception>
    public void FillCandidates(ReadOnlySpan<int> positives, int negatives, RandomStream random, Span<int> candidates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(negatives, 1);
        if (candidates.Length != (long)positives.Length * (1 + negatives))
            throw new ArgumentException($"{positives.Length} samples have {(long)positives.Length * (1 + negatives)} candidates, and there is room for {candidates.Length}.", nameof(candidates));
        for (int s = 0; s < positives.Length; s++)
        {
            var sample = candidates.Slice(s * (1 + negatives), 1 + negatives);
            sample[0] = positives[s];
            bool only = _probabilities[positives[s]] > 1 - 1e-12;
            for (int i = 1; i < sample.Length; i++)
                do sample[i] = Next(random);
                while (sample[i] == positives[s] && !only);
        }
    }
}
