using System.Text;
using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Graph;

/// <summary>The text of a module: its parameters, states and functions. <see cref="ModuleParser"/> reads it back.</summary>
internal static class ModulePrinter
{
    public static string Print(Module module)
    {
        var text = new StringBuilder();
        text.Append($"module {module.Name} {module.Precision}\n");
        foreach (var p in module.Parameters)
        {
            var initializer = p.Initializer;
            text.Append($"parameter {p.Name} {TensorType.Unbatched(p.Shape)} : {initializer.Kind} {Number(initializer.A)} {Number(initializer.B)}")
                .Append($" {Number(p.FanIn)} {Number(p.FanOut)}{(p.IsWeight ? " weight" : "")}{(p.Frozen ? " frozen" : "")}{(p.Sparse ? " sparse" : "")}{Positions(p.Positions)}\n");
        }
        foreach (var s in module.States) text.Append($"state {s.Name} {TensorType.Unbatched(s.Shape)} : {Number(s.InitialValue)}{Positions(s.Positions)}\n");
        // Each function but the first is told by what makes it different from the one before: their forward passes, and most of their gradients, are the same.
        for (int i = 0; i < module.Functions.Count; i++) text.Append(FunctionPrinter.Print(module.Functions[i], i == 0 ? null : module.Functions[i - 1]));
        return text.ToString();
    }

    private static string Positions(int positions) => positions == 1 ? "" : " positions " + Number(positions);

    private static string Number(double value) => ExpressionSyntax.Number(value);
}
