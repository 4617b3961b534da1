using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>A value that a session keeps from before its first step.</summary>
/// <param name="Input">The input that it is a copy of; null where it is computed.</param>
/// <param name="Output">The result of the context's function that it is, or -1.</param>
internal sealed record SessionContext(string? Input, int Output, TensorType Type);

/// <summary>A column of a step that reads a value of the context.</summary>
/// <param name="RowLength">The elements of the present step's row; 0 where the step reads all rows.</param>
internal sealed record SessionRead(int Column, int Context, int RowLength);

/// <summary>What a session knows before its first step.</summary>
/// <param name="Function">What is computed then; null where inputs are only copied.</param>
/// <param name="Inputs">The columns of the network that are read then, in their order.</param>
internal sealed record SessionContexts(Function? Function, EquatableArray<string> Inputs, EquatableArray<SessionContext> Values, EquatableArray<SessionRead> Reads)
{
    public static readonly SessionContexts None = new(null, [], [], []);
}

/// <summary>
/// Divides what depends on inputs that don't advance: what a step reads of it is kept, and computed by a function of its own. Views of kept values, and integers, which are copies of
/// inputs, are taken in the step.
/// </summary>
/// <param name="step">The function of a step.</param>
internal sealed class SessionContextBuilder(Function whole, FunctionBuilder step)
{
    private readonly List<int> _kept = [];
    private readonly List<SessionRead> _reads = [];
    private readonly Dictionary<(int Node, bool IsRow), int> _columns = [];

    /// <summary>Whether a step reads rows of its own, of which there are as many as the sequence has steps.</summary>
    public bool HasRows => _reads.Any(r => r.RowLength > 0);

    /// <summary>The number of a kept value.</summary>
    public int Keep(int node)
    {
        if (!_kept.Contains(node)) _kept.Add(node);
        return _kept.IndexOf(node);
    }

    /// <summary>A value in the step.</summary>
    public int Whole(int node)
    {
        var (operation, operands) = (whole.Nodes[node].Operation, whole.Nodes[node].Operands);
        bool isView = operation is ReshapeOperation or BroadcastOperation or StopGradientOperation;
        if (isView || whole.Nodes[node].Type.Element == ElementType.Integer && operation is not InputOperation) return step.Add(operation, [.. operands.Select(Whole)]);
        return Column(node, isRow: false);
    }

    /// <summary>Its row for the present step.</summary>
    public int Row(int node) => Column(node, isRow: true);

    private int Column(int node, bool isRow)
    {
        if (_columns.TryGetValue((node, isRow), out int known)) return known;
        var type = whole.Nodes[node].Type;
        if (isRow) type = type with { Shape = new Shape([.. type.Shape.Dimensions.Skip(1)]) };
        int column = step.Columns.Count;
        _reads.Add(new SessionRead(column, Keep(node), isRow ? (int)type.Shape.Length : 0));
        return _columns[(node, isRow)] = step.AddColumn("sessionContext" + OperationText.Number(column), ColumnRole.Carry, type);
    }

    public SessionContexts Build()
    {
        if (_kept.Count == 0) return SessionContexts.None;
        var needed = new bool[whole.Nodes.Count];
        foreach (int node in _kept) needed[node] = !IsCopy(node);
        for (int i = needed.Length - 1; i >= 0; i--)
            if (needed[i])
                foreach (int operand in whole.Nodes[i].Operands) needed[operand] = true;

        var builder = new FunctionBuilder(SessionFunction.ContextName);
        var copies = new int[needed.Length];
        for (int i = 0; i < needed.Length; i++)
        {
            if (!needed[i]) continue;
            var node = whole.Nodes[i];
            copies[i] = node.Operation is InputOperation input
                ? builder.AddColumn(whole.Columns[input.Column].Name, ColumnRole.Input, node.Type)
                : builder.Add(node.Operation, [.. node.Operands.Select(o => copies[o])]);
            if (node.Label is { } label) builder.Label(copies[i], label);
        }
        var values = new List<SessionContext>();
        foreach (int node in _kept)
        {
            if (!IsCopy(node)) builder.AddOutput("context" + OperationText.Number(builder.Outputs.Count), OutputRole.Result, copies[node], builder.Outputs.Count);
            values.Add(new SessionContext(IsCopy(node) ? NameOf(node) : null, IsCopy(node) ? -1 : builder.Outputs.Count - 1, whole.Nodes[node].Type));
        }
        var inputs = builder.Columns.Select(c => c.Name).Concat(values.Where(v => v.Input is not null).Select(v => v.Input!)).ToArray();
        return new SessionContexts(
            builder.Outputs.Count == 0 ? null : builder.Build(), whole.Columns.Select(c => c.Name).Where(inputs.Contains).ToEquatableArray(), values.ToEquatableArray(), _reads.ToEquatableArray());
    }

    private bool IsCopy(int node) => whole.Nodes[node].Operation is InputOperation;

    private string NameOf(int node) => whole.Columns[((InputOperation)whole.Nodes[node].Operation).Column].Name;
}
