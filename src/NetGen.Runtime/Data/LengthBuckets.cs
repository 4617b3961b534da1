namespace NetGen;

/// <summary>
/// An order in which the samples of a batch are of similar lengths, so that little is padding, and which is random all the same: a random order is cut into pools of many batches, each is
/// sorted by length, and the batches come in a random order.
/// </summary>
internal static class LengthBuckets
{
    /// <summary>Batches of a pool: more make lengths more similar, fewer the order more random.</summary>
    private const int Pool = 64;

    /// <param name="order">The samples in random order, or in any where <paramref name="random"/> is null; arranged in place.</param>
    /// <param name="lengths">The length of each sample.</param>
    /// <param name="batchSize">Samples of a batch.</param>
    /// <param name="random">Draws the order of the batches; where null, all samples are sorted, the shortest first.</param>
    public static void Arrange(Span<int> order, int[] lengths, int batchSize, RandomStream? random)
    {
        int pool = random is null ? order.Length : (int)Math.Min(order.Length, (long)Pool * batchSize);
        for (int first = 0; first < order.Length; first += pool)
        {
            var part = order.Slice(first, Math.Min(pool, order.Length - first));
            int[] places = new int[part.Length], samples = part.ToArray();
            for (int i = 0; i < places.Length; i++) places[i] = i;

            // Equal lengths stay in their random order.
            Array.Sort(places, (a, b) => lengths[samples[a]] != lengths[samples[b]] ? lengths[samples[a]].CompareTo(lengths[samples[b]]) : a.CompareTo(b));
            for (int i = 0; i < places.Length; i++) part[i] = samples[places[i]];
        }
        if (random is null) return;

        // The last batch is short and stays where it is.
        int whole = order.Length / batchSize;
        int[] batches = random.Permutation(whole), copy = order.ToArray();
        for (int b = 0; b < whole; b++) copy.AsSpan(batches[b] * batchSize, batchSize).CopyTo(order[(b * batchSize)..]);
    }
}
