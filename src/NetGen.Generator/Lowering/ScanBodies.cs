using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>How the body of a scan sees the memory around it.</summary>
/// <param name="ColumnStrides">For each column elements from a sample to the next where a call sees one step of a sequence, else null.</param>
/// <param name="IntegerColumns">For each column whether the caller's integers are read, rather than numbers.</param>
/// <param name="OutputStrides">For each output what <paramref name="ColumnStrides"/> is for a column.</param>
internal sealed record ScanFrame(EquatableArray<int?> ColumnStrides, EquatableArray<bool> IntegerColumns, EquatableArray<int?> OutputStrides);

/// <summary>The bodies of recurrences as they are compiled.</summary>
internal static class ScanBodies
{
    /// <summary>The body in which captured parameters are parameters, not columns: so that products read their panels, and biases are fused.</summary>
    public static Function WithParameters(Function function, Node node)
    {
        var scan = (ScanOperation)node.Operation;
        var body = scan.Body;
        var nodes = body.Nodes.Select(n =>
            n.Operation is InputOperation input && input.Column >= scan.Carries + scan.Sequences
            && function.Nodes[node.Operands[input.Column]].Operation is ParameterOperation parameter ? n with { Operation = parameter } : n);
        return body with { Nodes = nodes.ToEquatableArray() };
    }
}
