using static NetGen.Layers;

namespace NetGen.Execution.Tests.Forward;

[Network(Precision = Precision.Double), Input(8, 3), Lstm(5, ReturnSequences = true, TruncatedSteps = 4), MeanSquaredErrorLoss]
public sealed partial class TruncatedWhole;

[Network(Precision = Precision.Double), Input(7, 3), Gru(5, ReturnSequences = true, TruncatedSteps = 3, Bidirectional = true), MeanSquaredErrorLoss]
public sealed partial class TruncatedBothWays;

/// <summary>Half of the sequence, from a state that is given.</summary>
[Network(Precision = Precision.Double)]
public sealed partial class TruncatedPiece
{
    private static (Tensor output, Tensor hidden, Tensor cell) Forward([Shape(4, 3)] Tensor x, [Shape(5)] Tensor h, [Shape(5)] Tensor c)
    {
        var (outputs, (hidden, cell)) = Lstm(x, (h, c), 5, returnSequences: true);
        return (outputs, hidden, cell);
    }

    [Loss]
    private static Tensor Loss(Tensor output, [Shape(4, 5)] Tensor target) => Mean(Square(output - target));
}

/// <summary>Truncated back-propagation: pieces of a sequence within a pass, and batch after batch by states that are inputs and results.</summary>
public sealed class TruncationTests
{
    private static double[] Numbers(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
    }

    /// <summary>The gradient of a sequence in two pieces is that of two batches, the second from the state that the first leaves.</summary>
    [Fact]
    public void Pieces_of_a_pass_are_batches_with_a_state()
    {
        const int count = 3;
        var whole = new TruncatedWhole(7);
        var piece = new TruncatedPiece(1);
        foreach (var parameter in whole.Parameters) piece.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        double[] x = Numbers(1, count * 24), target = Numbers(2, count * 40), h = new double[count * 5], c = new double[count * 5];
        double loss = whole.ForwardBackward(whole.CreatePass(count), x, target);

        double sum = 0;
        var gradients = whole.Parameters.ToDictionary(p => p.Name, p => new double[p.Count]);
        for (int half = 0; half < 2; half++)
        {
            double[] part = Half(x, 12), wanted = Half(target, 20);
            sum += 0.5 * piece.ForwardBackward(piece.CreatePass(count), part, h, c, wanted);
            foreach (var parameter in piece.Parameters)
            {
                double[] gradient = parameter.GradientToArray();
                for (int i = 0; i < gradient.Length; i++) gradients[parameter.Name][i] += 0.5 * gradient[i];
            }
            var results = piece.PredictAll(part, h, c);
            (h, c) = (results.hidden, results.cell);

            double[] Half(double[] values, int length) => [.. Enumerable.Range(0, count).SelectMany(s => values.Skip((2 * s + half) * length).Take(length))];
        }
        Assert.Equal(sum, loss, 1e-13);
        foreach (var parameter in whole.Parameters)
        {
            double[] gradient = parameter.GradientToArray();
            Assert.True(gradient.Max(Math.Abs) > 1e-5);
            for (int i = 0; i < gradient.Length; i++) Assert.Equal(gradients[parameter.Name][i], gradient[i], 1e-13);
        }
    }

    /// <summary>Only gradients are cut: the pieces compute what the whole sequence does, in both directions.</summary>
    [Fact]
    public void Pieces_compute_the_whole()
    {
        var network = new TruncatedBothWays(3);
        double[] x = Numbers(1, 2 * 21), expected = network.Predict(x), actual = network.Forward(network.CreatePass(2), x).ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-14);
    }
}
