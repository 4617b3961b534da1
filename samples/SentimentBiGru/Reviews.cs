using NetGen;

namespace NetGen.Samples;

/// <summary>
/// A corpus of short reviews that this file makes itself, so that it belongs to nobody: sentences from templates, in which the order of words decides. Rumours don't count, "not" turns what follows,
/// and what comes behind "but" outweighs what comes before.
/// </summary>
internal static class Reviews
{
    private static readonly string[] Things =
        ["food", "soup", "music", "film", "story", "acting", "ending", "service", "room", "view", "book", "style", "coffee", "bread", "concert", "play", "hotel", "bar", "menu", "staff"];

    private static readonly string[] Good =
        ["good", "great", "lovely", "wonderful", "excellent", "charming", "superb", "delightful", "fresh", "warm", "fine", "brilliant", "pleasant", "perfect", "moving"];

    private static readonly string[] Bad =
        ["bad", "poor", "awful", "terrible", "dull", "boring", "cold", "dreadful", "stale", "rude", "noisy", "tired", "disappointing", "weak", "horrible"];

    private static readonly string[] Much = ["", "", "very ", "really ", "quite ", "truly ", "rather "];

    private static readonly string[] Begin = ["", "", "well, ", "i must say ", "to be honest, ", "in my opinion ", "after all "];

    private static readonly string[] Rumour =
        ["people say that {0}, but {1}", "i had read that {0}, yet {1}", "my friend told me that {0}; now i know that {1}", "{1}, whatever they write about it: that {0}", "i feared that {0}. in truth {1}"];

    /// <summary>Reviews with their sentiment: 1 for a good one.</summary>
    public static (string Text, int Sentiment)[] Make(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        var reviews = new (string, int)[count];
        for (int i = 0; i < count; i++)
        {
            int sentiment = random.Next(2);
            string text = random.Next(4) switch
            {
                0 => Clause(sentiment),
                1 => $"{Clause(1 - sentiment)}, but {Clause(sentiment)}",
                2 => $"{Clause(sentiment)} and {Clause(sentiment)}",
                _ => string.Format(System.Globalization.CultureInfo.InvariantCulture, Pick(Rumour), Clause(1 - sentiment), Clause(sentiment)),
            };
            reviews[i] = (Pick(Begin) + text + ".", sentiment);
        }
        return reviews;

        string Clause(int sentiment) => random.Next(3) switch
        {
            0 => $"the {Pick(Things)} was {Pick(Much)}{Pick(sentiment == 1 ? Good : Bad)}",
            1 => $"the {Pick(Things)} was not {Pick(Much)}{Pick(sentiment == 1 ? Bad : Good)}",
            _ => $"{Pick(sentiment == 1 ? ["i loved", "i enjoyed", "i would recommend"] : ["i hated", "i regret", "nobody needs"])} the {Pick(Much)}{Pick(sentiment == 1 ? Good : Bad)} {Pick(Things)}",
        };

        string Pick(string[] from) => from[random.Next(from.Length)];
    }
}
