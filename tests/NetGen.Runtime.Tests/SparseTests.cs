using System.Runtime.InteropServices;
using System.Text.Json;
using NetGen.CompilerServices;
using NetGen.Optimizers;

namespace NetGen.Runtime.Tests;

/// <summary>Gradients of tables that are zero but for a few rows: what is passed over, and what optimizers make of the rest.</summary>
public class SparseTests
{
    private const int Rows = 70, Length = 3;

    private static readonly JsonElement Data = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "sparse.json"))).RootElement;

    [Fact]
    public void Runs_of_rows_come_in_their_order()
    {
        var random = new Random(1);
        for (int turn = 0; turn < 300; turn++)
        {
            int rows = random.Next(1, 300), end = random.Next(rows + 1);
            var (set, expected) = (new RowSet(rows), new SortedSet<int>());
            for (int i = random.Next(2) * random.Next(rows * 3); i > 0; i--)
            {
                int row = random.Next(rows);
                set.Add(row);
                expected.Add(row);
            }
            Assert.Equal(expected.Count, set.Count);
            var found = new List<int>();
            int last = -2;
            for (int first = 0; set.Next(ref first, end, out int count); first += count)
            {
                Assert.True(first > last + 1 && count > 0, "Neighbours are one run.");
                found.AddRange(Enumerable.Range(first, count));
                last = first + count - 1;
            }
            Assert.Equal(expected.Where(r => r < end), found);
            set.Clear();
            int start = 0;
            Assert.False(set.Next(ref start, rows, out _));
        }
    }

    /// <summary>With every width of vectors; rows that no step names are as they were, to the bit.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Steps_are_PyTorchs(int index)
    {
        var test = Data.GetProperty("cases")[index];
        double[] initial = Numbers(Data.GetProperty("initial")), expected = Numbers(test.GetProperty("values"));
        foreach (var width in Enum.GetValues<UpdateWidth>())
        {
            Optimizer optimizer = index switch { 0 => new Sgd(0.1), 1 => new AdaGrad(0.05, 1e-14), _ => new Adam(0.01, 0.8, 0.95, 1e-14) };
            optimizer.Width = width;
            var set = Table<double>(initial, sparse: index == 2);
            var named = new HashSet<int>();
            foreach (var step in Data.GetProperty("steps").EnumerateArray())
            {
                int[] tokens = [.. step.GetProperty("tokens").EnumerateArray().Select(t => t.GetInt32())];
                Scatter(set, tokens, Numbers(step.GetProperty("rows")));
                optimizer.Step(set);
                named.UnionWith(tokens);
            }
            double[] actual = set["table"].ToArray();
            for (int i = 0; i < actual.Length; i++)
                if (named.Contains(i / Length)) Assert.Equal(expected[i], actual[i], 1e-9);
                else Assert.Equal(initial[i], actual[i]);
            foreach (string moment in optimizer.MomentNames)
                foreach (var (e, a) in Numbers(test.GetProperty("moments").GetProperty(moment)).Zip(optimizer.GetMoment(set, moment, "table"))) Assert.Equal(e, a, 1e-12);
        }
    }

    /// <summary>Without Sparse a step is the one that walks all rows, to the bit; with it, rows that aren't named stay, and the others are as if they were all there is.</summary>
    [Theory]
    [InlineData("Sgd")]
    [InlineData("Sgd decays")]
    [InlineData("Momentum")]
    [InlineData("AdaGrad")]
    [InlineData("AdaGrad decays")]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("RmsProp")]
    [InlineData("Adadelta")]
    [InlineData("Nesterov")]
    public void Default_steps_are_dense(string name)
    {
        float[] initial = [.. Enumerable.Range(0, Rows * Length).Select(i => MathF.Sin(i))];
        Optimizer Make() => name switch
        {
            "Sgd" => new Sgd(0.1), "Sgd decays" => new Sgd(0.1, 0.05), "Momentum" => new Momentum(0.1), "AdaGrad" => new AdaGrad(), "AdaGrad decays" => new AdaGrad(weightDecay: 0.1),
            "Adam" => new Adam(), "AdamW" => new AdamW(), "RmsProp" => new RmsProp(), "Adadelta" => new Adadelta(), _ => new Nesterov(0.1),
        };
        ParameterSet<float> rows = Table<float>(initial, sparse: false), whole = Table<float>(initial, sparse: false), sparse = Table<float>(initial, sparse: true);
        Optimizer ofRows = Make(), ofWhole = Make(), ofSparse = Make();
        int[][] batches = [[3, 69, 3], [5], [3, 64, 63, 62], [], [69]];
        for (int step = 0; step < batches.Length; step++)
        {
            float[] values = [.. Enumerable.Range(0, batches[step].Length * Length).Select(i => MathF.Cos(i + step))];
            Scatter(rows, batches[step], values);
            Scatter(sparse, batches[step], values);
            whole["table"].CopyGradientFrom(rows["table"].GradientToArray());
            float[] before = sparse["table"].ToArray();
            ofRows.Step(rows);
            ofWhole.Step(whole);
            ofSparse.Step(sparse);
            Assert.Equal(whole.ValueSpan.ToArray(), rows.ValueSpan.ToArray());
            for (int row = 0; row < Rows; row++)
            {
                var range = (row * Length)..(row * Length + Length);
                Assert.Equal(!batches[step].Contains(row), before[range].SequenceEqual(sparse["table"].ToArray()[range]));
            }
        }
    }

    [Fact]
    public void Gradients_of_rows_are_cleared_accumulated_and_clipped()
    {
        var (set, whole) = (Table<float>(new float[Rows * Length], sparse: false), Table<float>(new float[Rows * Length], sparse: false));
        set["table"].CopyGradientFrom([.. Enumerable.Repeat(7f, Rows * Length)]);
        Assert.True(GradientModes.Begin(set, GradientMode.Overwrite));
        Scatter(set, [1, 66], [1, 2, 3, 4, 5, 6], keepMode: true);
        GradientModes.End(set, GradientMode.Overwrite);
        GradientModes.Begin(set, GradientMode.Accumulate);
        Scatter(set, [66, 65], [1, 1, 1, 2, 2, 2], keepMode: true);
        GradientModes.End(set, GradientMode.Accumulate);
        var expected = new float[Rows * Length];
        float[] sums = [2, 2, 2, 5, 6, 7];
        ((float[])[1, 2, 3]).CopyTo(expected, 3);
        sums.CopyTo(expected, 65 * Length);
        Assert.Equal(expected, set["table"].GradientToArray());

        whole["table"].CopyGradientFrom(expected);
        Assert.Equal(whole.GradientNorm(), set.ClipGradientNorm(0.5), 1e-9);
        Assert.Equal(0.5, set.GradientNorm(), 1e-6);
        whole.ClipGradientNorm(0.5);
        Assert.Equal(whole["table"].GradientToArray().Select(g => Math.Round(g, 6)), set["table"].GradientToArray().Select(g => Math.Round(g, 6)));
        set.ClipGradients(0.1);
        Assert.Equal(0.1f, set["table"].GradientToArray().Max());

        // What the program writes is found.
        set["table"].CopyGradientFrom([.. Enumerable.Range(0, Rows * Length).Select(i => i == 200 ? 1f : 0)]);
        new Sgd(1).Step(set);
        Assert.Equal([200], set["table"].ToArray().Index().Where(v => v.Item != 0).Select(v => v.Index));
        Scatter(set, [], []);
        Assert.All(set["table"].GradientToArray(), g => Assert.Equal(0, g));
    }

    private static ParameterSet<T> Table<T>(T[] values, bool sparse) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var set = Segments.Set<T>([Segments.Vector("before", 5), new ParameterSegment("table", [Rows, Length], 0, false, "Zeros", 0, 0, Rows, Length, true, false, Sparse: sparse), Segments.Vector("bias", 4)]);
        set["table"].CopyFrom(values);
        return set;
    }

    /// <summary>What a function of a network does: each token is a sample.</summary>
    private static void Scatter<T>(ParameterSet<T> set, int[] tokens, T[] rows, bool keepMode = false) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        if (!keepMode) GradientModes.Begin(set, GradientMode.Overwrite);
        TableRows.ScatterAdd(ref MemoryMarshal.GetReference(rows.AsSpan()), ref MemoryMarshal.GetReference(tokens.AsSpan()), set, 1, tokens.Length, 1, 1, Rows, Length);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];
}
