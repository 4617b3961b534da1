using System.Runtime.InteropServices;
using System.Text;

namespace NetGen;

/// <content>Learning which pairs are joined.</content>
public sealed partial class BytePairTokenizer
{
    /// <summary>Learns from a text: the pair of neighbours that is most frequent within the pieces of the text (words, numbers, signs) becomes a token, again and again. Equally frequent
    /// ones are taken by the indices of their tokens, so that the same text gives the same tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">The number of tokens, special ones counted; fewer where the text has no more pairs.</param>
    /// <param name="specialTokens">Tokens that stand for no text, such as <c>&lt;|endoftext|&gt;</c>; their indices are the last.</param>
    /// <param name="minimumCount">How often a pair must occur to be joined.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 256 and the number of special tokens, or the count below 1.</exception>
    public static BytePairTokenizer Train(string text, int size, IReadOnlyList<string>? specialTokens = null, int minimumCount = 2)
    {
        ArgumentNullException.ThrowIfNull(text);
        specialTokens ??= [];
        if (size < 256 + specialTokens.Count)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"At least {256 + specialTokens.Count} is expected: each byte is a token, and each special token.");
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumCount, 1);

        var trainer = new PairTrainer(text);
        while (trainer.Tokens.Count < size - specialTokens.Count && trainer.JoinMostFrequent(minimumCount))
        {
        }
        return new BytePairTokenizer(new Vocabulary([.. trainer.Tokens, .. specialTokens], specialTokens), trainer.Merges);
    }

    private sealed class PairTrainer
    {
        private readonly List<(int[] Tokens, int Length, long Count)> _pieces = [];
        private readonly Dictionary<(int Left, int Right), long> _counts = [];
        private readonly Dictionary<(int Left, int Right), HashSet<int>> _places = [];
        private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

        // The most frequent first, then by the tokens. A pair whose count has changed since is put back when it comes.
        private readonly PriorityQueue<(int Left, int Right), (long Count, int Left, int Right)> _queue = new();

        public PairTrainer(string text)
        {
            foreach (char c in ByteAlphabet.Ordered) Add(c.ToString());
            var pieces = new Dictionary<string, long>(StringComparer.Ordinal);
            for (int i = 0, stop; i < text.Length; i = stop)
            {
                stop = TextPieces.End(text, i);
                CollectionsMarshal.GetValueRefOrAddDefault(pieces.GetAlternateLookup<ReadOnlySpan<char>>(), text.AsSpan(i..stop), out _)++;
            }
            foreach (var (piece, count) in pieces.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                int[] tokens = [.. Encoding.UTF8.GetBytes(piece).Select(b => _indices[ByteAlphabet.Of(b).ToString()])];
                for (int i = 0; i + 1 < tokens.Length; i++) Count((tokens[i], tokens[i + 1]), count, _pieces.Count);
                _pieces.Add((tokens, tokens.Length, count));
            }
            foreach (var pair in _counts.Keys) Offer(pair);
        }

        public List<string> Tokens { get; } = [];

        public List<(string, string)> Merges { get; } = [];

        public bool JoinMostFrequent(int minimumCount)
        {
            while (_queue.TryDequeue(out var pair, out var priority))
            {
                long count = _counts.GetValueOrDefault(pair);
                if (count != -priority.Count)
                {
                    if (count > 0) Offer(pair);
                    continue;
                }
                if (count < minimumCount) return false;
                Merges.Add((Tokens[pair.Left], Tokens[pair.Right]));
                Join(pair, Add(Tokens[pair.Left] + Tokens[pair.Right]));
                return true;
            }
            return false;
        }

        private void Join((int Left, int Right) pair, int joined)
        {
            var changed = new HashSet<(int, int)>();
            foreach (int place in _places[pair])
            {
                var (tokens, length, count) = _pieces[place];
                int to = 0;
                for (int i = 0; i < length; i++)
                {
                    if (i + 1 < length && tokens[i] == pair.Left && tokens[i + 1] == pair.Right)
                    {
                        if (to > 0) Replace((tokens[to - 1], pair.Left), (tokens[to - 1], joined));
                        if (i + 2 < length) Replace((pair.Right, tokens[i + 2]), (joined, tokens[i + 2]));
                        tokens[to++] = joined;
                        i++;
                    }
                    else
                    {
                        tokens[to++] = tokens[i];
                    }
                }
                _pieces[place] = (tokens, to, count);

                void Replace((int, int) old, (int, int) made)
                {
                    Count(old, -count, -1);
                    Count(made, count, place);
                    changed.Add(made);
                }
            }
            _counts.Remove(pair);
            _places.Remove(pair);
            foreach (var made in changed) Offer(made);
        }

        private void Count((int, int) pair, long count, int place)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += count;
            if (place < 0) return;
            ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, pair, out _);
            (places ??= []).Add(place);
        }

        private void Offer((int Left, int Right) pair)
        {
            long count = _counts.GetValueOrDefault(pair);
            if (count > 0) _queue.Enqueue(pair, (-count, pair.Left, pair.Right));
        }

        /// <summary>Several pairs may make one token.</summary>
        private int Add(string token)
        {
            if (_indices.TryGetValue(token, out int index)) return index;
            _indices.Add(token, Tokens.Count);
            Tokens.Add(token);
            return Tokens.Count - 1;
        }
    }
}
