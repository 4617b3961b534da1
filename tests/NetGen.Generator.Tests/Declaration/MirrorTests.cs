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
        Attributes<LayerAttribute>(), LayerTable.Attributes.Concat(ReadingContext.Attributes).Order(StringComparer.Ordinal));

    /// <summary>Every layer is a function: the tensor, the attribute's positional arguments, then its properties in camel case.</summary>
    [Fact]
    public void EveryLayerIsAFunction()
    {
        foreach (string attribute in LayerTable.Attributes)
        {
            var type = typeof(LayerAttribute).Assembly.GetType("NetGen." + attribute, throwOnError: true)!;
            var functions = typeof(Layers).GetMethods().Where(m => m.Name + "Attribute" == attribute && m.GetParameters().All(p => p.Name is not ("axis" or "weight" or "state"))).ToArray();
            Assert.True(functions.Length == 1, $"{attribute} has {functions.Length} functions");
            var positional = type.GetConstructors().Single().GetParameters();
            var parameters = functions[0].GetParameters();
            Assert.Equal(attribute == nameof(EmbeddingAttribute) ? typeof(IntTensor) : typeof(Tensor), parameters[0].ParameterType);

            // Further tensors, such as lengths, only a function can be given.
            parameters = [.. parameters.Where((p, i) => i == 0 || p.ParameterType != typeof(Tensor) && p.ParameterType != typeof(IntTensor))];
            Assert.Equal(positional.Select(p => p.Name), parameters.Skip(1).Take(positional.Length).Select(p => p.Name));
            if (positional.Any(p => p.IsDefined(typeof(ParamArrayAttribute), false))) continue;
            string[] properties =
            [
                .. type.GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance)
                    .Where(p => p.CanWrite && p.DeclaringType != typeof(LayerAttribute)).Select(p => p.Name.All(c => !char.IsLower(c)) ? p.Name.ToLowerInvariant() : char.ToLowerInvariant(p.Name[0]) + p.Name[1..]),
            ];
            Assert.Equal(
                properties.Append("name").Order(StringComparer.Ordinal),
                parameters.Skip(1 + positional.Length).Select(p => p.Name!).Where(n => n != "frozen").Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void EveryFunctionIsKnown() => Assert.Equal(
        typeof(Layers).GetMethods(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static).Where(m => !m.IsSpecialName).Select(m => m.Name).Distinct().Order(StringComparer.Ordinal),
        LayerTable.Attributes.Select(a => a[..^"Attribute".Length]).Concat(Compiler.Declaration.Interpretation.LanguageTable.Names).Distinct().Order(StringComparer.Ordinal));

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
        typeof(T).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(T)) && !t.IsAbstract).Select(t => t.Name).Order(StringComparer.Ordinal);

    private static void AssertEqual<TRuntime, TCompiler>() where TRuntime : struct, Enum where TCompiler : struct, Enum =>
        Assert.Equal(
            Enum.GetValues<TRuntime>().Select(v => (v.ToString(), Convert.ToInt32(v, null))), Enum.GetValues<TCompiler>().Select(v => (v.ToString(), Convert.ToInt32(v, null))));
}
