using System.Reflection;
using NetGen.Compiler.Lowering;
using NetGen.Execution.Tests.Forward;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Fusion;

/// <summary>What becomes one kernel, of networks as users write them: the number and kinds of the kernels, and the values.</summary>
public sealed class FusionProofTests
{
    private const string Source = """
        using static NetGen.Layers;
        namespace Nets;

        [Network, SquaredErrorLoss]
        public sealed partial class Chain
        {
            private static Tensor Forward([Shape(19)] Tensor x, [Shape(19)] Tensor y) => Tanh(x) * 2 + Sigmoid(x - y) / (1 + Square(y)) + Parameter("scale", [19]) * x;
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Residuals
        {
            private static Tensor Forward([Shape(17)] Tensor x)
            {
                for (int i = 0; i < 2; i++) x = Tanh(x + Dense(Relu(Dense(x, 33)), 17));
                return x;
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Normal
        {
            private static Tensor Forward([Shape(3, 21)] Tensor x) => Parameter("scale", [21], Initializer.Constant, 2) * (x - Mean(x, [-1], keep: true)) / Sqrt(Variance(x, [-1], keep: true) + 1e-3);
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Common
        {
            private static Tensor Forward([Shape(11)] Tensor x)
            {
                var w = Parameter("w", [11], Initializer.Constant, 0.3);
                var first = Exp(x * w) / Sum(Exp(x * w));
                return first + Exp(x * w) * Mean(Exp(x * w));
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Dead
        {
            private static (Tensor price, Tensor picture) Forward([Shape(7)] Tensor x)
            {
                var hidden = Relu(Dense(x, 9));
                return (Dense(hidden, 2), Sigmoid(Dense(Relu(Dense(hidden, 30)), 100)));
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Slopes
        {
            private static Tensor Forward([Shape(5)] Tensor x) => Dense(Silu(Dense(Gelu(Dense(x, 33)), 17)), 3);
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Operands
        {
            private static Tensor Forward([Shape(5)] Tensor x)
            {
                var a = Dense(x, 33);
                return Dense(Gelu(a) * a, 3);
            }
        }
        """;

    private static readonly Lazy<GeneratorRun> Run = new(() => GeneratorHarness.Run(Source));
    private static readonly Lazy<Assembly> Loaded = new(() => Run.Value.Load());

    [Theory]
    [InlineData("Chain", "Map")]
    [InlineData("Residuals", "Dense and bias and epilogue, Dense and bias and residual, Dense and bias and epilogue, Dense and bias and residual")]
    [InlineData("Normal", "Rows")]
    [InlineData("Common", "Rows")]
    [InlineData("Dead", "Dense and bias and epilogue, Dense and bias")]
    public void KernelsAreFewAndRight(string name, string kinds)
    {
        Assert.Equal(kinds, string.Join(", ", Compiled.Kinds(Compiled.Program(Run.Value, name, "predict"))));
        foreach (int batch in (int[])[1, 7]) ForwardTests.Check(Loaded.Value, name, batch);
    }

    /// <summary>What is written four times is computed once.</summary>
    [Fact]
    public void CommonSubexpressionsAreShared() =>
        Assert.Single(Compiled.Module(Run.Value, "Common").Find("predict")!.Nodes, n =>
            n.Operation is Compiler.Operations.MapOperation { Expression: var e } && e.Nodes.Any(x => x.Operator == Compiler.Expressions.ScalarOperator.Exp));

    /// <summary>The loss reads the first result only: the layers of the other are in no step either, and have no gradients.</summary>
    [Fact]
    public void DeadResultsVanishFromTheStepToo()
    {
        var step = Compiled.Program(Run.Value, "Dead", "step");
        Assert.Equal(2, step.Calls.OfType<ProductCall>().Count(c => c.Kind == LoweredKind.WeightGradient));
        Assert.Equal(2, step.Calls.OfType<ProductCall>().Count(c => c.Kind == LoweredKind.Dense));
    }

    /// <summary>Slopes that need the costly functions of the forward pass are computed there, and kept in place of what they are computed from.</summary>
    [Fact]
    public void CostlySlopesAreKept()
    {
        var program = Compiled.Program(Run.Value, "Slopes", "step");
        var costly = program.Calls.OfType<LoopCall>().Where(IsCostly).ToArray();
        Assert.Equal(2, costly.Length);
        Assert.All(costly, c => Assert.Equal(2, c.Kernel.Operands.Count(o => o.IsWritten)));
        var products = program.Calls.OfType<ProductCall>().Where(p => p.Kind == LoweredKind.InputGradient && (p.Needs & Need.Parameters) != 0).ToArray();
        Assert.Equal(["InputGradient and residual", "InputGradient and residual"], products.Select(Compiled.Kind));
        Assert.All(products, p => Assert.False(ExpressionRewriting.IsExpensive(p.Epilogue!)));
        foreach (int batch in (int[])[1, 7]) ForwardTests.Check(Loaded.Value, "Slopes", batch);
    }

    /// <summary>Where the operands are needed anyway, a slope would take memory beside them.</summary>
    [Fact]
    public void SlopesAreNotKeptBesideTheirOperands()
    {
        var program = Compiled.Program(Run.Value, "Operands", "step");
        Assert.Equal(2, program.Calls.OfType<LoopCall>().Count(IsCostly) + program.Calls.OfType<ProductCall>().Count(p => p.Epilogue is { } e && ExpressionRewriting.IsExpensive(e)));
        ForwardTests.Check(Loaded.Value, "Operands", 7);
    }

    private static bool IsCostly(LoopCall loop) => loop.Kernel.Stages.Any(s => s.Stores.Any(t => ExpressionRewriting.IsExpensive(t.Value)));
}
