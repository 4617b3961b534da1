using System.Globalization;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Prints the body of a tiny network's program as one loop over samples without calls of kernels: weights are loaded before it, each value of a
/// sample is a variable or two, and gradients are summed in variables and stored behind it. The second phase of a training function computes
/// the first phase's values again, which is cheaper here than to keep them.
/// </summary>
/// <remarks>What doesn't fit (long values, states, random numbers, statistics of the batch) is left to kernels.</remarks>
internal sealed partial class StraightLinePrinter
{
    /// <summary>Parameters up to which a network counts as tiny: beyond, kernels win and the text grows long.</summary>
    private const int MostParameters = 400;

    /// <summary>Lines up to which a body stays within 8 KB of IL and the JIT's limits.</summary>
    private const int MostLines = 240;

    private readonly Module _module;
    private readonly ParameterPlan _plan;
    private readonly Function _function;
    private readonly Precision _precision;
    private readonly string _type;
    private readonly Stage[] _stages;
    private readonly StraightLineValue?[] _values;
    private readonly Dictionary<(CodeWriter, string), string> _helpers = [];
    private readonly HashSet<string> _names;
    private readonly Dictionary<VectorForm, ExpressionPrinter> _printers;
    private readonly CodeWriter _before = new(), _sample = new(), _wanted = new(), _behind = new();
    private CodeWriter _current;

    private StraightLinePrinter(Module module, Function function)
    {
        _module = module;
        _plan = ParameterPlan.Of(module);
        _function = function;
        _precision = module.Precision;
        _type = VectorForm.Scalar.Class(_precision);
        _stages = new Stage[function.Nodes.Count];
        _values = new StraightLineValue?[function.Nodes.Count];
        _names = [.. function.Columns.Select(c => c.Name), .. function.Columns.Select(c => c.Name + "Gradient"), "parameters", "arena", "capacity", "count",
            "result", "scores", "parameterGradients", "sample", "values", "gradients", "mask", "position"];
        _printers = new[] { VectorForm.Scalar, VectorForm.V128, VectorForm.V256 }.ToDictionary(f => f, f => new ExpressionPrinter(f, _precision, Prefix("stu"[(int)f].ToString())));
        _current = _before;

        string Prefix(string prefix)
        {
            while (_names.Any(n => n.StartsWith(prefix, StringComparison.Ordinal) && n.Skip(prefix.Length).All(char.IsDigit))) prefix += "_";
            return prefix;
        }
    }

    /// <summary>Whether a function's program is one loop over samples, in both phases where there are two.</summary>
    public static bool Supports(Module module, Function function) =>
        Print(module, function, 0) is not null && (function.Split == function.Nodes.Count || Print(module, function, 1) is not null);

    /// <summary>Writes the statements of a phase (0, or 1 for the backward phase of a function with a split), or nothing and returns false.</summary>
    public static bool TryPrint(Module module, Function function, int phase, CodeWriter writer)
    {
        if (!Supports(module, function)) return false;
        writer.Line(Print(module, function, phase)!);
        return true;
    }

    private static string? Print(Module module, Function function, int phase)
    {
        if (module.Parameters.Sum(p => p.Shape.Length) > MostParameters) return null;
        try
        {
            return new StraightLinePrinter(module, function).Print(phase);
        }
        catch (NotTinyException)
        {
            return null;
        }
    }

    /// <summary>The function holds something that is not said in this form.</summary>
    private sealed class NotTinyException : Exception;

    private string Print(int phase)
    {
        bool split = _function.Split < _function.Nodes.Count;
        var outputs = _function.Outputs.Where(o => !split || (o.Role is OutputRole.ParameterGradient or OutputRole.InputGradient) == (phase == 1)).ToArray();
        if (_function.Outputs.Any(o => o.Role is OutputRole.State or OutputRole.Carry)) throw new NotTinyException();
        bool[] always = Needed(outputs.Where(o => o.Role != OutputRole.InputGradient));
        bool[] wanted = Needed(outputs);
        for (int i = 0; i < _stages.Length; i++)
            if (wanted[i]) _stages[i] = StageOf(_function.Nodes[i]);
        foreach (var stage in new[] { Stage.Before, Stage.Sample })
            for (int i = 0; i < _stages.Length; i++)
                if (always[i] && _stages[i] == stage) Visit(i, stage == Stage.Before ? _before : _sample);
        foreach (var output in outputs.Where(o => o.Role is OutputRole.Result or OutputRole.Scores)) StoreRow(output, ProgramNames.Output(_function, output));
        PrintInputGradients(outputs.Where(o => o.Role == OutputRole.InputGradient).ToArray(), always, wanted);
        for (int i = 0; i < _stages.Length; i++)
            if (always[i] && _stages[i] == Stage.Behind) Visit(i, _behind);
        PrintParameterGradients(outputs.Where(o => o.Role == OutputRole.ParameterGradient).ToArray());
        foreach (var output in outputs.Where(o => o.Role == OutputRole.Loss))
        {
            if (_stages[output.Node] == Stage.Sample) throw new NotTinyException();
            _behind.Line($"return {Value(output.Node).Chunks[0]};");
        }
        return Assemble(wanted, phase, split);
    }

