using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Properties;

/// <summary>Any valid declaration compiles without a warning, runs, and its gradients are those of the reference and of finite differences.</summary>
public sealed class RandomStackTests
{
    private const int Samples = 5;

    [Theory]
    [InlineData(VectorPath.Hardware)]
    [InlineData(VectorPath.V128)]
    public void Any_valid_stack_compiles_runs_and_passes_the_gradient_check(VectorPath path)
    {
        // The seed is fixed, so that what passes here passes everywhere; 30 stacks take some ten seconds.
        var numbers = Gen.ArrayOf(Gen.Choose(0, 1 << 20)).Where(a => a.Length > 0);
        var property = Prop.ForAll(Arb.From(numbers, a => ArbMap.Default.ArbFor<int[]>().Shrinker(a).Where(s => s.Length > 0)), a => Check(new RandomStack(a), path));
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(20260, 4711UL, 40));
    }

    private static bool Check(RandomStack stack, VectorPath path)
    {
        var type = GeneratorHarness.Run(stack.Declaration).Load(path).GetType("Stack")!;
        object network = Activator.CreateInstance(type, 5UL)!;
        return stack.Precision == "Single" ? Check<float>(stack, network) : Check<double>(stack, network);
    }

    private static bool Check<T>(RandomStack stack, object network) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var signature = (NetworkSignature)network.GetType().GetProperty("Signature")!.GetValue(null)!;
        var random = new Random(9);
        var batch = new Batch { Count = Samples };
        foreach (var column in signature.Columns)
            batch.Set<T>(column.Name, Enumerable.Range(0, Samples * column.Length).Select(_ => T.CreateChecked(2 * random.NextDouble() - 1)).ToArray());
        var report = (GradientReport)network.GetType().GetMethod("CheckGradients", [typeof(Batch)])!.Invoke(network, [batch])!;
        if (!report.Passed) Assert.Fail(stack + "\n" + report);
        return true;
    }
}
