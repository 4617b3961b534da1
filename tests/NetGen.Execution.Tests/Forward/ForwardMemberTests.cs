using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Forward;

/// <summary>What networks with Forward do beyond their gradients: states, hyperparameters, entries, training and inference, random numbers, one value for all samples.</summary>
public sealed class ForwardMemberTests
{
    private const string Source = """
        using static NetGen.Layers;

        namespace Nets;

        [Network, SquaredErrorLoss]
        public sealed partial class Counted
        {
            private static Tensor Forward([Shape(2)] Tensor x, [Hyperparameter(2)] Tensor scale)
            {
                var steps = State("steps", []);
                steps.Value = steps.Value + 1;
                return scale * Half(x) + (IsTraining ? 0 : 100);
            }

            [Entry] private static Tensor Half([Shape(2)] Tensor x) => Dense(x, 3);
        }

        [Network]
        public sealed partial class Noisy
        {
            private static Tensor Forward([Shape(5)] Tensor x) => Dense(x, 5) * (IsTraining ? RandomNormal(5) + RandomUniform(5) : 1);
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Spread
        {
            private static Tensor Forward([Shape(3)] Tensor x, [PerBatch, Shape(3, 3)] Tensor adjacency) => Dense(MatMul(adjacency, x), 1);
        }

        [Network]
        public sealed partial class Smoothed
        {
            private static Tensor Forward([Shape(3)] Tensor x, [PerBatch, Shape(3, 3)] Tensor adjacency) => MatMul(adjacency, x);
        }

        public static class Probe
        {
            private static readonly float[] X = [1, 2, 3, 4];

            public static float[] Steps()
            {
                var network = new Counted(3);
                var pass = network.CreatePass(2);
                var batch = new Batch { Count = 2 };
                batch.Set<float>("x", X);
                batch.Set<float>("target", new float[6]);
                for (int i = 0; i < 3; i++) network.ForwardBackward(pass, batch);
                network.Predict(X);
                return network.Parameters["steps"].ToArray();
            }

            public static float[][] Scaled()
            {
                var network = new Counted(3);
                float[] half = network.Half(X), two = network.Predict(X), training = network.Forward(network.CreatePass(2), X, training: true).ToArray();
                network.Scale = 5;
                return [half, two, training, network.Clone().Predict(X)];
            }

            public static float[][] Random()
            {
                float[] x = [1, 2, 3, 4, 5];
                var (a, b, c) = (new Noisy(1), new Noisy(1), new Noisy(2));
                var (first, same) = (a.CreatePass(4), b.CreatePass(1));
                c.Parameters.CopyFrom(a.Parameters);
                return [a.Forward(first, x).ToArray(), b.Forward(same, x).ToArray(), a.Forward(first, x).ToArray(), c.Forward(c.CreatePass(1), x).ToArray(), a.Predict(x), a.Predict(x)];
            }

            public static (double[] Losses, string Missing, string Wrong) Fitted()
            {
                float[] x = [.. Enumerable.Range(0, 24).Select(i => (float)Math.Sin(i))], target = [1, 2, 3, 4, 5, 6, 7, 8], adjacency = [0, 1, 0, 0, 0, 1, 2, 0, 0];
                static FitOptions Options() => new() { Epochs = 2, BatchSize = 3, Optimizer = new Sgd(0.01), ShuffleSeed = null };
                var data = Dataset.Create("x", x, 3).With("target", target, 1);
                var (arrays, dataset, byHand) = (new Spread(1), new Spread(1), new Spread(1));
                double last = arrays.Fit(x, adjacency, target, Options()).Last!.Loss;
                double same = dataset.Fit(data.WithPerBatch("adjacency", Array.ConvertAll(adjacency, a => (double)a), 3, 3), Options()).Last!.Loss;
                var (pass, optimizer, sum) = (byHand.CreatePass(3), new Sgd(0.01), 0.0);
                for (int epoch = 0; epoch < 2; epoch++)
                {
                    sum = 0;
                    for (int first = 0; first < 8; first += 3)
                    {
                        int count = Math.Min(3, 8 - first);
                        sum += count * byHand.ForwardBackward(pass, x.AsSpan(3 * first, 3 * count), adjacency, target.AsSpan(first, count));
                        optimizer.Step(byHand.Parameters);
                    }
                }
                return ([last, same, sum / 8, arrays.Evaluate(x, adjacency, target).Loss, dataset.Evaluate(data.WithPerBatch("adjacency", adjacency, 3, 3)).Loss],
                    Message(() => dataset.Fit(data, Options())), Message(() => dataset.Fit(x, [1, 2], target, Options())));

                static string Message(Action act)
                {
                    try { act(); }
                    catch (ArgumentException e) { return e.Message; }
                    return "";
                }
            }

            public static float[] Adjacent() => new Smoothed().Predict([1, 2, 3, 4, 5, 6], [0, 1, 0, 0, 0, 1, 2, 0, 0]);
        }
        """;

    private static readonly Lazy<Assembly> Networks = new(() => GeneratorHarness.Run(Source).Load());

    private static T Call<T>(string method) => (T)Networks.Value.GetType("Nets.Probe", throwOnError: true)!.GetMethod(method)!.Invoke(null, null)!;

    [Fact]
    public void AStateIsKeptByTrainingOnly() => Assert.Equal([3f], Call<float[]>("Steps"));

    [Fact]
    public void EntriesShareParametersAndHyperparametersAreSetBetweenCalls()
    {
        float[][] values = Call<float[][]>("Scaled");
        for (int i = 0; i < values[0].Length; i++)
        {
            Assert.NotEqual(0, values[0][i]);
            Assert.Equal(2 * values[0][i] + 100, values[1][i], 1e-4f);
            Assert.Equal(2 * values[0][i], values[2][i], 1e-4f);
            Assert.Equal(5 * values[0][i] + 100, values[3][i], 1e-4f);
        }
    }

    [Fact]
    public void RandomNumbersFollowTheSeedAndThePass()
    {
        float[][] values = Call<float[][]>("Random");
        Assert.Equal(values[0], values[1]);
        Assert.NotEqual(values[0], values[2]);
        Assert.NotEqual(values[0], values[3]);
        Assert.Equal(values[4], values[5]);
    }

    [Fact]
    public void OneMatrixServesAllSamples() => Assert.Equal([2f, 3, 2, 5, 6, 8], Call<float[]>("Adjacent"));

    [Fact]
    public void ArraysAndDatasetsFitWithAValueOfTheWholeBatch()
    {
        var (losses, missing, wrong) = Call<(double[], string, string)>("Fitted");
        Assert.Equal(losses[0], losses[1]);
        Assert.Equal(losses[0], losses[2], 1e-5);
        Assert.Equal(losses[3], losses[4]);
        Assert.True(losses[3] < losses[0]);
        Assert.Contains("'adjacency' [3, 3], one value for the whole batch", missing);
        Assert.Contains("adjacency", wrong);
    }
}
