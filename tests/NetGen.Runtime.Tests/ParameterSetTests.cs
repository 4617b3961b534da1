namespace NetGen.Runtime.Tests;

public class ParameterSetTests
{
    private static ParameterSet<float> Make(ulong seed = 1) => Segments.Set<float>(
        [
            Segments.Matrix("dense1.weight", 33, 5), Segments.Vector("dense1.bias", 33, "Constant", 0.5),
            Segments.Matrix("dense2.weight", 3, 33), Segments.Vector("dense2.bias", 3),
        ],
        [Segments.Vector("batchNorm1.running_var", 5, "Ones")], seed);

    private static float[] Ramp(int count) => Enumerable.Range(1, count).Select(i => (float)i).ToArray();

    [Fact]
    public void Values_are_read_and_written_in_the_order_of_the_files()
    {
        var set = Make();
        var weight = set["dense1.weight"];
        Assert.Equal(new[] { 33, 5 }, weight.Shape);
        weight.CopyFrom(Ramp(165));
        Assert.Equal(Ramp(165), weight.ToArray());
        Assert.Equal(2 * 5 + 3 + 1, weight[2, 3]);
        Assert.Equal(2 * 5 + 3 + 1, set.ValueSpan[set.Segments[0].Layout(ParameterSet<float>.Precision).Offset(2, 3, 0)]);
        weight[32, 4] = -1;
        Assert.Equal(-1, weight.ToArray()[^1]);
        set["dense2.weight"].Fill(7);
        Assert.All(set["dense2.weight"].ToArray(), v => Assert.Equal(7, v));
        Assert.True(Segments.PaddingIsZero(set, set.ValueSpan));
        Assert.Equal(new float[] { 1, 1, 1, 1, 1 }, set["batchNorm1.running_var"].ToArray());
    }

    [Fact]
    public void Gradients_are_read_and_written_in_the_order_of_the_files()
    {
        var set = Make();
        Assert.All(set["dense1.weight"].GradientToArray(), v => Assert.Equal(0, v));
        set["dense2.weight"].CopyGradientFrom(Ramp(99));
        Assert.Equal(Ramp(99), set["dense2.weight"].GradientToArray());
        Assert.Equal(Math.Sqrt(Ramp(99).Sum(v => (double)v * v)), set.GradientNorm(), 1e-9);
        Assert.Equal(0, set.GradientNorm("dense1.*"));
        Assert.True(Segments.PaddingIsZero(set, set.GradientSpan));
        Assert.Throws<InvalidOperationException>(() => set["batchNorm1.running_var"].GradientToArray());
    }

    [Fact]
    public void Every_way_of_writing_raises_the_version()
    {
        var set = Make();
        var other = Make(2);
        void Raises(Action write)
        {
            long before = set.Version;
            write();
            Assert.True(set.Version > before);
        }
        Raises(() => set["dense1.bias"].CopyFrom(new float[33]));
        Raises(() => set["dense1.bias"][0] = 1);
        Raises(() => set["dense1.bias"].Fill(2));
        Raises(() => set["dense1.bias"].Frozen = true);
        Raises(() => set.CopyFrom(other));
        Raises(() => set.Lerp(other, 0.5));
        Raises(() => set.Clamp(-1, 1));
        Raises(() => set.Initialize(3));
    }

    [Fact]
    public void An_unknown_name_lists_near_ones()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => Make()["dense1.wieght"]);
        Assert.Contains("'dense1.wieght'", error.Message);
        Assert.Contains("'dense1.weight'", error.Message);
        var many = Segments.Set<float>(Enumerable.Range(0, 40).Select(i => Segments.Vector($"layer{i}.bias", 1)).ToArray());
        Assert.Contains("near are 'layer17.bias'", Assert.Throws<KeyNotFoundException>(() => many["layer17.bais"]).Message);
        Assert.Contains("'conv*'", Assert.Throws<ArgumentException>(() => Make().Freeze("conv*")).Message);
    }

    [Fact]
    public void Wrong_lengths_and_indices_are_refused_and_change_nothing()
    {
        var set = Make();
        var before = set["dense1.weight"].ToArray();
        Assert.Contains("165", Assert.Throws<ArgumentException>(() => set["dense1.weight"].CopyFrom(new float[164])).Message);
        Assert.Throws<ArgumentException>(() => set["dense1.weight"][3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => set["dense1.weight"][33, 0]);
        Assert.Equal(before, set["dense1.weight"].ToArray());
    }

    [Fact]
    public void Freeze_takes_wildcards()
    {
        var set = Make();
        Assert.Equal(2, set.Freeze("dense1.*"));
        Assert.Equal(2, set.Count(p => p.Frozen));
        Assert.Equal(1, set.Unfreeze("*1.bias"));
        Assert.Equal(["dense1.weight"], set.Where(p => p.Frozen).Select(p => p.Name));
    }

    [Fact]
    public void Counts_are_of_entries_and_of_trained_values()
    {
        var set = Make();
        Assert.Equal(5, set.Count);
        Assert.Equal(33 * 5 + 33 + 3 * 33 + 3, set.ValueCount);
        Assert.Equal("batchNorm1.running_var", set.Last().Name);
    }

    [Fact]
    public void Copying_and_moving_towards_another_set()
    {
        ParameterSet<float> a = Make(1), b = Make(2);
        float mine = a["dense1.weight"][1, 1], theirs = b["dense1.weight"][1, 1];
        b["batchNorm1.running_var"].Fill(3);
        a.Lerp(b, 0.25, "dense1.*");
        Assert.Equal(0.75f * mine + 0.25f * theirs, a["dense1.weight"][1, 1]);
        Assert.NotEqual(b["dense2.weight"].ToArray(), a["dense2.weight"].ToArray());
        a.Lerp(b, 1);
        Assert.Equal(b["dense2.weight"].ToArray(), a["dense2.weight"].ToArray());
        Assert.Equal(3, a["batchNorm1.running_var"][0]);
        var c = Make(3);
        Assert.Equal(2, c.CopyFrom(b, "dense1.*"));
        Assert.Equal(b["dense1.weight"].ToArray(), c["dense1.weight"].ToArray());
        Assert.NotEqual(b["dense2.weight"].ToArray(), c["dense2.weight"].ToArray());

        var narrow = Segments.Set<float>([Segments.Matrix("dense1.weight", 33, 4), Segments.Vector("dense1.bias", 33)]);
        Assert.Contains("[33, 5]", Assert.Throws<ArgumentException>(() => c.CopyFrom(narrow, "dense1.*")).Message);
        Assert.Contains("dense2.weight", Assert.Throws<ArgumentException>(() => c.CopyFrom(narrow, "dense2.*")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => a.Lerp(b, 1.5));
    }

    [Fact]
    public void Clamp_limits_elements_and_leaves_padding_zero()
    {
        var set = Make();
        set["dense1.weight"].CopyFrom(Ramp(165));
        set.Clamp(3, 5, "dense1.weight");
        Assert.Equal(3, set["dense1.weight"].ToArray().Min());
        Assert.Equal(5, set["dense1.weight"].ToArray().Max());
        Assert.True(Segments.PaddingIsZero(set, set.ValueSpan));
        Assert.Throws<ArgumentException>(() => set.Clamp(1, 0));
        Assert.Equal(Math.Sqrt(33 * 0.25), set.Norm("dense1.bias"), 1e-12);
    }
}