    private string Assemble(bool[] wanted, int phase, bool split)
    {
        var writer = new CodeWriter();
        if (_usesValues) writer.Line($"// Weights and sums over the batch stay in variables for all samples.\nref {_type} values = ref parameters.Values;");
        Copy(_before);
        using (writer.Braces("for (int sample = 0; sample < count; sample++)"))
        {
            Copy(_sample);
            Copy(_wanted);
            for (int c = 0; c < _function.Columns.Count; c++)
            {
                var column = _function.Columns[c];
                bool read = Enumerable.Range(0, wanted.Length).Any(i => wanted[i] && _function.Nodes[i].Operation is InputOperation input && input.Column == c);
                if (read && column.Type.Batched) writer.Line($"{Name(column)} = ref Unsafe.Add(ref {Name(column)}, {Number(column.Type.Shape.Length)});");
            }
        }
        Copy(_behind);
        if (writer.Lines > MostLines) throw new NotTinyException();
        return writer.ToString().TrimEnd('\n');

        void Copy(CodeWriter part)
        {
            if (part.Lines > 0) writer.Line(part.ToString().TrimEnd('\n'));
        }
    }

    private bool[] Needed(IEnumerable<Graph.Output> outputs)
    {
        bool[] needed = new bool[_function.Nodes.Count];
        foreach (var output in outputs) needed[output.Node] = true;
        for (int i = needed.Length - 1; i >= 0; i--)
            if (needed[i])
                foreach (int operand in _function.Nodes[i].Operands) needed[operand] = true;
        return needed;
    }

    private Stage StageOf(Node node)
    {
        var stage = node.Operation is InputOperation ? Stage.Sample : node.Operands.Select(o => _stages[o]).DefaultIfEmpty(Stage.Before).Max();
        if (node.Operation is ReduceOperation { OverBatch: true } or DenseWeightGradientOperation) return Stage.Behind;
        // What reads sums over the batch must not be needed for each sample: that would take a second loop.
        if (stage == Stage.Behind && node.Type.Batched) throw new NotTinyException();
        return stage;
    }

    private void Visit(int id, CodeWriter writer)
    {
        if (_values[id] is not null) return;
        _current = writer;
        var node = _function.Nodes[id];
        if (node.Label is { } label && _stages[id] == Stage.Sample) writer.Line($"// {label}: {(node.Type.Shape.Last == 1 ? "one value" : node.Type.Shape + " values")}.");
        _values[id] = Compute(id, node);
    }

    private StraightLineValue Value(int node) => _values[node] ?? throw new NotTinyException();

    private void PrintInputGradients(Graph.Output[] outputs, bool[] always, bool[] wanted)
    {
        if (outputs.Length == 0) return;
        foreach (var output in outputs)
            _before.Line($"bool {Wants(output)} = !Unsafe.IsNullRef(ref {GradientName(output)});");
        for (int i = 0; i < _stages.Length; i++)
            if (wanted[i] && !always[i] && _stages[i] == Stage.Before) Visit(i, _before);
        var inner = new CodeWriter();
        _onlyWanted = true;
        for (int i = 0; i < _stages.Length; i++)
            if (wanted[i] && !always[i] && _stages[i] == Stage.Sample) Visit(i, inner);
        _current = inner;
        foreach (var output in outputs)
        {
            if (outputs.Length == 1)
            {
                Store(output.Node, GradientName(output), Length(output.Node));
                continue;
            }
            using var _ = inner.Braces($"if ({Wants(output)})");
            Store(output.Node, GradientName(output), Length(output.Node));
        }
        _onlyWanted = false;
        using (_wanted.Braces($"if ({string.Join(" || ", outputs.Select(Wants))})")) _wanted.Line(inner.ToString().TrimEnd('\n'));
    }

    private string Wants(Graph.Output output)
    {
        string name = "wants" + ProgramNames.Pascal(_function.Columns[output.Index].Name);
        while (_function.Columns.Any(c => c.Name == name)) name += "_";
        return name;
    }

    private string GradientName(Graph.Output output) => ProgramNames.Output(_function, output);

    private static string Name(Column column) => ProgramNames.Column(column);

    private void StoreRow(Graph.Output output, string name)
    {
        if (_stages[output.Node] != Stage.Sample) throw new NotTinyException();
        _current = _sample;
        Store(output.Node, name, Length(output.Node));
    }

    /// <summary>Stores exactly the elements of a value and moves the reference to the next sample's.</summary>
    private void Store(int node, string name, int length)
    {
        var value = Value(node);
        if (_stages[node] == Stage.Behind) throw new NotTinyException();
        int lanes = StraightLineValue.FormOf(length, _precision).Lanes(_precision);
        for (int c = 0; c < StraightLineValue.ChunksOf(length, _precision); c++)
        {
            if (length > 1 && StraightLineValue.Used(length, c, _precision) == lanes)
                _current.Line($"{Chunks(value)[c]}.StoreUnsafe(ref {Place(name, c * lanes)});");
            else
                for (int i = 0; i < StraightLineValue.Used(length, c, _precision); i++)
                    _current.Line($"{Place(name, c * lanes + i)} = {value.Element(c * lanes + i, _precision)};");
        }
        _current.Line($"{name} = ref Unsafe.Add(ref {name}, {Number(length)});");
    }

    private static string Place(string reference, int offset) => offset == 0 ? reference : $"Unsafe.Add(ref {reference}, {Number(offset)})";

    private int Length(int node) => LengthOf(_function.Nodes[node].Type.Shape);

    /// <summary>The length of a value, which has one axis at most.</summary>
    private static int LengthOf(Shape shape) =>
        shape.Rank <= 1 && shape.Last <= StraightLineValue.Longest ? shape.Last : throw new NotTinyException();

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
