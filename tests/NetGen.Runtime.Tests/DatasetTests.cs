namespace NetGen.Runtime.Tests;

public class DatasetTests
{
    private static Dataset Numbers(int count) => new(Enumerable.Range(0, 2 * count).Select(i => (float)i).ToArray(), Enumerable.Range(0, count).ToArray());

    private static int[] Labels(Dataset data) => data.ToArray<int>(Dataset.Target);

    [Fact]
    public void Split_is_a_partition_that_the_seed_determines()
    {
        var (first, second) = Numbers(11).Split(0.8, 3);
        Assert.Equal((9, 2), (first.Count, second.Count));
        Assert.Equal(Enumerable.Range(0, 11), Labels(first).Concat(Labels(second)).Order());
        Assert.Equal(Labels(first), Labels(Numbers(11).Split(0.8, 3).First));
        Assert.NotEqual(Labels(first), Labels(Numbers(11).Split(0.8, 4).First));
        Assert.Equal([2f * Labels(first)[4], 2f * Labels(first)[4] + 1], first.Sample<float>(Dataset.Input, 4).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => first.Split(1.1, 0));
    }

    /// <summary>Guards experiments that are told by their seeds.</summary>
    [Fact]
    public void The_order_of_a_seed_is_the_same_for_good() => Assert.Equal("3 4 5 2 1 8 7 0 6 9", string.Join(' ', Labels(Numbers(10).Shuffle(1))));

