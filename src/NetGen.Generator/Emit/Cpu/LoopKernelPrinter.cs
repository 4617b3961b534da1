using System.Globalization;
using System.Text.RegularExpressions;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Prints a kernel of maps and reductions as a method over any width of vectors. What is done with a vector of elements is a
/// method of its own, a <i>pass</i>, which whole vectors and the rest of a row go through alike. Sums are kept in vectors and added across their lanes in a fixed order
/// at the end of a row.
/// </summary>
internal sealed class LoopKernelPrinter
{
    private CodeWriter _writer;
    private readonly LoopKernel _kernel;
    private readonly LoopKernelInstance _instance;
    private readonly LoopPasses _passes;
    private readonly string _type;
    private readonly bool _rows;

    private LoopKernelPrinter(CodeWriter writer, LoopKernelInstance instance, LoopPasses passes)
    {
        _writer = writer;
        _instance = instance;
        _kernel = instance.Kernel;
        _passes = passes;
        _type = VectorForm.Scalar.Class(_kernel.Precision);
        _rows = _kernel.Order == LoopOrder.Rows;
    }

    /// <summary>
    /// Prints kernels: those over single elements as static methods; those over vectors into a class for any vectors, with a member for each width of vectors that
    /// knows the processor's.
    /// </summary>
    public static void Print(CodeWriter writer, IReadOnlyCollection<LoopKernelInstance> instances, Precision precision)
    {
        var passes = new LoopPasses();
        foreach (var unit in instances.Where(i => i.Kernel.IsUnit)) new LoopKernelPrinter(writer, unit, passes).Print();
        var vectors = instances.Where(i => !i.Kernel.IsUnit).ToArray();
        if (vectors.Length == 0) return;
        foreach (var (name, bits) in vectors.Select(i => (i.Vectors, i.Widest)).Distinct().OrderByDescending(v => v.Widest))
        {
            writer.Line($"/// <summary>The loops over vectors of {Text(bits)} bits, or the widest that the processor has.</summary>");
            string choice = string.Concat(new[] { 512, 256 }.Where(b => b <= bits).Select(b => $"Vector{Text(b)}.IsHardwareAccelerated ? new Loops<{VectorForms.Simd(b, precision)}>() : "));
            writer.Line($"internal static readonly Loops {name} = {choice}new Loops<{VectorForms.Simd(128, precision)}>();").Line();
        }
        using (writer.Braces("internal abstract class Loops"))
            foreach (var kernel in vectors) writer.Line($"public abstract void {kernel.Name}({new LoopKernelPrinter(writer, kernel, passes).Parameters});");
        writer.Line();
        using (writer.Braces($"private sealed class Loops<V> : Loops {VectorForms.Constraint(precision)}"))
        {
            // Within a program that is called often the compiler would run out of what it may inline, and call the functions of each vector.
            writer.Line("private const MethodImplOptions Loop = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;").Line();
            foreach (var kernel in vectors)
            {
                new LoopKernelPrinter(writer, kernel, passes).Print();
                passes.EmitNew(writer);
            }
        }
    }

    /// <summary>A loop or condition: in braces where it holds more than one statement.</summary>
    private void Nested(string header, Action body)
    {
        string text = Captured(body);
        string[] lines = text.Split('\n');
        bool single = lines.Length == 1 || !lines[0].EndsWith(";", StringComparison.Ordinal) && lines.Skip(1).All(l => l is "{" or "}" || l.StartsWith(" ", StringComparison.Ordinal));
        if (!single)
        {
            using var _ = _writer.Braces(header);
            _writer.Line(text);
            return;
        }
        _writer.Line(header);
        using (_writer.Indent()) _writer.Line(text);
    }

