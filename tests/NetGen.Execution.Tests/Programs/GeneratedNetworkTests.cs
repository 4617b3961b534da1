using NetGen.Tests;

namespace NetGen.Execution.Tests.Programs;

/// <summary>Declared networks, compiled as a user's project would and trained.</summary>
public class GeneratedNetworkTests
{
    private const string Train = """

        public static class Program
        {
            public static float[] Train(int steps)
            {
                var model = new Net(seed: 3);
                var pass = model.CreatePass(32);
                var random = new Random(1);
                var x = new float[32 * Net.InputLength];
                var target = new int[32];
                for (int i = 0; i < 32; i++)
                {
                    target[i] = i % 4;
                    for (int j = 0; j < Net.InputLength; j++) x[i * Net.InputLength + j] = (float)random.NextDouble() - 0.5f + (j % 4 == target[i] ? 1 : 0);
                }
                var losses = new float[steps];
                var optimizer = new Adam(1e-2);
                for (int s = 0; s < steps; s++)
                {
                    losses[s] = model.ForwardBackward(pass, x, target);
                    optimizer.Step(model.Parameters);
                }
                return losses;
            }
        }
        """;

    [Fact]
    public void A_classifier_of_few_lines_learns()
    {
        var run = GeneratorHarness.Run("""
            [Network, Input(12)]
            [Dense(33), Relu, Dense(17), Relu, Dense(4), Softmax]
            [CrossEntropyLoss]
            public sealed partial class Net;
            """ + Train);
        var losses = (float[])run.Call("Program", "Train", VectorPath.Hardware, 60)!;
        Assert.True(losses[^1] < 0.2 * losses[0], $"The loss went from {losses[0]} to {losses[^1]}.");
    }
}
