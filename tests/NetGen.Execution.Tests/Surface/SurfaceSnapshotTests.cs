using NetGen.Tests;

namespace NetGen.Execution.Tests.Surface;

/// <summary>The members' text, to be read as prose when it changes.</summary>
public sealed class SurfaceSnapshotTests
{
    [Theory]
    [InlineData("Classifier", "[Network, Input(8, 8)] [Flatten, Dense(20), BatchNorm, Relu, Dropout(0.2), Dense(10), Softmax] [CrossEntropyLoss]")]
    [InlineData("Regression", "[Network(Precision = Precision.Double), Input(1)] [Dense(16), Tanh, Dense(1)] [MeanSquaredErrorLoss]")]
    [InlineData("Bare", "[Network, Input(3)] [Dense(2)]")]
    [InlineData("Broken", "[Network, Input(3)] [Dense(0)] [SquaredErrorLoss]")]
    public void MembersReadWell(string name, string declaration)
    {
        var run = GeneratorHarness.Run($"namespace Demo; {declaration} public sealed partial class {name};");
        if (name != "Broken") run.Verify();
        Snapshot.Verify(run.Sources[$"Demo.{name}.g.cs"], name);
    }
}
