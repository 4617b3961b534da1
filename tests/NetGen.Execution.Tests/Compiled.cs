using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Tests;

namespace NetGen.Execution.Tests;

/// <summary>The kernel calls of networks that are written as users write them.</summary>
internal static class Compiled
{
    /// <summary>The module in the generated text of a network's graph.</summary>
    public static Module Module(GeneratorRun run, string network)
    {
        string text = run.Sources.Single(s => s.Key.EndsWith(network + ".Graph.g.cs", StringComparison.Ordinal)).Value;
        int start = text.IndexOf("\"\"\"", StringComparison.Ordinal), end = text.LastIndexOf("\"\"\"", StringComparison.Ordinal);
        var lines = text[(start + 3)..end].Split('\n')[1..^1];
        int indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return ModuleParser.Parse(string.Join('\n', lines.Select(l => l.Length > 0 ? l[indent..] : l)) + "\n");
    }

    /// <summary>A function's kernels, checked.</summary>
    public static FunctionProgram Program(GeneratorRun run, string network, string function)
    {
        var module = Module(run, network);
        var program = ProgramLowering.Lower(module, module.Find(function) ?? throw new ArgumentException(function));
        Assert.Null(ProgramVerifier.Problem(program));
        return program;
    }

    /// <summary>What each kernel is: products with what is fused with them, maps, reductions, routines.</summary>
    public static string[] Kinds(FunctionProgram program) => program.Calls.Select(Kind).ToArray();

    public static string Kind(KernelCall call) => call switch
    {
        ProductCall p => p.Kind + (p.Bias is null ? "" : " and bias") + (p.Residual is not null ? " and residual" : p.Epilogue is null ? "" : " and epilogue"),
        ConvolutionCall c => c.Kind + (c.Scale is null ? "" : " and scale") + (c.Bias is null ? "" : " and bias") + (c.Residual is null ? "" : " and residual") + (c.Epilogue is null ? "" : " and epilogue"),
        LoopCall l => l.Kernel.Stages.Any(s => s.Reductions.Count > 0) ? l.Kernel.Order.ToString() : "Map",
        MovementCall m => m.Operation.Name,
        RoutineCall r => r.Method,
        _ => "random",
    };
}
