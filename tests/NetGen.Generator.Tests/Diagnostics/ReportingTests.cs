using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Emit;

namespace NetGen.Tests.Diagnostics;

/// <summary>How diagnostics are reported, whichever they are.</summary>
public class ReportingTests
{
    [Fact]
    public void PragmaDisablesAWarning()
    {
        const string Warning = "[Network, Input(4), Dense(3), L2(0.1)]";
        Assert.Equal("NG0054", Assert.Single(GeneratorHarness.Run($"{Warning} public partial class Net;").Diagnostics).Id);
        Assert.Empty(GeneratorHarness.Run($"#pragma warning disable NG0054\n{Warning}\n#pragma warning restore NG0054\npublic partial class Net;").Diagnostics);
        Assert.Single(GeneratorHarness.Run($"#pragma warning disable NG0054\n#pragma warning restore NG0054\n{Warning} public partial class Net;").Diagnostics);
    }

    [Fact]
    public void PragmaDisablesAnErrorAndMembersThrow()
    {
        var run = GeneratorHarness.Run("#pragma warning disable NG0030\n[Network, Input(4), Dense(0)] public partial class Net;");
        Assert.Empty(run.Diagnostics);
        run.Verify();
    }

    [Fact]
    public void SeverityCanBeSetForAFile()
    {
        var compilation = GeneratorHarness.Compile("[Network, Input(4), Dense(3), L2(0.1)] public partial class Net;");
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new("NG0054", ReportDiagnostic.Error)]));
        Assert.Equal(DiagnosticSeverity.Error, Assert.Single(GeneratorHarness.Run(compilation).Diagnostics).Severity);
    }

    [Fact]
    public void AFailureOfOneNetworkIsItsOwnDiagnosticAndStopsNoOther()
    {
        var compilation = GeneratorHarness.Compile(
            "[Network, Input(4), Dense(3)] public partial class Bad; [Network, Input(4), Dense(3)] public partial class Good;");
        var result = CSharpGeneratorDriver.Create(new FailingGenerator()).RunGenerators(compilation).GetRunResult();
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("NG0001", diagnostic.Id); // {|NG0001:|}
        Assert.StartsWith(
            "NetGen failed to compile 'Bad', which is a defect of NetGen: InvalidOperationException: on purpose at ", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(["Good.g.cs"], result.Results[0].GeneratedSources.Select(s => s.HintName));
        Assert.Null(result.Results[0].Exception);
    }

    [Theory]
    [InlineData("[Network, Input(4), Dense(8, L2 = 1e-4), LeakyRelu(0.25), Dropout(0.125), Dense(3, BiasInitializer = Initializer.Constant, BiasInitializerArgument = -0.5), Softmax, CrossEntropyLoss(LabelSmoothing = 0.1, ClassWeights = [0.5, 1, 1.5])] public partial class Net;")]
    [InlineData("[Network, Input(4), Dense(-8), LeakyRelu(-0.25), Dropout(-1e-7)] public partial class Net;")]
    public void CultureDoesNotMatter(string source)
    {
        var strange = (CultureInfo)CultureInfo.GetCultureInfo("de-DE").Clone();
        strange.NumberFormat.NegativeSign = "\u2212";
        strange.NumberFormat.NumberDecimalSeparator = ",";
        strange.NumberFormat.NumberGroupSeparator = "'";
        var before = CultureInfo.CurrentCulture;
        var expected = GeneratorHarness.Run(source);
        try
        {
            CultureInfo.CurrentCulture = strange;
            Assert.Equal("\u2212" + "1", (-1).ToString(CultureInfo.CurrentCulture));
            var run = GeneratorHarness.Run(source);
            Assert.Equal(expected.Sources, run.Sources);
            Assert.Equal(
                expected.Diagnostics.Select(d => d.GetMessage(CultureInfo.InvariantCulture)), run.Diagnostics.Select(d => d.GetMessage(CultureInfo.InvariantCulture)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private sealed class FailingGenerator : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            var networks = context.SyntaxProvider.ForAttributeWithMetadataName(NetworkParser.Attribute, (_, _) => true, NetworkParser.Parse).Select((d, _) => d!.Definition!);
            context.RegisterSourceOutput(networks, (output, network) => Output.Add(
                output, network, n => n.Type.Name == "Bad" ? throw new InvalidOperationException("on\npurpose") : [("", "// good")]));
        }
    }
}
