namespace NetGen.Runtime.Tests.Text;

public class SequencesTests
{
    [Fact]
    public void Windows_are_views_with_what_follows()
    {
        int[] tokens = [.. Enumerable.Range(10, 11)];
        var data = Sequences.Windows(tokens, 4, stride: 3);
        Assert.Equal(3, data.Count);
        Assert.Equal([13, 14, 15, 16], data.Sample<int>("input", 1).ToArray());
        Assert.Equal([14, 15, 16, 17], data.Sample<int>("target", 1).ToArray());
        Assert.Equal([10, 11, 12, 13, 13, 14, 15, 16, 16, 17, 18, 19], data.ToArray<int>("input"));
        Assert.Equal([17, 18, 19, 20], data.Sample<int>("target", 2).ToArray());
        Assert.Equal(7, Sequences.Windows(tokens, 4).Count);
        Assert.Equal(1, Sequences.Windows(tokens, 10).Count);
        Assert.Throws<ArgumentException>(() => Sequences.Windows(tokens, 11));
        Assert.Throws<ArgumentException>(() => Sequences.Windows(Array.Empty<int>(), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sequences.Windows(tokens, 0));
    }

    [Fact]
    public void Windows_are_datasets_like_others()
    {
        var data = Sequences.Windows([.. Enumerable.Range(0, 40)], 4, input: "words");
        var (first, last) = data.SplitInOrder(0.5, gap: 4);
        Assert.Equal((18, 14), (first.Count, last.Count));
        Assert.Equal(20, first.Sample<int>("target", 17)[2]);
        Assert.Equal(22, last.Sample<int>("words", 0)[0]);
        int[] shuffled = data.Shuffle(3).ToArray<int>("words");
        Assert.Equal(data.ToArray<int>("words").Order(), shuffled.Order());
        foreach (var batch in data.Skip(2).Batches(8))
        {
            ReadOnlySpan<int> words = batch.Get<int>("words"), target = batch.Get<int>("target");
            Assert.Equal(batch.Count * 4, words.Length);
            for (int i = 0; i < words.Length; i++) Assert.Equal(words[i] + 1, target[i]);
        }
        var with = data.Skip(1).With("weights", new float[35]);
        Assert.Equal([1, 2, 3, 4], with.Sample<int>("words", 0).ToArray());
        Assert.Equal(0, data.SplitInOrder(1, gap: 3).Last.Count);
    }

    [Fact]
    public void Windows_of_measurements_have_features_and_a_horizon()
    {
        float[] series = [.. Enumerable.Range(0, 20).Select(i => (float)i)];
        var data = Sequences.Windows(series, length: 3, horizon: 2, features: 2);
        Assert.Equal(6, data.Count);
        Assert.Equal([3, 2], data.Columns[0].Shape);
        Assert.Equal([2, 2], data.Columns[1].Shape);
        Assert.Equal([2, 3, 4, 5, 6, 7], data.Sample<float>("input", 1).ToArray());
        Assert.Equal([8, 9, 10, 11], data.Sample<float>("target", 1).ToArray());
        Assert.Equal([1], Sequences.Windows(series, 3).Columns[1].Shape);
        Assert.Equal([10f, 15, 20], data.Scale("input", 5).Sample<float>("input", 1)[..3].ToArray());
        Assert.Throws<ArgumentException>(() => Sequences.Windows(series, 3, features: 3));
        var (train, rest) = Sequences.Split(series, 0.75);
        Assert.Equal((15, 15f), (train.Length, rest[0]));
    }

    [Fact]
    public void Shorter_sequences_are_filled_up()
    {
        int[][] sequences = [[1, 2, 3], [], [4]];
        Assert.Equal([1, 2, 3, 9, 9, 9, 4, 9, 9], Sequences.Pad(sequences, 3, padding: 9));
        Assert.Equal([3, 0, 1], Sequences.Lengths(sequences, 3));
        Assert.Contains("Sequence 0 has 3", Assert.Throws<ArgumentException>(() => Sequences.Pad(sequences, 2)).Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 0, 0, 4, 0], Sequences.Pad(sequences, 2, truncate: true));
        Assert.Equal([2, 0, 1], Sequences.Lengths(sequences, 2, truncate: true));
        Assert.Empty(Sequences.Pad([], 2));
    }

