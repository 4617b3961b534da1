using ILGPU.Runtime;
using NetGen.Compiler.Graph;

namespace NetGen.Gpu.Tests;

/// <summary>Whole networks of every kind: predictions, losses, scores, gradients and states are those of the processor.</summary>
public class NetworkTests
{
    private static void Check<TNetwork>(TNetwork model, Func<TNetwork, Accelerator, IDisposable> on, Action<Batch> columns, int count, double tolerance = 3e-5)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        using var accelerator = Comparison.NewDevice();
        using var device = on(model, accelerator);
        var batch = new Batch { Count = count };
        columns(batch);
        Comparison.Same(model, (INetwork<TNetwork, float>)device, batch, tolerance);
    }

    private static Action<Batch> Classes(int length, int classes, int count, string input = "input") => batch =>
    {
        batch.Set<float>(input, Comparison.Numbers(count * length));
        batch.Set<int>("target", Comparison.Labels(count, classes));
    };

    private static Action<Batch> Values(int length, int outputs, int count, string input = "input", float low = -1) => batch =>
    {
        batch.Set<float>(input, Comparison.Numbers(count * length));
        batch.Set<float>("target", Comparison.Numbers(count * outputs, 5, low));
    };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(70)]
    public void Classifiers(int count) => Check(new Classifier(3), (m, a) => m.OnAccelerator(a), Classes(20, 5, count), count);

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Regressions(int count) => Check(new Regressor(3), (m, a) => m.OnAccelerator(a), Values(13, 3, count), count);

    [Theory]
    [InlineData(2)]
    [InlineData(31)]
    public void DropoutHasTheMasksOfTheProcessor(int count) => Check(new Dropping(3), (m, a) => m.OnAccelerator(a), Classes(40, 4, count), count);

    [Fact]
    public void ActivationFunctions() => Check(new Activations(3), (m, a) => m.OnAccelerator(a), Values(6, 1, 9, low: 0), 9, 1e-4);

    [Fact]
    public void TinyNetworks() => Check(new Tiny(3), (m, a) => m.OnAccelerator(a), Values(2, 1, 5), 5);

    [Fact]
    public void NormalisationsAndWideProducts() => Check(new Wide(3), (m, a) => m.OnAccelerator(a), Classes(70, 70, 9), 9, 1e-4);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void LeNets(int count) => Check(new LeNet(3), (m, a) => m.OnAccelerator(a), Classes(144, 10, count), count);

    [Fact]
    public void WindowsOfAllKinds() => Check(new Windows(3), (m, a) => m.OnAccelerator(a), Classes(9 * 7 * 4, 3, 3), 3, 1e-4);

    [Fact]
    public void ManyChannels() => Check(new ManyChannels(3), (m, a) => m.OnAccelerator(a), Classes(192, 2, 2), 2);

    [Fact]
    public void Residuals() => Check(new Residual(3), (m, a) => m.OnAccelerator(a), Values(192, 3, 3, "image"), 3, 2e-4);

    [Fact]
    public void UShapes() => Check(new UShape(3), (m, a) => m.OnAccelerator(a), Values(128, 64, 2, "image"), 2, 1e-4);

    [Fact]
    public void Recurrences() => Check(new Recurrent(3), (m, a) => m.OnAccelerator(a), Classes(45, 4, 3), 3);

    [Fact]
    public void Embeddings() => Check(new Tokens(3), (m, a) => m.OnAccelerator(a), batch =>
    {
        batch.Set<int>("tokens", Comparison.Labels(5 * 6, 11, 7));
        batch.Set<int>("target", Comparison.Labels(5, 3));
    }, 5);

    [Fact]
    public void AttentionOverSeveralTilesWithLengths() => Check(new Attending(3), (m, a) => m.OnAccelerator(a), batch =>
    {
        batch.Set<float>("x", Comparison.Numbers(4 * 67 * 12));
        batch.Set<int>("length", new[] { 67, 31, 0, 65 });
        batch.Set<int>("target", Comparison.Labels(4, 3));
    }, 4);

    [Fact]
    public void AttentionToAMemory() => Check(new Asking(3), (m, a) => m.OnAccelerator(a), batch =>
    {
        batch.Set<float>("question", Comparison.Numbers(2 * 5 * 68));
        batch.Set<float>("memory", Comparison.Numbers(2 * 20 * 10, 3));
        batch.Set<int>("target", Comparison.Labels(2, 3));
    }, 2);

    [Fact]
    public void DropoutOfAttention() => Check(new DroppingAttention(3), (m, a) => m.OnAccelerator(a), Classes(42, 3, 5), 5);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void WhatMovesElementsAndProductsOfActivations(int count) => Check(new Moving(3), (m, a) => m.OnAccelerator(a), batch =>
    {
        batch.Set<float>("x", Comparison.Numbers(count * 17 * 3));
        batch.Set<float>("y", Comparison.Numbers(count * 31 * 17, 3));
        batch.Set<float>("target", Comparison.Numbers(count * 31, 5));
    }, count, 1e-4);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void ProductsOfActivationsByTiles(int count) => Check(new Pairing(3), (m, a) => m.OnAccelerator(a), batch =>
    {
        batch.Set<float>("x", Comparison.Numbers(count * 20 * 33));
        batch.Set<float>("y", Comparison.Numbers(count * 33 * 70, 3));
        batch.Set<float>("target", Comparison.Numbers(count * 53, 5));
    }, count, 1e-4);

    /// <summary>All that a network can be made of is in one of these, so that nothing is left unseen. Gradients of second order, which have the other, no network has.</summary>
    [Fact]
    public void EveryOperationIsInANetwork()
    {
        var networks = typeof(Classifier).Assembly.GetTypes().Where(t => t.Namespace == typeof(Classifier).Namespace && t.GetNestedType("Gpu") is not null);
        // Each function whole: the text of a network leaves out what follows from the rest.
        var graphs = string.Concat(networks.SelectMany(n => ModuleParser.Parse(Expected.GraphOf(n)).Functions).Select(f => FunctionPrinter.Print(f)));
        Assert.Equal(["maxPoolSelect"], NetGen.Compiler.Operations.OperationTable.Names.Where(n => !graphs.Contains($"= {n} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void WithoutLoss() => Check(new WithoutLoss(3), (m, a) => m.OnAccelerator(a), batch => batch.Set<float>("input", Comparison.Numbers(3 * 24)), 3);
}
