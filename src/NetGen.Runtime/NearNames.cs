using System.IO.Enumeration;

namespace NetGen;

/// <summary>What messages say about a name that isn't there, and wildcards over names.</summary>
internal static class NearNames
{
    /// <summary><c>*</c> stands for any run of characters, <c>?</c> for one; case matters.</summary>
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>A clause for the end of a message: the nearest names, or all where they are few.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) return "there are none";
        if (names.Count <= 8) return "there are " + Quote(names);
        return "near are " + Quote(names.OrderBy(n => Distance(name, n)).ThenBy(n => n, StringComparer.Ordinal).Take(5)) + $" of {names.Count}";
    }

    private static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (row[j], diagonal) = (Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)), row[j]);
        }
        return row[b.Length];
    }
}
