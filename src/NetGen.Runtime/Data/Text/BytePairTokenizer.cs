using System.Collections.Concurrent;
using System.Text;

namespace NetGen;

/// <summary>
/// Byte-pair encoding over bytes (Sennrich et al. 2016; Radford et al. 2019): a text's UTF-8 bytes, of which the pairs that were most frequent in the training text are joined
/// again and again. Every text can be encoded, and decodes to the same text. Trains its own vocabulary, and reads and writes GPT-2's files (<c>vocab.json</c> with
/// <c>merges.txt</c>) and the part of a <c>tokenizer.json</c> that says the same.
/// </summary>
/// <example><code>
/// var pairs = BytePairTokenizer.Train(text, size: 2000, specialTokens: ["&lt;|endoftext|&gt;"]);
/// int[] tokens = pairs.Encode("The quick brown fox");
/// pairs.Save("tokenizer.json");
/// </code></example>
public sealed partial class BytePairTokenizer : Tokenizer
{
    /// <summary>Pieces are kept up to this length, and so many of them.</summary>
    private const int LongestKept = 32, MostKept = 1 << 16;

    private readonly Dictionary<(int Left, int Right), (int Rank, int Token)> _merges = [];
    private readonly (string Left, string Right)[] _mergeList;
    private readonly int[] _byteTokens = new int[256];
    private readonly byte[]?[] _bytes;
    private readonly ConcurrentDictionary<string, int[]> _kept = new(StringComparer.Ordinal);

    /// <summary>Makes a tokenizer of tokens, written in GPT-2's characters for bytes, and the pairs that are joined, the first ones first.</summary>
    /// <param name="vocabulary">The tokens: all 256 bytes, the result of every merge, and special tokens.</param>
    /// <param name="merges">The pairs of tokens that become one, in order.</param>
    /// <param name="addPrefixSpace">Whether text that begins without a space gets one, so that its first word is as those within.</param>
    /// <exception cref="ArgumentException">A byte or a merged token is missing, or a token has characters that stand for no byte.</exception>
    public BytePairTokenizer(Vocabulary vocabulary, IReadOnlyList<(string Left, string Right)> merges, bool addPrefixSpace = false)
        : base(vocabulary ?? throw new ArgumentNullException(nameof(vocabulary)))
    {
        ArgumentNullException.ThrowIfNull(merges);
        AddsPrefixSpace = addPrefixSpace;
        for (int b = 0; b < 256; b++)
            if (!vocabulary.TryGetIndex(ByteAlphabet.Of((byte)b).ToString(), out _byteTokens[b]))
                throw new ArgumentException($"The vocabulary lacks '{ByteAlphabet.Of((byte)b)}', which stands for the byte 0x{b:X2}.", nameof(vocabulary));
        _bytes = new byte[]?[vocabulary.Count];
        foreach (string token in vocabulary.Tokens)
            if (!vocabulary.SpecialTokens.Contains(token))
                _bytes[vocabulary[token]] = ByteAlphabet.BytesOf(token)
                    ?? throw new ArgumentException($"The token '{token}' has characters that stand for no byte: it can only be a special token.", nameof(vocabulary));
        _mergeList = [.. merges];
        for (int i = 0; i < _mergeList.Length; i++)
        {
            var (left, right) = _mergeList[i];
            if (!vocabulary.TryGetIndex(left, out int a) || !vocabulary.TryGetIndex(right, out int b) || !vocabulary.TryGetIndex(left + right, out int joined))
                throw new ArgumentException($"Merge {i}, '{left} {right}', joins or makes a token that the vocabulary lacks.", nameof(merges));
            _merges.TryAdd((a, b), (i, joined));
        }
    }

    /// <summary>The pairs of tokens that become one, in order.</summary>
    public IReadOnlyList<(string Left, string Right)> Merges => _mergeList;

    /// <summary>Whether text that begins without a space gets one.</summary>
    public bool AddsPrefixSpace { get; }

    /// <summary>The bytes of tokens; special ones have those of their names. Tokens of a model may end within a character: whoever shows them one by one collects bytes.</summary>
    /// <param name="tokens">The tokens' indices.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public byte[] DecodeBytes(ReadOnlySpan<int> tokens, bool skipSpecialTokens = false)
    {
        var bytes = new List<byte>(4 * tokens.Length);
        foreach (int token in tokens)
        {
            string name = Vocabulary[token];
            if (_bytes[token] is { } own) bytes.AddRange(own);
            else if (!skipSpecialTokens) bytes.AddRange(Encoding.UTF8.GetBytes(name));
        }
        return [.. bytes];
    }

    /// <inheritdoc/>
    /// <remarks>Bytes that are no UTF-8, as tokens out of order may have them, become U+FFFD.</remarks>
    public override string Decode(ReadOnlySpan<int> tokens, bool skipSpecialTokens = false) => Encoding.UTF8.GetString(DecodeBytes(tokens, skipSpecialTokens));

    private protected override void EncodeText(ReadOnlySpan<char> text, int start, int end, List<int> tokens)
    {
        text = text[start..end];
        if (AddsPrefixSpace && text.Length > 0 && !char.IsWhiteSpace(text[0])) text = " " + text.ToString();
        var kept = _kept.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int i = 0, stop; i < text.Length; i = stop)
        {
            stop = TextPieces.End(text, i);
            var piece = text[i..stop];
            if (!kept.TryGetValue(piece, out int[]? found))
            {
                found = Join(Encoding.UTF8.GetBytes(piece.ToString()));
                if (piece.Length <= LongestKept && _kept.Count < MostKept) kept[piece] = found;
            }
            tokens.AddRange(found);
        }
    }

    /// <summary>
    /// The tokens of a piece: of all neighbours the pair that was joined first in training is joined first, from left to right. A queue of pairs over a linked list, so that a
    /// piece of n bytes takes O(n log n) and not their square.
    /// </summary>
    private int[] Join(byte[] piece)
    {
        var tokens = new int[piece.Length];
        for (int i = 0; i < piece.Length; i++) tokens[i] = _byteTokens[piece[i]];
        if (piece.Length < 2) return tokens;
        int[] next = new int[piece.Length], previous = new int[piece.Length];
        var queue = new PriorityQueue<(int Place, int Left, int Right, int Token), (int Rank, int Place)>();
        for (int i = 0; i < piece.Length; i++) (previous[i], next[i]) = (i - 1, i + 1);
        for (int i = 0; i + 1 < piece.Length; i++) Offer(i);

        while (queue.TryDequeue(out var pair, out _))
        {
            // What was joined meanwhile is another pair now; a place that is gone has no token.
            int place = pair.Place, right = next[place];
            if (tokens[place] != pair.Left || right >= piece.Length || tokens[right] != pair.Right) continue;
            tokens[place] = pair.Token;
            tokens[right] = -1;
            next[place] = next[right];
            if (next[place] < piece.Length) previous[next[place]] = place;
            Offer(place);
            if (previous[place] >= 0) Offer(previous[place]);
        }
        return [.. tokens.Where(t => t >= 0)];

        void Offer(int place)
        {
            int right = next[place];
            if (right < piece.Length && _merges.TryGetValue((tokens[place], tokens[right]), out var merge))
                queue.Enqueue((place, tokens[place], tokens[right], merge.Token), (merge.Rank, place));
        }
    }
}
