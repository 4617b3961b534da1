using NetGen.Compiler.Declaration;
using NetGen.Compiler.Declaration.Layers;

namespace NetGen.Tests.Declaration;

/// <summary>What the generator and the runtime declare each must agree.</summary>
public class MirrorTests
{
    [Fact]
    public void Initializers() => AssertEqual<Initializer, DeclaredInitializer>();

    [Fact]
    public void Precisions() => AssertEqual<Precision, Compiler.Graph.Precision>();

    [Fact]
    public void OutputMeanings() => AssertEqual<NetGen.OutputMeaning, Compiler.Declaration.OutputMeaning>();

    [Fact]
    public void EveryLayerAttributeIsRead() => Assert.Equal(
        Attributes<LayerAttribute>(), LayerTable.Attributes.Order(StringComparer.Ordinal));

    [Fact]
    public void EveryLossAttributeIsRead() => Assert.Equal(
        Attributes<LossAttribute>(), LossTable.Attributes.Order(StringComparer.Ordinal));

    private static IEnumerable<string> Attributes<T>() =>
        typeof(T).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(T))).Select(t => t.Name).Order(StringComparer.Ordinal);

    private static void AssertEqual<TRuntime, TCompiler>() where TRuntime : struct, Enum where TCompiler : struct, Enum =>
        Assert.Equal(
            Enum.GetValues<TRuntime>().Select(v => (v.ToString(), Convert.ToInt32(v, null))), Enum.GetValues<TCompiler>().Select(v => (v.ToString(), Convert.ToInt32(v, null))));
}
