namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// The runs of symbols that occur more than once, by the array of sorted suffixes (Manber and Myers, 1993) and the lengths that neighbours have in common
/// (Kasai et al., 2001): in time in proportion to n log^2 n.
/// </summary>
internal static class Repeats
{
    /// <summary>Runs that can't be longer with the same occurrences behind them: the ascending places where one begins, at least two, and its length.</summary>
    public static IEnumerable<(int[] Starts, int Length)> Of(int[] row)
    {
        if (row.Length < 2) yield break;
        int[] suffixes = Sorted(row), common = Common(row, suffixes);
        var open = new Stack<(int Length, int From)>();
        for (int i = 1; i <= row.Length; i++)
        {
            int length = i < row.Length ? common[i] : 0, from = i - 1;
            while (open.Count > 0 && open.Peek().Length > length)
            {
                var run = open.Pop();
                from = run.From;
                int[] starts = new int[i - from];
                Array.Copy(suffixes, from, starts, 0, starts.Length);
                Array.Sort(starts);
                yield return (starts, run.Length);
            }
            if (length > 0 && (open.Count == 0 || open.Peek().Length < length)) open.Push((length, from));
        }
    }

    private static int[] Sorted(int[] row)
    {
        int n = row.Length;
        var suffixes = new int[n];
        var keys = new long[n];
        var ranks = new int[n];
        for (int i = 0; i < n; i++)
        {
            suffixes[i] = i;
            keys[i] = row[i];
        }
        for (int length = 1; ; length *= 2)
        {
            Array.Sort(keys, suffixes);
            var next = new int[n];
            for (int i = 1; i < n; i++) next[suffixes[i]] = next[suffixes[i - 1]] + (keys[i] == keys[i - 1] ? 0 : 1);
            ranks = next;
            if (ranks[suffixes[n - 1]] == n - 1) return suffixes;
            for (int i = 0; i < n; i++) keys[i] = ((long)ranks[suffixes[i]] << 32) + (suffixes[i] + length < n ? ranks[suffixes[i] + length] + 1 : 0);
        }
    }

    /// <summary>For each suffix but the first in the order, how many symbols it begins with as the one before.</summary>
    private static int[] Common(int[] row, int[] suffixes)
    {
        int n = row.Length;
        int[] places = new int[n], common = new int[n];
        for (int i = 0; i < n; i++) places[suffixes[i]] = i;
        for (int i = 0, length = 0; i < n; i++)
        {
            if (places[i] == 0)
            {
                length = 0;
                continue;
            }
            int other = suffixes[places[i] - 1];
            while (i + length < n && other + length < n && row[i + length] == row[other + length]) length++;
            common[places[i]] = length;
            if (length > 0) length--;
        }
        return common;
    }
}
