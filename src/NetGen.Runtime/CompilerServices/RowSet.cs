using System.Numerics;

namespace NetGen.CompilerServices;

/// <summary>Rows of a table, a bit for each: they come out in the order of the table, whatever the order in which they were added.</summary>
internal sealed class RowSet(int rows)
{
    private readonly ulong[] _words = new ulong[(rows + 63) / 64];

    /// <summary>The number of rows in it.</summary>
    public int Count { get; private set; }

    /// <summary>Groups of 64 rows, by which threads divide them.</summary>
    public int Groups => _words.Length;

    public void Add(int row)
    {
        ref ulong word = ref _words[row >> 6];
        ulong bit = 1UL << row;
        if ((word & bit) != 0) return;
        word |= bit;
        Count++;
    }

    public void Clear()
    {
        Array.Clear(_words);
        Count = 0;
    }

    /// <summary>Finds the next rows that follow each other.</summary>
    /// <param name="first">Where to begin to look; then the first of them.</param>
    /// <param name="end">Behind the last row that is looked at.</param>
    /// <param name="count">Their number.</param>
    /// <returns>Whether there are any.</returns>
    public bool Next(ref int first, int end, out int count)
    {
        end = Math.Min(end, _words.Length * 64);
        while (first < end)
        {
            ulong rest = _words[first >> 6] >> first;
            if (rest == 0)
            {
                first = (first | 63) + 1;
                continue;
            }
            first += BitOperations.TrailingZeroCount(rest);
            int last = first, ones;
            do
            {
                // What is shifted in is zero, and ends the rows of a word.
                ones = BitOperations.TrailingZeroCount(~(_words[last >> 6] >> last));
                last += ones;
            }
            while (ones > 0 && (last & 63) == 0 && last < end);
            count = Math.Min(last, end) - first;
            return count > 0;
        }
        count = 0;
        return false;
    }
}
