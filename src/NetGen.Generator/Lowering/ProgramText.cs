using System.Globalization;
using System.Text;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>The text of lowered graphs, of their division into kernels, and of programs: for tests, documentation, and people who look for a mistake.</summary>
internal static class ProgramText
{
    /// <summary>One line a node: kind, operands with the axes they follow, axes.</summary>
    public static string Print(LoweredGraph graph)
    {
        var text = new StringBuilder();
        text.Append("lowered ").Append(graph.Function.Name).Append('\n');
        foreach (var node in graph.Nodes) text.Append("  ").Append(Line(node)).Append('\n');
        foreach (var (output, node) in graph.Outputs) text.Append("  output ").Append(output.Name).Append(' ').Append(output.Role).Append(" %").Append(Number(node.Id)).Append('\n');
        return text.ToString();
    }

    /// <summary>One block a kernel, in the order of the calls.</summary>
    public static string Print(FusionState state)
    {
        var text = new StringBuilder();
        text.Append("fused ").Append(state.Graph.Function.Name).Append('\n');
        foreach (var group in KernelOrder.Sort(state))
        {
            text.Append("  kernel");
            if (group.IsLoop)
            {
                text.Append(" [").Append(string.Join(" x ", group.Domain)).Append(']');
                if (group.Reduced.Count > 0) text.Append(" reducing ").Append(group.Reduced);
            }
            text.Append('\n');
            foreach (var member in state.Graph.Nodes.Where(group.Members.Contains)) text.Append("    ").Append(Line(member)).Append('\n');
        }
        return text.ToString();
    }

    public static string Print(NetworkProgram program)
    {
        var text = new StringBuilder();
        foreach (var function in program.Functions) text.Append(Print(function));
        return text.ToString();
    }

    public static string Print(FunctionProgram program)
    {
        var text = new StringBuilder();
        text.Append("program ").Append(program.Name).Append('\n');
        Append(text, program.Calls, "  ");
        for (int i = 0; i < program.Plan.Buffers.Count; i++)
        {
            var buffer = program.Plan.Buffers[i];
            text.Append("  arena[").Append(Number(i)).Append("] at ").Append(buffer.Offset("capacity")).Append(": ").Append(buffer.Size).Append(" for ").Append(buffer.Name)
                .Append(", steps ").Append(Number(buffer.First)).Append(" to ").Append(Number(buffer.Last)).Append('\n');
        }
        text.Append("  arena: ").Append(Number(program.Plan.PerSample)).Append(" * capacity + ").Append(Number(program.Plan.Fixed)).Append('\n');
        return text.ToString();
    }

    private static void Append(StringBuilder text, EquatableArray<KernelCall> calls, string indent)
    {
        for (int i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            text.Append(indent).Append(Number(i)).Append(call.Phase > 0 ? " backward" : "").Append((call.Needs & Need.Always) == 0 ? " if wanted" : "").Append(": ").Append(call.Comment).Append('\n');
            text.Append(indent).Append("    ").Append(call switch
            {
                ScanCall s => $"Scan {Number(s.Steps)} steps{(s.Reverse ? " reverse" : "")}, carries {string.Join(", ", s.Carries.Select(c => $"{Number(c.Number)}: {c.Initial}, {c.Even}, {c.Odd}"))}",
                ProductCall p => $"{p.Kind} {p.X} ld {Number(p.LeadingX)}, {p.Operand}, {p.Bias?.ToString() ?? "no bias"}{(p.Residual is null ? "" : $", with {p.Residual} ld {Number(p.LeadingResidual)}")} -> {p.Result} ld {Number(p.LeadingResult)}, rows {p.Rows}",
                LoopCall l => $"{l.Kernel.Order} {string.Join(", ", l.Arguments.Select((a, j) => (l.Kernel.Operands[j].IsWritten ? "-> " : "") + a))}, sizes {string.Join(", ", l.Sizes)}, strides {l.Strides}",
                RoutineCall r => $"{r.Method} {string.Join(", ", r.Arguments.Take(r.Arguments.Count - 1))} -> {r.Arguments[r.Arguments.Count - 1]}, numbers {string.Join(", ", r.Numbers)}",
                ConvolutionCall c => $"{c.Kind} {c.Operation.Attributes}: {c.X}, {c.Other}{(c.Scale is null ? "" : ", scale " + c.Scale)}, {c.Bias?.ToString() ?? "no bias"}{(c.Residual is null ? "" : ", with " + c.Residual)} -> {c.Result}, samples {c.Samples}",
                MovementCall m => $"{m.Operation.Name} {m.Operation.Attributes}: {string.Join(", ", m.Operands)} -> {m.Result}, samples {m.Samples}",
                RandomCall r => $"Random {r.Result} {Number(r.Elements)} ld {Number(r.Leading)}",
                _ => "",
            }).Append(string.Concat(call.Zeros.Select(z => $", zeros beside {z.Image}: {Number(z.Strides.Zeros.Before)} and {Number(z.Strides.Zeros.After)} columns"))).Append('\n');
            if (call is ScanCall scan) Append(text, scan.Body, indent + "    ");
        }
    }

    private static string Line(LoweredNode node)
    {
        var text = new StringBuilder();
        text.Append('%').Append(Number(node.Id)).Append(" = ").Append(node.Kind.ToString().ToLowerInvariant());
        if (node.IsLeaf && node.Kind != LoweredKind.Constant || node.Kind == LoweredKind.Random) text.Append(' ').Append(Number(node.Index));
        if (node.Kind == LoweredKind.Constant) text.Append(' ').Append(node.Values);
        if (node.Kind == LoweredKind.Routine) text.Append(' ').Append(node.Routine);
        if (node.Kind == LoweredKind.Reduce) text.Append(' ').Append(node.Reduction.ToString().ToLowerInvariant()).Append(' ').Append(node.Reduced);
        foreach (var operand in node.Operands)
        {
            text.Append(" %").Append(Number(operand.Node.Id));
            if (!operand.IsWhole(node.Domain.Count) || operand.Node.Panels is not null) text.Append(operand.Axes);
            if (operand.IsPart) text.Append(" from ").Append(operand.Starts).Append(" step ").Append(operand.Steps);
        }
        if (node.Bias is { } bias) text.Append(" + parameter ").Append(Number(bias));
        if (node.Expression is { } e) text.Append(" {").Append(e).Append('}');
        text.Append(" : [").Append(string.Join(" x ", node.Axes)).Append(']');
        if (node.Panels is not null) text.Append(" panels");
        if (node.Within is { } whole) text.Append(" within %").Append(Number(whole.Node.Id)).Append(" from ").Append(whole.Starts);
        if (node.Label is { } label) text.Append(" # ").Append(label);
        return text.ToString();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
