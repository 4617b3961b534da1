using NetGen.Compiler.Declaration;

namespace NetGen.Tests.Interpretation;

/// <summary>Definitions of networks with Forward methods.</summary>
internal static class Forwards
{
    /// <summary>The definition of a class with these members, which must be right.</summary>
    public static NetworkDefinition Of(string members, string attributes = "Network") =>
        Assert.Single(DefinitionsOf(Quiet(GeneratorHarness.Run($"using static NetGen.Layers;\n[{attributes}]\npublic sealed partial class Net\n{{\n{members}\n}}"))));

    public static IEnumerable<NetworkDefinition> DefinitionsOf(GeneratorRun run) =>
        run.Driver.GetRunResult().Results[0].TrackedSteps[Compiler.TrackingNames.Networks].SelectMany(s => s.Outputs).Select(o => (NetworkDefinition)o.Value);

    private static GeneratorRun Quiet(GeneratorRun run)
    {
        Assert.Empty(run.Diagnostics);
        return run;
    }
}
