using System.Globalization;
using NetGen;

namespace NetGen.Samples;

/// <summary>Pairs of texts that are made here: dates as people write them and as machines want them, and words with the same letters backwards.</summary>
internal static class Tasks
{
    /// <summary>All characters of both tasks, behind those for padding and the beginning of an answer.</summary>
    public static readonly CharacterTokenizer Characters =
        CharacterTokenizer.Train(" ,-./0123456789abcdefghijklmnopqrstuvwxyz", new VocabularyOptions { SpecialTokens = ["<pad>", "<s>"] });

    /// <summary>A date between 1900 and 2099 in one of eight spellings, and as year-month-day.</summary>
    public static (string Question, string Answer) Date(RandomStream random)
    {
        var date = new DateTime(1900, 1, 1).AddDays(random.Next(73049));
        string[] formats = ["d MMMM yyyy", "MMMM d, yyyy", "d MMM yyyy", "MMM d yyyy", "d.M.yyyy", "dd/MM/yyyy", "dddd, d MMM yyyy", "yyyy, MMMM d"];
        string question = date.ToString(formats[random.Next(formats.Length)], CultureInfo.InvariantCulture).ToLowerInvariant();
        return (question, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>Three to ten letters, and the same backwards.</summary>
    public static (string Question, string Answer) Reversal(RandomStream random)
    {
        char[] letters = [.. Enumerable.Range(0, 3 + random.Next(8)).Select(_ => (char)('a' + random.Next(26)))];
        return (new string(letters), new string([.. letters.Reverse()]));
    }

    /// <summary>Columns of questions, of answers, and of the answers one step later: what the decoder is told of its past.</summary>
    public static Dataset Columns((string Question, string Answer)[] pairs)
    {
        int[][] questions = [.. pairs.Select(p => Characters.Encode(p.Question))], answers = [.. pairs.Select(p => Characters.Encode(p.Answer))];
        int start = Characters.Vocabulary["<s>"];
        return Dataset.Create("source", Sequences.Pad(questions, Translator.SourceSteps), Translator.SourceSteps)
            .With("previous", Sequences.Pad([.. answers.Select(a => (int[])[start, .. a[..^1]])], Translator.TargetSteps), Translator.TargetSteps)
            .With(Dataset.Target, Sequences.Pad(answers, Translator.TargetSteps), Translator.TargetSteps);
    }
}
