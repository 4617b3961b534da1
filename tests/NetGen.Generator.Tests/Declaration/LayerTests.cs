namespace NetGen.Tests.Declaration;

/// <summary>What layers compute, in double, against their definitions written down once more.</summary>
public class LayerTests
{
    private static readonly double[] Points = [-1e4, -30, -3.5, -3, -1, -0.5, -1e-9, 0, 1e-9, 0.5, 1, 2.5, 3, 30, 1e4];

    public static TheoryData<string, Func<double, double>> Activations => new()
    {
        { "Relu", x => x > 0 ? x : 0 },
        { "LeakyRelu", x => x > 0 ? x : 0.01 * x },
        { "LeakyRelu(0.2)", x => x > 0 ? x : 0.2 * x },
        { "Elu", x => x > 0 ? x : Expm1(x) },
        { "Elu(0.5)", x => x > 0 ? x : 0.5 * Expm1(x) },
        { "Gelu(Approximate = true)", x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * Math.Pow(x, 3)))) },
        { "Silu", x => x / (1 + Math.Exp(-x)) },
        { "Sigmoid", x => 1 / (1 + Math.Exp(-x)) },
        { "Tanh", Math.Tanh },
        { "Softplus", x => x > 700 ? x : Math.Log(1 + Math.Exp(x)) },
        { "HardSigmoid", x => Math.Clamp(x / 6 + 0.5, 0, 1) },
        { "Step", x => x >= 0 ? 1 : 0 },
        { "Identity", x => x },
    };

    [Theory]
    [MemberData(nameof(Activations))]
    public void Activation(string attribute, Func<double, double> expected)
    {
        double[] values = Definitions.Run(Definitions.Of($"Input({Points.Length}), {attribute}"), training: false, Points)["output"];
        for (int i = 0; i < Points.Length; i++) Assert.Equal(expected(Points[i]), values[i], 1e-9 * (1 + Math.Abs(expected(Points[i]))));
    }

    [Fact]
    public void ExactGelu()
    {
        // x Phi(x) with Phi from tables of the normal distribution.
        double[] values = Definitions.Run(Definitions.Of("Input(5), Gelu"), training: false, [-2, -1, 0, 1, 2])["output"];
        double[] phi = [0.022750131948179, 0.158655253931457, 0.5, 0.841344746068543, 0.977249868051821];
        for (int i = 0; i < 5; i++) Assert.Equal((i - 2) * phi[i], values[i], 1e-12);
    }

    [Fact]
    public void SoftmaxOfLargeNumbersIsFinite()
    {
        double[] values = Definitions.Run(Definitions.Of("Input(2, 3), Softmax"), training: false, [1e4, 1e4, -1e4, 1, 2, 3])["output"];
        double e = Math.E, sum = e + e * e + e * e * e;
        double[] expected = [0.5, 0.5, 0, e / sum, e * e / sum, e * e * e / sum];
        for (int i = 0; i < 6; i++) Assert.Equal(expected[i], values[i], 1e-12);
    }

    [Fact]
    public void DropoutScalesWhatStays()
    {
        var definition = Definitions.Of("Input(4), Dropout(0.25)");
        double Uniform(int key, int sample, int element) => element == 0 ? 0.2499 : element == 1 ? 0.25 : 0.9;
        Assert.Equal([0, 4.0 / 3, 4, 16.0 / 3], Definitions.Run(definition, training: true, [3, 1, 3, 4], Uniform)["output"]);
        Assert.Equal([3, 1, 3, 4], Definitions.Run(definition, training: false, [3, 1, 3, 4])["output"]);
    }

    [Fact]
    public void EachDropoutDrawsItsOwnNumbers()
    {
        var keys = new HashSet<int>();
        Definitions.Run(Definitions.Of("Input(2), Dropout(0.5), Dropout(0.5)"), training: true, [1, 1], (key, _, _) => keys.Add(key) ? 0.9 : 0.9);
        Assert.Equal([0, 1], keys.Order());
    }

    [Theory]
    [InlineData("Input(2)", 3)]
    [InlineData("Input(3, 2)", 1)]
    public void BatchNormNormalisesByTheBatchAndMovesTheStatistics(string input, int batch)
    {
        double[] x = [1, 10, 2, 40, 6, 70];
        var definition = Definitions.Of(input + ", BatchNorm(Momentum = 0.25, Epsilon = 0.5)");
        var run = Definitions.Run(
            definition, training: true, x, parameters: new() { ["batchnorm1.weight"] = [2, 3], ["batchnorm1.bias"] = [1, -1] },
            states: new() { ["batchnorm1.running_mean"] = [4, 8], ["batchnorm1.running_var"] = [2, 3] });
        Assert.Equal(batch, x.Length / (input.Contains(',', StringComparison.Ordinal) ? 6 : 2));
        for (int feature = 0; feature < 2; feature++)
        {
            double[] values = [x[feature], x[2 + feature], x[4 + feature]];
            double mean = values.Average(), biased = values.Average(v => (v - mean) * (v - mean)), unbiased = biased * 3 / 2;
            for (int i = 0; i < 3; i++)
                Assert.Equal((values[i] - mean) / Math.Sqrt(biased + 0.5) * (2 + feature) + (feature == 0 ? 1 : -1), run["output"][2 * i + feature], 1e-12);
            Assert.Equal(0.75 * (feature == 0 ? 4 : 8) + 0.25 * mean, run["batchnorm1.running_mean"][feature], 1e-12);
            Assert.Equal(0.75 * (2 + feature) + 0.25 * unbiased, run["batchnorm1.running_var"][feature], 1e-12);
        }
    }

    [Fact]
    public void BatchNormOfASingleValueHasVarianceZero()
    {
        var run = Definitions.Run(Definitions.Of("Input(2), BatchNorm"), training: true, [5, 7]);
        Assert.Equal([0, 0], run["output"]);
        Assert.Equal([0.9, 0.9], run["batchnorm1.running_var"]);
        Assert.Equal([0.5, 0.7], run["batchnorm1.running_mean"].Select(v => Math.Round(v, 12)));
    }

    [Fact]
    public void BatchNormPredictsWithRunningStatistics()
    {
        double[] values = Definitions.Run(
            Definitions.Of("Input(2), BatchNorm(Affine = false, Epsilon = 1)"), training: false, [5, 7],
            states: new() { ["batchnorm1.running_mean"] = [1, 2], ["batchnorm1.running_var"] = [3, 8] })["output"];
        Assert.Equal([2, Math.Round(5.0 / 3, 12)], values.Select(v => Math.Round(v, 12)));
    }

    [Fact]
    public void LayerNormNormalisesEachRow()
    {
        double[] values = Definitions.Run(
            Definitions.Of("Input(2, 2), LayerNorm(Epsilon = 1)"), training: true, [1, 3, 10, 30],
            parameters: new() { ["layernorm1.weight"] = [2, 4], ["layernorm1.bias"] = [0, 1] })["output"];
        double[] expected = [-2 / Math.Sqrt(2), 4 / Math.Sqrt(2) + 1, -20 / Math.Sqrt(101), 40 / Math.Sqrt(101) + 1];
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], values[i], 1e-12);
    }

    [Fact]
    public void DenseMultipliesAlongTheLastAxis()
    {
        double[] values = Definitions.Run(
            Definitions.Of("Input(2, 3), Dense(2)"), training: false, [1, 2, 3, 4, 5, 6],
            parameters: new() { ["dense1.weight"] = [1, 0, -1, 2, 2, 2], ["dense1.bias"] = [10, 20] })["output"];
        Assert.Equal([10 + 1 - 3, 20 + 12, 10 + 4 - 6, 20 + 30], values);
    }

    [Fact]
    public void FlattenAndReshapeKeepTheOrder() => Assert.Equal(
        [1, 2, 3, 4, 5, 6], Definitions.Run(Definitions.Of("Input(2, 3), Flatten, Reshape(3, 1, 2)"), training: false, [1, 2, 3, 4, 5, 6])["output"]);

    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 : Math.Exp(x) - 1;
}
