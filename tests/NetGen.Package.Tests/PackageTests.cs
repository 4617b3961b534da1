using System.IO.Compression;
using System.Xml.Linq;

namespace NetGen.Package.Tests;

/// <summary>The package as its users meet it: restored from a folder into empty console projects outside the repository.</summary>
public sealed class PackageTests(PackageFixture package) : IClassFixture<PackageFixture>
{
    private const string Xor = """
        using NetGen;

        float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
        float[] targets = [0, 1, 1, 0];
        var data = new Dataset(inputs, targets, count: 4);
        var model = new Xor(seed: 1);
        model.Fit(data, new FitOptions { Epochs = 2000, BatchSize = 4, Optimizer = new Adam(0.02) });
        Console.WriteLine(string.Join(" ", model.Predict(inputs).Select(p => p > 0.5f ? 1 : 0)));

        [Network, Input(2), Dense(8), Tanh, Dense(1), Sigmoid, BinaryCrossEntropyLoss]
        public sealed partial class Xor;
        """;

    [Fact]
    public void Holds_the_runtime_for_both_frameworks_the_generator_as_an_analyzer_and_nothing_else()
    {
        using var archive = ZipFile.OpenRead(package.PackagePath);
        string[] expected =
        [
            "LICENSE", "NetGen.nuspec", "README.md", "analyzers/dotnet/cs/NetGen.Generator.dll", "build/NetGen.props", "buildTransitive/NetGen.props",
            "lib/net10.0/NetGen.Runtime.dll", "lib/net10.0/NetGen.Runtime.xml", "lib/net9.0/NetGen.Runtime.dll", "lib/net9.0/NetGen.Runtime.xml",
        ];
        var actual = archive.Entries.Select(e => e.FullName).Where(n => n != "[Content_Types].xml" && !n.StartsWith("_rels/", StringComparison.Ordinal) && !n.StartsWith("package/", StringComparison.Ordinal));
        Assert.Equal(expected, actual.Order(StringComparer.Ordinal));

        using var nuspec = archive.GetEntry("NetGen.nuspec")!.Open();
        Assert.DoesNotContain(XDocument.Load(nuspec).Descendants(), e => e.Name.LocalName == "dependency");
    }

    [Theory]
    [InlineData("net10.0")]
    [InlineData("net9.0")]
    public void A_network_declared_in_an_empty_project_trains_and_predicts(string framework)
    {
        var outcome = package.CreateProject("Xor" + framework.Replace(".", "", StringComparison.Ordinal), Xor, framework).Run().Succeeds();
        Assert.Equal("0 1 1 0", outcome.Output.Trim().Split('\n')[^1].Trim());
    }

    [Fact]
    public void A_wrong_declaration_is_told_at_its_argument_and_nothing_else_is()
    {
        var outcome = package.CreateProject("Wrong", """
            using NetGen;

            var model = new Classifier(seed: 1);
            Console.WriteLine(model.Predict(new float[4]).Length);

            [Network, Input(4)]
            [Dense(0), Relu, Dense(3), Softmax]
            [CrossEntropyLoss]
            public sealed partial class Classifier;
            """).Build();
        Assert.NotEqual(0, outcome.ExitCode);
        string error = Assert.Single(outcome.Output.Split('\n').Where(l => l.Contains(": error ", StringComparison.Ordinal)).Select(l => l.Trim()).Distinct());
        Assert.Matches(@"Program\.cs\(7,8\): error NG\d{4}: ", error);
    }

    [Fact]
    public void A_debug_build_names_the_property_that_makes_kernels_fast_and_the_property_works()
    {
        var project = package.CreateProject("FastDebug", Xor);
        // Informational diagnostics show in a detailed build only.
        Assert.Contains("NetGenFastDebug", project.Build("Debug", "-v:detailed").Succeeds().Output, StringComparison.Ordinal);
        Assert.DoesNotContain(": info NG", project.Build("Debug", "-v:detailed", "-p:NetGenFastDebug=true", "--no-incremental").Succeeds().Output, StringComparison.Ordinal);
    }
}
