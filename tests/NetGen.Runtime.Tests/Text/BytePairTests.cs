using System.Text;
using System.Text.RegularExpressions;

namespace NetGen.Runtime.Tests.Text;

public sealed partial class BytePairTests : IDisposable
{
    private const string Prose =
        "The thin thing that I thought of is that the other one isn't there; they'll see 12 or 123 things.  Then,\n\nthe end... It's theirs, we've said (\"thrice\")! ";

    private readonly string _path = Path.GetTempFileName(), _other = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(_path);
        File.Delete(_other);
    }

    [Fact]
    public void Pieces_are_those_of_the_regular_expression()
    {
        var random = new Random(3);
        const string alphabet = "ab's tredvlm1\u00B2 .,\n\t\u00E9\u4E16\u3000!'";
        for (int round = 0; round < 400; round++)
        {
            string text = round == 0 ? Prose : new string([.. Enumerable.Range(0, random.Next(1, 24)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            var pieces = new List<string>();
            for (int i = 0, end; i < text.Length; i = end) pieces.Add(text[i..(end = TextPieces.End(text, i))]);
            Assert.Equal(Pieces().Matches(text).Select(m => m.Value), pieces);
        }
    }

    [Fact]
    public void Letters_beyond_16_bits_are_letters()
    {
        const string text = " \U00010400\U00010401x\U0001F600\uD83D";
        Assert.Equal(6, TextPieces.End(text, 0));
        Assert.Equal(9, TextPieces.End(text, 6));
    }

    /// <summary>Training and encoding as they are defined, with all pairs counted anew each time.</summary>
    [Fact]
    public void Pairs_are_those_of_the_plain_algorithm()
    {
        var random = new Random(7);
        for (int round = 0; round < 12; round++)
        {
            string text = round == 0 ? Prose + Prose[..80] : new string([.. Enumerable.Range(0, 300).Select(_ => "aaabc \u00E9\u4E16"[random.Next(8)])]);
            var pairs = BytePairTokenizer.Train(text, 256 + 40);
            var expected = PlainMerges(text, 40);
            Assert.Equal(expected, pairs.Merges);
            string other = round == 0 ? Prose : new string([.. Enumerable.Range(0, 60).Select(_ => "aab c\u00E9"[random.Next(6)])]);
            Assert.Equal(PlainEncode(other, pairs), pairs.Encode(other).Select(t => pairs.Vocabulary[t]));
            Assert.Equal(other, pairs.Decode(pairs.Encode(other)));
        }
    }

    [Fact]
    public void Every_text_comes_back()
    {
        var pairs = BytePairTokenizer.Train(Prose, 300, ["<|endoftext|>"]);
        foreach (string text in (string[])["", " ", "\0\r\n", "\U0001F600 na\u00EFve \u4E16\u754C", Prose, new string('a', 5000), "\u0120\u010A", "<|endoftext|>"])
        {
            Assert.Equal(text, pairs.Decode(pairs.Encode(text)));
            Assert.Equal(text, pairs.Decode(pairs.Encode(text, parseSpecialTokens: true)));
        }
        Assert.Equal("\uFFFDa", pairs.Decode(pairs.Encode("\uD83Da")));
        int end = pairs.Count - 1;
        Assert.Equal([end, end], pairs.Encode("<|endoftext|><|endoftext|>", parseSpecialTokens: true));
        Assert.Equal("", pairs.Decode([end], skipSpecialTokens: true));
        int[] half = pairs.Encode("\u4E16")[..1];
        Assert.Equal("\uFFFD", pairs.Decode(half));
        Assert.Equal([0xE4], pairs.DecodeBytes(half));
        Assert.Equal(256, BytePairTokenizer.Train("", 300).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => BytePairTokenizer.Train("a", 255));
    }

    [Fact]
    public void Files_come_back_in_both_forms()
    {
        var pairs = BytePairTokenizer.Train(Prose, 290, ["<|endoftext|>"]);
        pairs.Save(_path);
        var loaded = BytePairTokenizer.Load(_path);
        Assert.Equal(pairs.Vocabulary.Tokens, loaded.Vocabulary.Tokens);
        Assert.Equal(pairs.Vocabulary.SpecialTokens, loaded.Vocabulary.SpecialTokens);
        Assert.Equal(pairs.Merges, loaded.Merges);
        Assert.Equal(pairs.Encode(Prose), loaded.Encode(Prose));

        pairs.Save(_path, _other);
        Assert.StartsWith("#version: 0.2\nt h\n\u0120 th\n", File.ReadAllText(_other), StringComparison.Ordinal);
        loaded = BytePairTokenizer.Load(_path, _other, ["<|endoftext|>"]);
        Assert.Equal(pairs.Vocabulary.Tokens, loaded.Vocabulary.Tokens);
        Assert.Equal(pairs.Encode(Prose), loaded.Encode(Prose));
        File.AppendAllText(_other, "a b c\n");
        Assert.Throws<InvalidDataException>(() => BytePairTokenizer.Load(_path, _other, ["<|endoftext|>"]));
    }

    /// <summary>A file as Hugging Face's library writes it: merges as pairs, a special token before the bytes, a space before the text.</summary>
    [Fact]
    public void A_tokenizer_json_of_others_is_read()
    {
        string[] tokens = ["<s>", .. ByteAlphabet.Ordered.Select(c => c.ToString()), "he", "\u0120he"];
        string vocab = string.Join(", ", tokens.Select((t, i) => $"\"{(t is "\"" or "\\" ? "\\" + t : t)}\": {i}"));
        string Json(string model = "\"type\": \"BPE\", \"unk_token\": null", string cutter = "\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true") =>
            $$"""
            {"version": "1.0", "added_tokens": [{"id": 0, "content": "<s>", "special": true}], "normalizer": null, "pre_tokenizer": {{{cutter}}},
             "model": { {{model}}, "vocab": { {{vocab}} }, "merges": [["h", "e"], ["\u0120", "he"]] } }
            """;
        File.WriteAllText(_path, Json());
        var pairs = BytePairTokenizer.Load(_path);
        Assert.Equal(259, pairs.Count);
        Assert.Equal([258, 257], pairs.Encode("hehe"));
        Assert.Equal([0, 258], pairs.Encode("<s>he", parseSpecialTokens: true));
        Assert.Equal("<s> he", pairs.Decode([0, 258]));

        File.WriteAllText(_path, Json(model: "\"type\": \"WordPiece\""));
        Assert.Contains("WordPiece", Assert.Throws<InvalidDataException>(() => BytePairTokenizer.Load(_path)).Message, StringComparison.Ordinal);
        File.WriteAllText(_path, Json(cutter: "\"type\": \"Metaspace\""));
        Assert.Contains("ByteLevel", Assert.Throws<InvalidDataException>(() => BytePairTokenizer.Load(_path)).Message, StringComparison.Ordinal);
        File.WriteAllText(_path, Json(model: "\"byte_fallback\": true"));
        Assert.Contains("byte_fallback", Assert.Throws<InvalidDataException>(() => BytePairTokenizer.Load(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_must_hold_all_bytes_and_merges()
    {
        string[] bytes = [.. ByteAlphabet.Ordered.Select(c => c.ToString())];
        Assert.Contains("0x7A", Assert.Throws<ArgumentException>(() => new BytePairTokenizer(new Vocabulary([.. bytes.Where(b => b != "z")]), [])).Message, StringComparison.Ordinal);
        Assert.Contains("Merge 0", Assert.Throws<ArgumentException>(() => new BytePairTokenizer(new Vocabulary(bytes), [("a", "b")])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BytePairTokenizer(new Vocabulary([.. bytes, "a b"]), []));
    }

    private static List<(string, string)> PlainMerges(string text, int count)
    {
        var pieces = Cut(text);
        List<string> order = [.. ByteAlphabet.Ordered.Select(c => c.ToString())];
        var merges = new List<(string, string)>();
        for (int m = 0; m < count; m++)
        {
            var counts = pieces.SelectMany(p => p.Zip(p.Skip(1))).GroupBy(p => p).Select(g => (Pair: g.Key, Count: g.Count())).ToArray();
            if (counts.Length == 0 || counts.Max(c => c.Count) < 2) break;
            var best = counts.OrderByDescending(c => c.Count).ThenBy(c => order.IndexOf(c.Pair.First)).ThenBy(c => order.IndexOf(c.Pair.Second)).First().Pair;
            merges.Add(best);
            if (!order.Contains(best.First + best.Second)) order.Add(best.First + best.Second);
            foreach (var piece in pieces) JoinAll(piece, best);
        }
        return merges;
    }

    private static IEnumerable<string> PlainEncode(string text, BytePairTokenizer pairs)
    {
        var pieces = Cut(text);
        foreach (var piece in pieces)
            foreach (var merge in pairs.Merges) JoinAll(piece, merge);
        return pieces.SelectMany(p => p);
    }

    private static List<List<string>> Cut(string text) =>
        [.. Pieces().Matches(text).Select(m => Encoding.UTF8.GetBytes(m.Value).Select(b => ByteAlphabet.Of(b).ToString()).ToList())];

    private static void JoinAll(List<string> piece, (string Left, string Right) pair)
    {
        for (int i = 0; i + 1 < piece.Count; i++)
            if (piece[i] == pair.Left && piece[i + 1] == pair.Right)
            {
                piece[i] += piece[i + 1];
                piece.RemoveAt(i + 1);
            }
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Pieces();
}