    [Theory]
    [InlineData(1000, 8)]
    [InlineData(37, 8)]
    [InlineData(5, 8)]
    [InlineData(64 * 8 + 3, 8)]
    public void Buckets_hold_every_sample_once_and_similar_lengths(int count, int size)
    {
        var random = new RandomStream(1);
        int[] lengths = [.. Enumerable.Range(0, count).Select(_ => random.Next(100))];
        var data = Dataset.Create("length", lengths).With("index", Enumerable.Range(0, count).ToArray());
        List<int> seen = [];
        int spread = 0, plain = 0;
        var mins = new List<int>();
        foreach (var batch in data.Batches(size, shuffleSeed: 5, bucketBy: "length"))
        {
            int[] of = batch.Get<int>("length").ToArray();
            spread += of.Max() - of.Min();
            mins.Add(of.Min());
            seen.AddRange(batch.Get<int>("index"));
        }
        foreach (var batch in data.Batches(size, shuffleSeed: 5)) plain += batch.Get<int>("length").ToArray() is var of ? of.Max() - of.Min() : 0;
        Assert.Equal(Enumerable.Range(0, count), seen.Order());
        if (count > 30) Assert.True(spread < plain / 4, $"{spread} {plain}");
        if (count > 100) Assert.NotEqual(mins.Order(), mins);
        int[] sorted = [.. data.Batches(size, bucketBy: "length").SelectMany(b => b.Get<int>("length").ToArray())];
        Assert.Equal(lengths.Order(), sorted);
        Assert.Throws<KeyNotFoundException>(() => data.Batches(size, bucketBy: "lengths"));
    }

    [Fact]
    public void Negatives_come_by_their_counts_and_never_are_the_right_one()
    {
        long[] counts = [16, 0, 81, 1, 256];
        var sampler = new NegativeSampler(counts);
        double[] expected = [8 / 100.0, 0, 27 / 100.0, 1 / 100.0, 64 / 100.0];
        for (int i = 0; i < 5; i++) Assert.Equal(expected[i], sampler.Probability(i), 1e-12);
        var random = new RandomStream(2);
        var drawn = new int[200_000];
        sampler.Fill(drawn, random);
        for (int i = 0; i < 5; i++) Assert.Equal(expected[i], drawn.Count(d => d == i) / (double)drawn.Length, 0.004);
        Assert.DoesNotContain(1, drawn);

        var candidates = new int[3 * 4];
        sampler.FillCandidates([4, 2, 4], 3, random, candidates);
        Assert.Equal([4, 2, 4], (int[])[candidates[0], candidates[4], candidates[8]]);
        Assert.DoesNotContain(4, candidates[1..4]);
        Assert.DoesNotContain(2, candidates[5..8]);
        Assert.Throws<ArgumentException>(() => sampler.FillCandidates([4], 3, new RandomStream(1), new int[3]));
        new NegativeSampler([0, 5]).FillCandidates([1], 2, random, candidates.AsSpan(0, 3));
        Assert.Equal([1, 1, 1], candidates[..3]);
        Assert.Throws<ArgumentException>(() => new NegativeSampler([0, 0]));
        Assert.Throws<ArgumentException>(() => new NegativeSampler([1, -1]));
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(0.25, new NegativeSampler([1, 9, 4, 100], power: 0).Probability(i), 1e-12));
    }

    [Fact]
    public void Skip_grams_are_neighbours_within_the_window()
    {
        int[] tokens = [.. Enumerable.Range(0, 500)];
        var (centers, neighbours) = Sequences.SkipGrams(tokens, 3, new RandomStream(1));
        Assert.All(centers.Zip(neighbours), p => Assert.InRange(Math.Abs(p.First - p.Second), 1, 3));
        Assert.Equal(2.0 / 3, centers.Zip(neighbours).Count(p => Math.Abs(p.First - p.Second) == 2) / (double)centers.Zip(neighbours).Count(p => Math.Abs(p.First - p.Second) == 1), 0.1);
        Assert.Empty(Sequences.SkipGrams([], 2, new RandomStream(1)).Centers);
        Assert.Empty(Sequences.SkipGrams([1], 2, new RandomStream(1)).Centers);

        int[] common = [.. Enumerable.Repeat(0, 9000), .. Enumerable.Repeat(1, 1000)];
        long[] counts = Sequences.Count(common, 3);
        Assert.Equal([9000, 1000, 0], counts);
        int[] kept = Sequences.Subsample(common, counts, 0.01, new RandomStream(4));
        Assert.Equal(Math.Sqrt(0.01 / 0.9) + 0.01 / 0.9, kept.Count(t => t == 0) / 9000.0, 0.015);
        Assert.Equal(Math.Sqrt(0.1) + 0.1, kept.Count(t => t == 1) / 1000.0, 0.05);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sequences.Count([3], 3));
    }
}
