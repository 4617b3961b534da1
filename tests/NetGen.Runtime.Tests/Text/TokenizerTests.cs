namespace NetGen.Runtime.Tests.Text;

public sealed class TokenizerTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Characters_are_whole_and_come_back()
    {
        const string text = "b\U0001F600a\r\n\te\u0301 \u4E16\0";
        var characters = CharacterTokenizer.Train(text);
        Assert.Equal(11, characters.Count);
        Assert.Equal("\0", characters.Vocabulary[0]);
        Assert.Equal("\U0001F600", characters.Vocabulary[10]);
        Assert.Equal(text, characters.Decode(characters.Encode(text)));
        Assert.Equal(11, characters.Encode(text).Length);
        Assert.Empty(characters.Encode(""));
        Assert.Equal("", characters.Decode([]));

        characters.Save(_path);
        var loaded = CharacterTokenizer.Load(_path);
        Assert.Equal(characters.Vocabulary.Tokens, loaded.Vocabulary.Tokens);
        Assert.Equal(characters.Encode(text), loaded.Encode(text));
        Assert.Contains("'characters'", Assert.Throws<InvalidDataException>(() => WordTokenizer.Load(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_without_tokens_is_an_error()
    {
        foreach (var train in new Action[] { () => CharacterTokenizer.Train(""), () => WordTokenizer.Train(" \n"), () => Vocabulary.Build([], new VocabularyOptions { UnknownToken = "?" }) })
            Assert.Contains("no tokens", Assert.Throws<ArgumentException>(train).Message, StringComparison.Ordinal);
        var rare = Assert.Throws<ArgumentException>(() => CharacterTokenizer.Train("abc", new VocabularyOptions { MinimumCount = 2 }));
        Assert.Contains("3 tokens", rare.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_characters_are_an_error_or_a_token()
    {
        var strict = CharacterTokenizer.Train("abc");
        Assert.Contains("'x' at 2", Assert.Throws<ArgumentException>(() => strict.Encode("abx")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => strict.Encode("a\uD83D"));      // half of a pair: U+FFFD, which is unknown
        Assert.Throws<ArgumentOutOfRangeException>(() => strict.Decode([3]));

        var lax = CharacterTokenizer.Train("aabbc", new VocabularyOptions { SpecialTokens = ["<pad>", "<s>"], UnknownToken = "?", MinimumCount = 2 });
        Assert.Equal(["<pad>", "<s>", "?", "a", "b"], lax.Vocabulary.Tokens);
        Assert.Equal([3, 2, 2, 4, 2], lax.Encode("acxb?"));                    // the sign for unknown ones is no text
        Assert.Equal([1, 3, 2], lax.Encode("<s>a?", parseSpecialTokens: true));
        Assert.Equal([2, 2, 2, 3], lax.Encode("<s>a"));
        Assert.Equal("a?", lax.Decode([1, 3, 2], skipSpecialTokens: false)[3..]);
        Assert.Equal("a", lax.Decode([1, 3, 2], skipSpecialTokens: true));
        Assert.Throws<ArgumentException>(() => new CharacterTokenizer(new Vocabulary(["ab"])));
    }

    [Fact]
    public void Words_are_cut_as_people_write_them()
    {
        Assert.Equal(
            ["don't", "stop", ",", "well-known", "men", "-", "at", "3", ".", "5", "-", "said", "'", "he", "'", "\U0001F600", "caf\u0065\u0301"],
            WordTokenizer.Split("Don't stop, well-known MEN - at 3.5- said 'he'\U0001F600 cafe\u0301"));
        Assert.Empty(WordTokenizer.Split(" \n\t"));
        Assert.Equal(["a"], WordTokenizer.Split("a"));

        var words = WordTokenizer.Train("the cat and the dog and the bird.", new VocabularyOptions { SpecialTokens = ["<pad>"], UnknownToken = "<unk>", MaximumSize = 5 });
        Assert.Equal(["<pad>", "<unk>", "the", "and", "."], words.Vocabulary.Tokens);
        Assert.Equal([2, 1, 3, 2, 1, 4], words.Encode("The cow and THE pig."));
        Assert.Equal("the <unk> and.", words.Decode([2, 1, 3, 4]));
        words.Save(_path);
        Assert.Equal([2, 1, 3, 2, 1, 4], WordTokenizer.Load(_path).Encode("The cow and THE pig."));
        Assert.Empty(words.Encode(""));
        Assert.Throws<ArgumentException>(() => WordTokenizer.Train("a b", new VocabularyOptions { MaximumSize = 0 }));
        Assert.Throws<ArgumentException>(() => WordTokenizer.Train("a b", new VocabularyOptions()).Encode("c"));
    }

    [Fact]
    public void Vocabularies_are_files_of_lines_too()
    {
        var vocabulary = new Vocabulary(["<unk>", "a", "\n", "\\n", "\r\\", " ", "\u4E16"], ["<unk>"], "<unk>");
        vocabulary.SaveText(_path);
        var loaded = Vocabulary.LoadText(_path, ["<unk>"], "<unk>");
        Assert.Equal(vocabulary.Tokens, loaded.Tokens);
        Assert.Equal(0, loaded["missing"]);
        Assert.Equal(3, loaded["\\n"]);
        Assert.Throws<KeyNotFoundException>(() => Vocabulary.LoadText(_path)["missing"]);
        Assert.Throws<InvalidDataException>(() => Vocabulary.LoadText(_path, ["<pad>"]));
        File.WriteAllText(_path, "a\n\nb\n");
        Assert.Contains("Token 1 is empty", Assert.Throws<InvalidDataException>(() => Vocabulary.LoadText(_path)).Message, StringComparison.Ordinal);
        File.WriteAllText(_path, "a\nb\na\n");
        Assert.Contains("twice, at 0 and 2", Assert.Throws<InvalidDataException>(() => Vocabulary.LoadText(_path)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Vocabulary(["a"], unknownToken: "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("{\"type\": \"characters\"}")]
    [InlineData("{\"type\": \"characters\", \"lowerCase\": false, \"special\": [], \"tokens\": [\"a\", \"a\"]}")]
    [InlineData("{\"type\": \"characters\", \"lowerCase\": false, \"special\": [], \"tokens\": [1]}")]
    public void Broken_files_are_said_to_be(string json)
    {
        File.WriteAllText(_path, json);
        Assert.StartsWith(_path, Assert.Throws<InvalidDataException>(() => CharacterTokenizer.Load(_path)).Message, StringComparison.Ordinal);
        Assert.StartsWith(_path, Assert.Throws<InvalidDataException>(() => BytePairTokenizer.Load(_path)).Message, StringComparison.Ordinal);
    }
}