    [Fact]
    public void Views_of_views_show_the_right_samples()
    {
        var data = Numbers(20);
        Assert.Equal([3, 4, 5], Labels(data.Skip(3).Take(3)));
        Assert.Equal([5, 3, 3], Labels(data.Skip(3).Select(2, 0, 0)));
        var shuffled = data.Shuffle(7);
        Assert.Equal(Labels(shuffled)[4..9], Labels(shuffled.Skip(4).Take(5)));
        Assert.Equal(Labels(shuffled)[6], Labels(shuffled.Skip(4).Select(2))[0]);
        Assert.Empty(Labels(data.Skip(30)));
        Assert.Equal(20, data.Take(30).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Select(20));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5UL)]
    public void Batches_hold_every_sample_once_the_last_one_short(ulong? seed)
    {
        var data = Numbers(25).Skip(2);
        var sizes = new List<int>();
        var seen = new List<int>();
        var batches = new HashSet<Batch>();
        foreach (var batch in data.Batches(10, seed))
        {
            sizes.Add(batch.Count);
            batches.Add(batch);
            var inputs = batch.Get<float>(Dataset.Input).ToArray();
            var labels = batch.Get<int>(Dataset.Target).ToArray();
            Assert.Equal((2 * batch.Count, batch.Count), (inputs.Length, labels.Length));
            for (int i = 0; i < batch.Count; i++) Assert.Equal(2f * labels[i], inputs[2 * i]);
            seen.AddRange(labels);
        }
        Assert.Equal([10, 10, 3], sizes);
        Assert.Single(batches);
        Assert.Equal(Labels(data), seed is null ? seen : seen.Order());
        if (seed is not null) Assert.NotEqual(Labels(data), seen);
    }

    [Fact]
    public void Columns_are_added_renamed_and_replaced()
    {
        var data = Numbers(4).Shuffle(1).Take(3);
        var more = data.With("weights", [1f, 2f, 3f]);
        Assert.Equal(Labels(data), Labels(more));
        Assert.Equal([1f, 2f, 3f], more.ToArray<float>("weights"));
        Assert.Equal(Labels(data), more.Rename(Dataset.Target, "digit").ToArray<int>("digit"));
        Assert.Equal([7, 8, 9], Labels(more.With(Dataset.Target, [7, 8, 9])));
        Assert.Equal("3 samples of 'input' Single[2], 'target' Int32[]", data.ToString());
        Assert.Contains("'target'", Assert.Throws<KeyNotFoundException>(() => data.ToArray<int>("labels")).Message);
        Assert.Throws<ArgumentException>(() => data.ToArray<int>(Dataset.Input));
        Assert.Throws<ArgumentException>(() => data.With("weights", new float[4]));
        Assert.Throws<ArgumentException>(() => data.With("bytes", new byte[3]));
        Assert.Throws<ArgumentException>(() => more.Rename("weights", "input"));
    }

    [Fact]
    public void Values_of_the_whole_batch_come_with_every_batch_of_every_view()
    {
        var data = Numbers(10).WithPerBatch("adjacency", [1f, 2, 3, 4], 2, 2).WithPerBatch("nodes", [5]);
        Assert.Equal("10 samples of 'input' Single[2], 'target' Int32[] with 'adjacency' Single[2, 2], 'nodes' Int32[]", data.ToString());
        var views = new[] { data, data.Shuffle(1), data.Take(7).Skip(2), data.Select(3, 1), data.With("weights", new float[10]), data.Rename(Dataset.Target, "digit"), data.Scale(Dataset.Input, 2) };
        foreach (var view in views)
            foreach (var batch in view.Batches(3, shuffleSeed: 2))
            {
                Assert.Equal([1f, 2, 3, 4], batch.Get<float>("adjacency").ToArray());
                Assert.Equal([5], batch.Get<int>("nodes").ToArray());
            }
        Assert.Equal([9f], data.WithPerBatch("nodes", [9f]).Batches(10).Single().Get<float>("nodes").ToArray());
        Assert.Throws<ArgumentException>(() => data.WithPerBatch("adjacency", new float[8], 2, 2));
        Assert.Throws<ArgumentException>(() => data.WithPerBatch(Dataset.Target, [1]));
        Assert.Throws<ArgumentException>(() => data.With("nodes", new int[10]));
    }

    [Fact]
    public void Jagged_arrays_and_wrong_counts()
    {
        var data = new Dataset([[0, 0], [0, 1], [1, 0]], [[0], [1], [1]]);
        Assert.Equal((3, 2, 1), (data.Count, data.Columns[0].Length, data.Columns[1].Length));
        Assert.Contains("Sample 1", Assert.Throws<ArgumentException>(() => new Dataset([[1f, 2], [3]], [0, 1])).Message);
        Assert.Throws<ArgumentException>(() => new Dataset(new float[5], new int[2]));
        Assert.Throws<ArgumentException>(() => new Dataset(new float[4], new float[3], 2));
        Assert.Throws<ArgumentException>(() => new Dataset([[1f], [2]], [0]));
        Assert.Throws<ArgumentNullException>(() => new Dataset(new float[1], (int[])null!));
    }

    [Fact]
    public void Scaling_and_standardization()
    {
        var data = new Dataset([1.0, 10, 3, 10, 5, 10], [0, 1, 2]);
        Assert.Equal([3, 21, 7, 21, 11, 21], data.Scale(Dataset.Input, 2, 1).ToArray<double>(Dataset.Input));
        Assert.Throws<ArgumentException>(() => data.Scale(Dataset.Target, 2));
        var standard = Standardization.Of(data.Take(2), Dataset.Input);
        Assert.Equal([2, 10], standard.Means);
        Assert.Equal([1, 1], standard.Deviations);
        Assert.Equal([-1, 0, 1, 0, 3, 0], standard.Apply(data).ToArray<double>(Dataset.Input));
    }
    [Fact]
    public void Channels_are_standardized_over_all_pixels_by_the_training_data()
    {
        // Two images of 1 x 2 pixels, two channels: 1, 3, 5, 7 and 10, 10, 10, 10.
        float[] pixels = [1, 10, 3, 10, 5, 10, 7, 10, 100, 20, 100, 20];
        var data = Dataset.Create("image", pixels, 1, 2, 2);
        var standard = Standardization.OfChannels(data.Take(2), "image");
        Assert.Equal([4, 10], standard.Means);
        Assert.Equal([Math.Sqrt(5), 1], standard.Deviations);
        float[] expected = [.. pixels.Select((v, i) => (float)(i % 2 == 0 ? (v - 4) / Math.Sqrt(5) : v - 10.0))];
        Assert.Equal(expected, standard.Apply(data).ToArray<float>("image"));
        // Without a third dimension images are gray: one channel, however wide they are.
        var gray = Standardization.OfChannels(Dataset.Create("image", [1f, 2, 3, 4, 5, 6, 7, 8], 2, 2), "image");
        Assert.Equal([4.5], gray.Means);
        Assert.Equal(Math.Sqrt(5.25), gray.Deviations[0], 1e-12);
        Assert.Contains("1 channels, and 2 were measured", Assert.Throws<ArgumentException>(() => standard.Apply(Dataset.Create("image", pixels, 2, 2, 1))).Message);
        Assert.Throws<ArgumentException>(() => Standardization.OfChannels(Dataset.Create("image", new int[4], 2, 2), "image"));
        Assert.Throws<ArgumentException>(() => Standardization.OfChannels(data.Take(0), "image"));
    }
}
