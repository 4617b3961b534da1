using System.Reflection;

namespace NetGen.Gpu.Tests;

/// <summary>The networks of all samples: predictions, and steps of training. What a sample does with its networks is left out.</summary>
public class SampleNetworkTests
{
    // The reference takes seconds for these: one step with one sample is enough.
    private const long ManyFlops = 6_000_000;

    public static TheoryData<string> Networks =>
        [.. typeof(SampleNetworkTests).Assembly.GetTypes().Where(t => t.Namespace?.StartsWith("Samples", StringComparison.Ordinal) == true && t.GetNestedType("Gpu") is not null).Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void ComputesWhatTheReferenceDoes(string network)
    {
        var type = typeof(SampleNetworkTests).Assembly.GetType(network, throwOnError: true)!;
        GetType().GetMethod(nameof(Check), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    /// <summary>A sample whose networks were not found would go unseen.</summary>
    [Fact]
    public void AllNetworksOfTheSamplesAreThere() => Assert.InRange(Networks.Count, 34, 99);

    private static void Check<TNetwork>() where TNetwork : class, INetwork<TNetwork, float>
    {
        using var accelerator = Comparison.NewDevice();
        var model = (TNetwork)Activator.CreateInstance(typeof(TNetwork), 3UL)!;
        using var device = (IDisposable)typeof(TNetwork).GetMethod("OnAccelerator")!.Invoke(model, [accelerator])!;
        bool isLarge = TNetwork.Summary.Flops > ManyFlops;
        var batch = new Batch { Count = isLarge ? 1 : 3 };
        foreach (var column in TNetwork.Signature.Columns.Where(c => c.Kind != ColumnKind.Weight))
        {
            int length = column.Length * (column.Kind == ColumnKind.PerBatch ? 1 : batch.Count);
            if (!column.AcceptsIndices) batch.Set<float>(column.Name, Comparison.Numbers(length, 7, 0));
            else if (column.Name == "lengths") batch.Set<int>(column.Name, Enumerable.Range(1, length).ToArray());
            else batch.Set<int>(column.Name, Comparison.Labels(column.AcceptsReal && column.Length > 1 ? length / column.Classes : length, Math.Max(2, column.Classes)));
        }
        // Hyperparameters are properties of the network, and columns to the reference.
        foreach (var property in typeof(TNetwork).GetProperties().Where(p => p.PropertyType == typeof(float)))
            batch.Set<float>(char.ToLowerInvariant(property.Name[0]) + property.Name[1..], new[] { (float)property.GetValue(model)! });
        Comparison.Same(model, (INetwork<TNetwork, float>)device, batch, 1e-4, isLarge ? 1 : 2, 1e-3F);
    }
}