    private string Captured(Action body)
    {
        var around = _writer;
        _writer = new CodeWriter();
        body();
        string text = _writer.ToString().TrimEnd('\n');
        _writer = around;
        return text;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private string OperandType(int operand) => _kernel.Operands[operand].IsInteger ? "int" : _type;

    private string Parameters =>
        string.Join(", ", _kernel.Operands.Select((o, i) => $"{(o.IsBatchSize ? "" : "ref ")}{OperandType(i)} x{Text(i)}").Concat(_instance.Parameters.Select(p => "int " + p)));

    private void Print()
    {
        _writer.Line("// " + _instance.Comment);
        using (_writer.Braces($"[MethodImpl({(_kernel.IsUnit ? "MethodImplOptions.AggressiveOptimization)] internal static" : "Loop)] public override")} void {_instance.Name}({Parameters})"))
        {
            string body = Captured(() => PrintOuter(0));
            if (Constants(body) is { } constants) _writer.Line(constants);
            _writer.Line(body);
        }
        _writer.Line();
    }

    /// <summary>The declaration of those constants that a text reads; null for none.</summary>
    private string? Constants(string text)
    {
        var read = _instance.Constants.Where(c => Mentions(text, c.Name)).Select(c => $"{c.Name} = {Text(c.Value)}").ToArray();
        return read.Length == 0 ? null : "const int " + string.Join(", ", read) + ";";
    }

    private static bool Mentions(string text, string name) => Regex.IsMatch(text, $@"\b{name}\b");

    private void PrintOuter(int depth)
    {
        if (depth < _kernel.Outer)
        {
            Nested($"for (int r{depth} = 0; r{depth} < {LoopKernelInstance.SizeName(_kernel, depth)}; r{depth}++)", () => PrintOuter(depth + 1));
            return;
        }
        PrintPlaces(Enumerable.Range(0, _kernel.Operands.Count).Where(i => _kernel.Operands[i].MovesOuter), i => $"p{i} = ref {At("x" + i, _kernel.Operands[i].Outer, "r")}");
        if (_rows) PrintRow();
        else PrintColumns();
    }

    /// <summary>Where operands are in a turn of a loop, a few a line.</summary>
    private void PrintPlaces(IEnumerable<int> operands, Func<int, string> declaration)
    {
        foreach (var group in operands.GroupBy(OperandType))
        {
            string[] places = group.Select(declaration).ToArray();
            for (int i = 0; i < places.Length; i += 3) _writer.Line($"ref {group.Key} {string.Join(", ", places.Skip(i).Take(3))};");
        }
    }

    /// <summary>A reference moved along some loops.</summary>
    private string At(string name, EquatableArray<int> strides, string variable)
    {
        var terms = new List<string>();
        for (int j = 0; j < strides.Count; j++)
            if (strides[j] != 0) terms.Add(strides[j] == 1 ? variable + j : $"{variable}{j} * {LoopKernelInstance.StrideName(strides[j] - LoopOperand.FirstStride)}");
        return terms.Count == 0 ? name : $"Unsafe.Add(ref {name}, {string.Join(" + ", terms)})";
    }

    private string Base(int operand) => (_kernel.Operands[operand].MovesOuter ? "p" : "x") + operand;

    private IEnumerable<Expression> Expressions(LoopStage stage) =>
        stage.Values.Select(v => v.Value).Concat(stage.LaneStores.Select(s => s.Value)).Concat(PassExpressions(stage));

    private static IEnumerable<Expression> PassExpressions(LoopStage stage) => stage.Reductions.Select(r => r.Value).Concat(stage.Stores.Select(s => s.Value));

    private static IEnumerable<int> Loads(IEnumerable<Expression> expressions) =>
        expressions.SelectMany(e => e.Nodes).Where(n => n.Operator == ScalarOperator.Load).Select(n => n.A).Distinct().OrderBy(a => a);

    private string Zero(VectorForm form, ReduceKind kind) => (form, kind) switch
    {
        (VectorForm.Scalar, ReduceKind.Max) => _type + ".NegativeInfinity",
        (VectorForm.Scalar, _) => "0",
        (_, ReduceKind.Max) => $"V.Create({_type}.NegativeInfinity)",
        _ => "V.Zero",
    };

    private static string Combine(VectorForm form, ReduceKind kind, string total, string value) => kind == ReduceKind.Max
        ? $"{total} = {(form == VectorForm.Scalar ? "Math" : "V")}.Max({total}, {value});"
        : $"{total} += {value};";

    // Rows: lanes' values are scalars, passes run along the row.

    private void PrintRow()
    {
        var scalars = Loads(_kernel.Stages.SelectMany(Expressions)).Where(IsRowScalar).ToArray();
        if (scalars.Length > 0)
            _writer.Line(_type + " " + string.Join(", ", scalars.Select(i => $"h{i} = {(_kernel.Operands[i].IsInteger ? $"({_type})" : "")}{Base(i)}")) + ";");
        var ready = new HashSet<string>();
        foreach (var stage in _kernel.Stages)
        {
            PrintLane(stage, VectorForm.Scalar);
            if (!stage.HasPass) continue;
            if (_kernel.IsUnit)
                PrintElement(stage, VectorForm.Scalar, RowLoad, r => "l" + Text(r.Lane), i => Base(i) + " = {0};");
            else
                PrintPass(stage, ready);
        }
    }

    /// <summary>Runs a pass over a row: as many whole vectors as it holds, then what is left.</summary>
    private void PrintPass(LoopStage stage, HashSet<string> ready)
    {
        // The pass has names of its own, in the order of their use, so that equal passes are one method.
        List<int> places = [], shared = [];
        string body = Captured(() => PrintElement(
            stage, VectorForm.Generic,
            load => load == LoopKernel.InnerPosition ? Position :
                IsRowScalar(load) || IsLane(load) || IsOuterPosition(load) ? "c" + Text(IndexOf(shared, load)) :
                Load(VectorForm.Generic, load, "x" + Text(IndexOf(places, load))),
            r => "a" + Text(IndexOf(stage.Reductions, r)), i => $"{{0}}.Store(ref x{Text(IndexOf(places, i))}, i, left);"));
        string pass = _passes.NameOf(
            string.Join(", ", places.Select((_, i) => $"ref {_type} x{Text(i)}").Concat(["nint i", "nint left"])
                .Concat(shared.Select((_, i) => "V c" + Text(i))).Concat(stage.Reductions.Select((_, i) => "ref V a" + Text(i)))), body);

        int turns = Turns(stage);
        var variables = shared.Where(l => ready.Add(Broadcast(l))).Select(l => $"{Broadcast(l)} = V.Create({RowScalar(l)})")
            .Concat(stage.Reductions.SelectMany(r => Enumerable.Range(0, turns).Select(t => $"{Total(r, t)} = {Zero(VectorForm.Generic, r.Kind)}"))).ToArray();
        if (variables.Length > 0) _writer.Line($"V {string.Join(", ", variables)};");
        if (ready.Add("i")) _writer.Line("nint i;");
        if (turns > 1)
        {
            using (_writer.Braces($"for (i = 0; i < {LoopKernelInstance.LengthName}; i += {Text(turns)} * V.Count)"))
                _writer.Filled("", Enumerable.Range(0, turns).Select(t => Call("V.Count", t)), " ", "");
            foreach (var r in stage.Reductions)
                _writer.Line(string.Join(" ", Enumerable.Range(1, turns - 1).Select(t => Combine(VectorForm.Generic, r.Kind, Total(r, 0), Total(r, t)))));
        }
        else if (_instance.IsWhole && !IsCostly(stage)) _writer.Line($"for (i = 0; i < {LoopKernelInstance.LengthName}; i += V.Count) {Call("V.Count")}");
        else
        {
            _writer.Line($"for (i = 0; i + V.Count <= {LoopKernelInstance.LengthName}; i += V.Count) {Call("V.Count")}");
            _writer.Line($"if (i < {LoopKernelInstance.LengthName}) {Call(LoopKernelInstance.LengthName + " - i")}");
        }
        if (stage.Reductions.Count > 0)
            _writer.Line($"{_type} {string.Join(", ", stage.Reductions.Select(r => $"l{r.Lane} = a{r.Lane}.{(r.Kind == ReduceKind.Sum ? "Sum" : "Max")}()"))};");

        string Call(string left, int turn = 0)
        {
            string place = turn == 0 ? "i" : turn == 1 ? "i + V.Count" : $"i + {Text(turn)} * V.Count";
            return $"{pass}({string.Join(", ", places.Select(p => "ref " + Base(p)).Concat([place, left]).Concat(shared.Select(Broadcast)).Concat(stage.Reductions.Select(r => "ref " + Total(r, turn))))});";
        }

        static string Total(LoopReduction reduction, int turn) => "a" + Text(reduction.Lane) + (turn == 0 ? "" : ((char)('a' + turn)).ToString());
    }

    /// <summary>The sums that a pass over a row keeps side by side, so that an addition need not wait for the one before: where a row is long enough for it.</summary>
    private int Turns(LoopStage stage)
    {
        const int turns = 4;
        if (stage.Reductions.Count is 0 or > 2 || !_instance.IsWhole || IsCostly(stage)) return 1;
        int length = _instance.Constants.FirstOrDefault(c => c.Name == LoopKernelInstance.LengthName).Value, lanes = PanelLayout.Lanes(_kernel.Precision);
        return length >= 2 * turns * lanes && length % (turns * lanes) == 0 ? turns : 1;
    }

    /// <summary>Whether a pass calls long functions: the compiler inlines in proportion to the size of the method around, which therefore stays as long as it is.</summary>
    private static bool IsCostly(LoopStage stage) =>
        PassExpressions(stage).SelectMany(e => e.Nodes).Any(n => n.Operator is ScalarOperator.Tanh or ScalarOperator.Sigmoid or ScalarOperator.Exp or ScalarOperator.Erf or ScalarOperator.NormalCdf);

    private static int IndexOf(List<int> list, int value)
    {
        if (!list.Contains(value)) list.Add(value);
        return list.IndexOf(value);
    }

    private static int IndexOf(EquatableArray<LoopReduction> reductions, LoopReduction reduction)
    {
        int index = 0;
        while (reductions[index].Lane != reduction.Lane) index++;
        return index;
    }

    private bool IsRowScalar(int load) => load < LoopKernel.LaneBase && !_kernel.Operands[load].Along && !_kernel.Operands[load].IsWritten;

    private static bool IsLane(int load) => load is >= LoopKernel.LaneBase and < LoopKernel.OuterPosition;

    private static bool IsOuterPosition(int load) => load is >= LoopKernel.OuterPosition and < LoopKernel.ReducingPosition;

    private string RowScalar(int load) =>
        IsLane(load) ? "l" + Text(load - LoopKernel.LaneBase) : IsOuterPosition(load) ? $"({_type})r{load - LoopKernel.OuterPosition}" : "h" + Text(load);

    private static string Broadcast(int load) => IsLane(load) ? "c" + Text(load - LoopKernel.LaneBase) : IsOuterPosition(load) ? "o" + Text(load - LoopKernel.OuterPosition) : "b" + Text(load);

    /// <summary>What lanes' values and single elements read.</summary>
    private string RowLoad(int load) =>
        IsRowScalar(load) || IsLane(load) || IsOuterPosition(load) ? RowScalar(load) : Load(VectorForm.Scalar, load, Base(load));

    private string Position => $"(V.Create(({_type})i) + V.Indices)";

    /// <summary>An operand's elements at the inner loop's place.</summary>
    private string Load(VectorForm form, int operand, string reference)
    {
        string element = (_kernel.Operands[operand].IsInteger ? $"({_type})" : "") + reference;
        if (form == VectorForm.Scalar) return element;
        return _kernel.Operands[operand].Along ? $"V.Load(ref {reference}, i, left)" : $"V.Create({element})";
    }

    private void PrintElement(LoopStage stage, VectorForm form, Func<int, string> load, Func<LoopReduction, string> total, Func<int, string> store)
    {
        var printer = new ExpressionPrinter(form, _kernel.Precision);
        string[] values = printer.Print(_writer, PassExpressions(stage).ToArray(), load, "");
        for (int j = 0; j < stage.Reductions.Count; j++)
        {
            var r = stage.Reductions[j];
            // The rest of a row is a vector whose last lanes don't count.
            string value = form == VectorForm.Generic && _rows ? $"{Primary(values[j])}.First(left, {(r.Kind == ReduceKind.Max ? total(r) : "V.Zero")})" : values[j];
            _writer.Line(Combine(form, r.Kind, total(r), value));
        }
        StoreAll(stage.Stores, values.Skip(stage.Reductions.Count).ToArray(), form, store);
    }

    /// <summary>Several results are computed before the first is stored, which may be in the place of an operand.</summary>
    private void StoreAll(EquatableArray<LoopStore> stores, string[] values, VectorForm form, Func<int, string> store)
    {
        for (int j = 1; j < stores.Count; j++)
        {
            if (IsVariable(values[j])) continue;
            _writer.Line($"var s{j} = {values[j]};");
            values[j] = "s" + Text(j);
        }
        for (int j = 0; j < stores.Count; j++)
            _writer.Line(string.Format(CultureInfo.InvariantCulture, store(stores[j].Operand), form == VectorForm.Scalar ? values[j] : Primary(values[j])));
    }

    /// <summary>Whether a text is a local variable, no reference to memory that a store may change.</summary>
    private static bool IsVariable(string text) => IsName(text) && text[0] is not ('x' or 'p' or 'q');

    private static bool IsName(string text) => Regex.IsMatch(text, @"^[a-z]\w*$");

    /// <summary>The text of an expression with a member behind it: in parentheses unless it is a name or a call.</summary>
    private static string Primary(string text)
    {
        int open = text.IndexOf('(');
        bool atom = IsName(text) || (open < 0 ? text is "V.Zero" or "V.One" : Regex.IsMatch(text.Substring(0, open), @"^(V\.\w+)?$") && Closes(text, open));
        if (atom) return text;
        return "(" + text + ")";

        static bool Closes(string text, int open)
        {
            int depth = 0;
            for (int i = open; i < text.Length; i++)
            {
                if (text[i] == '(') depth++;
                else if (text[i] == ')' && --depth == 0) return i == text.Length - 1;
            }
            return false;
        }
    }

    /// <summary>The lane's values, declared here, and its stores; what they share has a scope of its own.</summary>
    private void PrintLane(LoopStage stage, VectorForm form)
    {
        if (stage.Values.Count + stage.LaneStores.Count == 0) return;
        string type = form.Type(_kernel.Precision);
        bool scope = false;
        string text = Captured(() =>
        {
            var printer = new ExpressionPrinter(form, _kernel.Precision);
            string[] values = printer.Print(_writer, stage.Values.Select(v => v.Value).Concat(stage.LaneStores.Select(s => s.Value)).ToArray(), _rows ? RowLoad : load => ColumnLoad(form, load), "");
            scope = _writer.Lines > 0 || stage.LaneStores.Skip(1).Where((_, j) => !IsVariable(values[stage.Values.Count + j + 1])).Any();
            for (int j = 0; j < stage.Values.Count; j++) _writer.Line($"{(scope ? "" : type + " ")}l{stage.Values[j].Lane} = {values[j]};");
            StoreAll(stage.LaneStores, values.Skip(stage.Values.Count).ToArray(), form, i => form == VectorForm.Scalar ? Base(i) + " = {0};" : $"{{0}}.Store(ref {Base(i)}, i, left);");
        });
        if (scope && stage.Values.Count > 0) _writer.Line($"{type} {string.Join(", ", stage.Values.Select(v => "l" + Text(v.Lane)))};");
        if (scope)
            using (_writer.Braces("")) _writer.Line(text);
        else _writer.Line(text);
    }

    // Columns: lanes' values are vectors of neighbouring columns, passes run down the rows.

    private void PrintColumns()
    {
        if (_kernel.IsUnit)
        {
            PrintColumn(VectorForm.Scalar);
            return;
        }
        string body = Captured(() => PrintColumn(VectorForm.Generic));
        if (_instance.IsWhole)
        {
            // No rest, so nothing that whole vectors and a rest would share.
            using var _ = _writer.Braces($"for (nint i = 0; i < {LoopKernelInstance.LengthName}; i += {(IsPaired ? "2 * " : "")}V.Count)");
            _writer.Line(Regex.Replace(body, @"\bleft\b", "V.Count"));
            return;
        }
        var candidates = Enumerable.Range(0, _kernel.Operands.Count).Select(i => _kernel.Operands[i].IsBatchSize ? (Type: _type, Name: Base(i)) : (Type: "ref " + OperandType(i), Name: Base(i)))
            .Concat(Enumerable.Range(0, _kernel.Outer).Select(r => (Type: "int", Name: "r" + Text(r)))).Concat(_instance.Parameters.Select(p => (Type: "int", Name: p)));
        var taken = candidates.Where(p => Mentions(body, p.Name)).ToArray();
        string pass = _passes.NameOf(
            string.Join(", ", taken.Select(p => $"{p.Type} {p.Name}").Concat(["nint i", "nint left"])),
            Constants(body) is { } constants ? constants + "\n" + body : body);
        _writer.Line("nint i = 0;");
        _writer.Line($"for (; i + V.Count <= {LoopKernelInstance.LengthName}; i += V.Count) {Call("V.Count")}");
        _writer.Line($"if (i < {LoopKernelInstance.LengthName}) {Call(LoopKernelInstance.LengthName + " - i")}");

        string Call(string left) =>
            $"{pass}({string.Join(", ", taken.Select(p => (p.Type.StartsWith("ref ", StringComparison.Ordinal) ? "ref " : "") + p.Name).Concat(["i", left]))});";
    }

    /// <summary>
    /// Whether two vectors of columns go down the rows together, a cache line on most processors: where rows are passed once, for sums alone. What goes down several times
    /// finds its lines in the cache.
    /// </summary>
    private bool IsPaired => _instance.IsEven && _kernel.Stages.Count(s => s.HasPass) == 1 && _kernel.Stages.Any(s => s.Reductions.Count > 0);

    /// <summary>Prints what is done with a vector of columns, and where two go together the same with the second, whose variables have other letters.</summary>
    private void ForEachVector(Action print)
    {
        string text = Captured(print);
        if (text.Length == 0) return;
        _writer.Line(text);
        if (!IsPaired) return;
        _writer.Line(Regex.Replace(text, @"\b([hlst])(\d+)\b|\bi\b", m => m.Value == "i" ? "i + V.Count" : m.Groups[1].Value switch { "h" => "g", "l" => "m", "s" => "w", _ => "u" } + m.Groups[2].Value));
    }

    private void PrintColumn(VectorForm form)
    {
        var invariant = Loads(_kernel.Stages.SelectMany(Expressions)).Where(IsColumnInvariant).ToArray();
        if (invariant.Length > 0) ForEachVector(() => _writer.Line(string.Join(" ", invariant.Select(i => $"var h{i} = {Load(form, i, Base(i))};"))));
        foreach (var stage in _kernel.Stages)
        {
            ForEachVector(() => PrintLane(stage, form));
            if (!stage.HasPass) continue;
            if (stage.Reductions.Count > 0)
                ForEachVector(() => _writer.Line($"{form.Type(_kernel.Precision)} {string.Join(", ", stage.Reductions.Select(r => $"l{r.Lane} = {Zero(form, r.Kind)}"))};"));
            PrintDown(stage, form, 0);
        }
    }

    private bool IsColumnInvariant(int load) => load < LoopKernel.LaneBase && !_kernel.Operands[load].MovesReducing && !_kernel.Operands[load].IsWritten;

    private void PrintDown(LoopStage stage, VectorForm form, int depth)
    {
        if (depth < _kernel.Reducing)
        {
            Nested(
                $"for (int k{depth} = 0; k{depth} < {LoopKernelInstance.SizeName(_kernel, _kernel.Outer + depth)}; k{depth}++)", () => PrintDown(stage, form, depth + 1));
            return;
        }
        var moved = Loads(PassExpressions(stage)).Where(l => l < LoopKernel.LaneBase).Concat(stage.Stores.Select(s => s.Operand)).Distinct().Where(i => _kernel.Operands[i].MovesReducing);
        PrintPlaces(moved, i => $"q{i} = ref {At(Base(i), _kernel.Operands[i].Reducing, "k")}");
        ForEachVector(() => PrintElement(
            stage, form, load => ColumnLoad(form, load), r => "l" + Text(r.Lane), i => form == VectorForm.Scalar ? Moved(i) + " = {0};" : $"{{0}}.Store(ref {Moved(i)}, i, left);"));
    }

    private string Moved(int operand) => _kernel.Operands[operand].MovesReducing ? "q" + Text(operand) : Base(operand);

    private string ColumnLoad(VectorForm form, int load) =>
        load == LoopKernel.InnerPosition ? Position :
        load >= LoopKernel.ReducingPosition ? Number(form, "k" + Text(load - LoopKernel.ReducingPosition)) :
        load >= LoopKernel.OuterPosition ? Number(form, "r" + Text(load - LoopKernel.OuterPosition)) :
        IsLane(load) ? "l" + Text(load - LoopKernel.LaneBase) :
        IsColumnInvariant(load) ? "h" + Text(load) : Load(form, load, Moved(load));

    private string Number(VectorForm form, string variable) => form == VectorForm.Scalar ? $"({_type}){variable}" : $"V.Create(({_type}){variable})";
}
