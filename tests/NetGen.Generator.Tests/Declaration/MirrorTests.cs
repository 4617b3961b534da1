using NetGen.Compiler.Declaration;
using NetGen.Compiler.Declaration.Layers;

namespace NetGen.Tests.Declaration;

/// <summary>What the generator and the runtime declare each must agree.</summary>
public class MirrorTests
{
    [Fact]
    public void Initializers() => AssertEqual<Initializer, DeclaredInitializer>();

    [Fact]
    public void Paddings() => AssertEqual<Padding, DeclaredPadding>();

    [Fact]
    public void Interpolations() => AssertEqual<Interpolation, DeclaredInterpolation>();

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

    /// <summary>Everything that is emitted into a class is known to the check for collisions: user's members of these names are refused.</summary>
    [Theory]
    [InlineData("[Network, Input(4), Dense(3), Softmax, CrossEntropyLoss]")]
    [InlineData("[Network(Precision = Precision.Double), Input(4), BatchNorm, Dropout(0.5), Dense(3), SquaredErrorLoss]")]
    [InlineData("[Network, Input(4), Dense(1), Sigmoid]")]
    [InlineData("[Network, Input(4), Dense(0), CrossEntropyLoss]")]
    public void EmittedMembersAreKnown(string attributes)
    {
        var type = GeneratorHarness.Run(attributes + " public partial class Net;").Output.GetTypeByMetadataName("Net")!;
        var precision = attributes.Contains("Double", StringComparison.Ordinal) ? Compiler.Graph.Precision.Double : Compiler.Graph.Precision.Single;
        var members = type.GetMembers().Where(m => !m.IsImplicitlyDeclared && m.CanBeReferencedByName).ToArray();
        Assert.NotEmpty(members);
        Assert.All(members, m => Assert.True(GeneratedMembers.Collides(m, precision), $"{m} is not in GeneratedMembers"));
    }

    private static IEnumerable<string> Attributes<T>() =>
        typeof(T).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(T))).Select(t => t.Name).Order(StringComparer.Ordinal);

    private static void AssertEqual<TRuntime, TCompiler>() where TRuntime : struct, Enum where TCompiler : struct, Enum =>
        Assert.Equal(
            Enum.GetValues<TRuntime>().Select(v => (v.ToString(), Convert.ToInt32(v, null))), Enum.GetValues<TCompiler>().Select(v => (v.ToString(), Convert.ToInt32(v, null))));
}
