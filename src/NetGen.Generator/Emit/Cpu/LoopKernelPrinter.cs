using System.Globalization;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Prints a kernel of maps and reductions as one method: the widest vectors that the processor has, then narrower ones, then single elements
/// for what is left. Sums are kept in vectors and added across their lanes in a fixed order at the end of a row.
/// </summary>
internal sealed class LoopKernelPrinter
{
    private CodeWriter _writer;
    private readonly LoopKernel _kernel;
    private readonly LoopKernelInstance _instance;
    private readonly string _type;
    private readonly int _lanes;
    private readonly bool _rows;

    private LoopKernelPrinter(CodeWriter writer, LoopKernelInstance instance)
    {
        _writer = writer;
        _instance = instance;
        _kernel = instance.Kernel;
        _type = _kernel.Precision == Precision.Single ? "float" : "double";
        _lanes = PanelLayout.Lanes(_kernel.Precision);
        _rows = _kernel.Order == LoopOrder.Rows;
    }

    public static void Print(CodeWriter writer, LoopKernelInstance instance) => new LoopKernelPrinter(writer, instance).Print();

    /// <summary>A way of computing: single elements, or vectors of so many bits.</summary>
    private readonly record struct Form(VectorForm Kind, int Bits)
    {
        public static readonly Form Scalar = new(VectorForm.Scalar, 0);

        public static readonly Form[] Vectors = [new(VectorForm.V512, 512), new(VectorForm.V256, 256), new(VectorForm.V128, 128)];

        public bool IsScalar => Bits == 0;

        public string Class => "Vector" + Bits.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A loop or condition: in braces where it holds more than one statement.</summary>
    private void Nested(string header, Action body)
    {
        var around = _writer;
        _writer = new CodeWriter();
        body();
        string text = _writer.ToString().TrimEnd('\n');
        _writer = around;
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

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Print()
    {
        var parameters = new List<string>();
        for (int i = 0; i < _kernel.Operands.Count; i++)
        {
            var o = _kernel.Operands[i];
            parameters.Add(o.IsBatchSize ? $"{_type} x{i}" : $"ref {(o.IsInteger ? "int" : _type)} x{i}");
        }
        parameters.AddRange(_instance.Parameters.Select(p => "int " + p));
        foreach (string comment in _instance.Comments) _writer.Line("// " + comment);
        _writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (_writer.Braces($"internal static void {_instance.Name}({string.Join(", ", parameters)})"))
        {
            if (_instance.Constants.Count > 0) _writer.Line("const int " + string.Join(", ", _instance.Constants.Select(c => $"{c.Name} = {Text(c.Value)}")) + ";");
            PrintOuter(0);
        }
        _writer.Line();
    }

    private void PrintOuter(int depth)
    {
        if (depth < _kernel.Outer)
        {
            Nested($"for (int r{depth} = 0; r{depth} < {LoopKernelInstance.SizeName(_kernel, depth)}; r{depth}++)", () => PrintOuter(depth + 1));
            return;
        }
        for (int i = 0; i < _kernel.Operands.Count; i++)
            if (_kernel.Operands[i].MovesOuter) _writer.Line($"ref {(_kernel.Operands[i].IsInteger ? "int" : _type)} p{i} = ref {At("x" + i, _kernel.Operands[i].Outer, "r")};");
        if (_rows) PrintRow();
        else PrintColumns();
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

    private string Zero(Form form, ReduceKind kind) => kind == ReduceKind.Max
        ? form.IsScalar ? _type + ".NegativeInfinity" : $"{form.Class}.Create({_type}.NegativeInfinity)"
        : form.IsScalar ? "0" : $"{form.Class}<{_type}>.Zero";

    private string Combine(Form form, ReduceKind kind, string total, string value) => kind == ReduceKind.Max
        ? $"{total} = {(form.IsScalar ? "Math" : form.Class)}.Max({total}, {value});"
        : $"{total} += {value};";

    // Rows: lanes' values are scalars, passes run along the row.

    private void PrintRow()
    {
        var scalars = Loads(_kernel.Stages.SelectMany(Expressions)).Where(IsRowScalar).ToArray();
        if (scalars.Length > 0)
            _writer.Line(_type + " " + string.Join(", ", scalars.Select(i => $"h{i} = {(_kernel.Operands[i].IsInteger ? $"({_type})" : "")}{Base(i)}")) + ";");
        bool counter = false;
        foreach (var stage in _kernel.Stages)
        {
            PrintLane(stage, Form.Scalar);
            if (!stage.HasPass) continue;
            if (_kernel.IsUnit)
            {
                PrintElement(stage, Form.Scalar, RowLoad(Form.Scalar), r => "l" + Text(r.Lane), i => Element(Form.Scalar, Base(i)));
                continue;
            }
            _writer.Line(counter ? "i = 0;" : "nuint i = 0;");
            counter = true;
            if (stage.Reductions.Count > 0)
                _writer.Line(_type + " " + string.Join(", ", stage.Reductions.Select(r => $"l{r.Lane} = {Zero(Form.Scalar, r.Kind)}")) + ";");
            foreach (var form in Form.Vectors)
                if (form.Bits <= _instance.Widest) PrintAlongRow(stage, form);
            Nested(
                $"for (; i < {Length}; i++)", () => PrintElement(stage, Form.Scalar, RowLoad(Form.Scalar), r => "l" + Text(r.Lane), i => Element(Form.Scalar, Base(i))));
        }
    }

    /// <summary>A row's part that fills vectors of one width. Where something must be made ready for them, there have to be any.</summary>
    private void PrintAlongRow(LoopStage stage, Form form)
    {
        int lanes = _lanes * form.Bits / 512;
        var shared = Loads(PassExpressions(stage)).Where(l => IsRowScalar(l) || IsLane(l) || IsOuterPosition(l)).ToArray();
        string condition = shared.Length + stage.Reductions.Count > 0 ? $" && i + {lanes} <= {Length}" : "";
        Nested($"if ({form.Class}.IsHardwareAccelerated{condition})", () =>
        {
            var ready = shared.Select(l => $"var {Broadcast(l)} = {form.Class}.Create({RowScalar(l)});").Concat(stage.Reductions.Select(r => $"var a{r.Lane} = {Zero(form, r.Kind)};"));
            if (condition.Length > 0) _writer.Line(string.Join(" ", ready));
            Nested(
                $"for (; i + {lanes} <= {Length}; i += {lanes})", () => PrintElement(stage, form, RowLoad(form), r => "a" + Text(r.Lane), i => Element(form, Base(i))));
            foreach (var r in stage.Reductions)
                _writer.Line(Combine(Form.Scalar, r.Kind, "l" + Text(r.Lane), $"Horizontal.{(r.Kind == ReduceKind.Sum ? "Sum" : "Max")}(a{r.Lane})"));
        });
    }

    private string Length => $"(uint){LoopKernelInstance.LengthName}";

    private bool IsRowScalar(int load) => load < LoopKernel.LaneBase && !_kernel.Operands[load].Along && !_kernel.Operands[load].IsWritten;

    private static bool IsLane(int load) => load is >= LoopKernel.LaneBase and < LoopKernel.OuterPosition;

    private static bool IsOuterPosition(int load) => load is >= LoopKernel.OuterPosition and < LoopKernel.ReducingPosition;

    private string RowScalar(int load) =>
        IsLane(load) ? "l" + Text(load - LoopKernel.LaneBase) : IsOuterPosition(load) ? $"({_type})r{load - LoopKernel.OuterPosition}" : "h" + Text(load);

    private static string Broadcast(int load) => IsLane(load) ? "c" + Text(load - LoopKernel.LaneBase) : IsOuterPosition(load) ? "o" + Text(load - LoopKernel.OuterPosition) : "b" + Text(load);

    private Func<int, string> RowLoad(Form form) => load =>
        load == LoopKernel.InnerPosition ? Position(form) :
        IsRowScalar(load) || IsLane(load) || IsOuterPosition(load) ? form.IsScalar ? RowScalar(load) : Broadcast(load) :
        Load(form, load, Base(load));

    private string Position(Form form) => form.IsScalar ? $"({_type})i" : $"({form.Class}.Create(({_type})i) + {form.Class}<{_type}>.Indices)";

    /// <summary>An operand's elements at the inner loop's place.</summary>
    private string Load(Form form, int operand, string reference)
    {
        string scalar = (_kernel.Operands[operand].IsInteger ? $"({_type})" : "") + (_kernel.IsUnit || !_kernel.Operands[operand].Along ? reference : $"Unsafe.Add(ref {reference}, i)");
        if (form.IsScalar) return scalar;
        return _kernel.Operands[operand].Along ? $"{form.Class}.LoadUnsafe(ref {reference}, i)" : $"{form.Class}.Create({scalar})";
    }

    /// <summary>The statement that stores a value: a format with a place for it.</summary>
    private string Element(Form form, string reference) =>
        !form.IsScalar ? $"({{0}}).StoreUnsafe(ref {reference}, i);" : _kernel.IsUnit ? reference + " = {0};" : $"Unsafe.Add(ref {reference}, i) = {{0}};";

    private void PrintElement(LoopStage stage, Form form, Func<int, string> load, Func<LoopReduction, string> total, Func<int, string> store)
    {
        var printer = new ExpressionPrinter(form.Kind, _kernel.Precision);
        string[] values = printer.Print(_writer, PassExpressions(stage).ToArray(), load, "");
        for (int j = 0; j < stage.Reductions.Count; j++) _writer.Line(Combine(form, stage.Reductions[j].Kind, total(stage.Reductions[j]), values[j]));
        StoreAll(stage.Stores, values.Skip(stage.Reductions.Count).ToArray(), store);
    }

    /// <summary>Several results are computed before the first is stored, which may be in the place of an operand.</summary>
    private void StoreAll(EquatableArray<LoopStore> stores, string[] values, Func<int, string> store)
    {
        for (int j = 1; j < stores.Count; j++)
        {
            _writer.Line($"var s{j} = {values[j]};");
            values[j] = "s" + Text(j);
        }
        for (int j = 0; j < stores.Count; j++) _writer.Line(string.Format(CultureInfo.InvariantCulture, store(stores[j].Operand), values[j]));
    }

    /// <summary>The lane's values, declared here, and its stores; what they share has a scope of its own.</summary>
    private void PrintLane(LoopStage stage, Form form)
    {
        if (stage.Values.Count + stage.LaneStores.Count == 0) return;
        string type = form.IsScalar ? _type : $"{form.Class}<{_type}>";
        var around = _writer;
        _writer = new CodeWriter();
        var printer = new ExpressionPrinter(form.Kind, _kernel.Precision);
        string[] values = printer.Print(_writer, stage.Values.Select(v => v.Value).Concat(stage.LaneStores.Select(s => s.Value)).ToArray(), _rows ? RowLoad(Form.Scalar) : ColumnLoad(form), "");
        bool scope = _writer.Lines > 0 || stage.LaneStores.Count > 1;
        for (int j = 0; j < stage.Values.Count; j++) _writer.Line($"{(scope ? "" : type + " ")}l{stage.Values[j].Lane} = {values[j]};");
        StoreAll(stage.LaneStores, values.Skip(stage.Values.Count).ToArray(), i => _rows ? Base(i) + " = {0};" : Element(form, Base(i)));
        string text = _writer.ToString().TrimEnd('\n');
        _writer = around;
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
            PrintColumn(Form.Scalar);
            return;
        }
        _writer.Line("nuint i = 0;");
        foreach (var form in Form.Vectors)
        {
            if (form.Bits > _instance.Widest) continue;
            int lanes = _lanes * form.Bits / 512;
            Nested($"if ({form.Class}.IsHardwareAccelerated)", () => Nested($"for (; i + {lanes} <= {Length}; i += {lanes})", () => PrintColumn(form)));
        }
        Nested($"for (; i < {Length}; i++)", () => PrintColumn(Form.Scalar));
    }

    private void PrintColumn(Form form)
    {
        var invariant = Loads(_kernel.Stages.SelectMany(Expressions)).Where(IsColumnInvariant).ToArray();
        if (invariant.Length > 0) _writer.Line(string.Join(" ", invariant.Select(i => $"var h{i} = {Load(form, i, Base(i))};")));
        foreach (var stage in _kernel.Stages)
        {
            PrintLane(stage, form);
            if (!stage.HasPass) continue;
            if (stage.Reductions.Count > 0)
                _writer.Line(string.Join(" ", stage.Reductions.Select(r => $"{(form.IsScalar ? _type : "var")} l{r.Lane} = {Zero(form, r.Kind)};")));
            PrintDown(stage, form, 0);
        }
    }

    private bool IsColumnInvariant(int load) => load < LoopKernel.LaneBase && !_kernel.Operands[load].MovesReducing && !_kernel.Operands[load].IsWritten;

    private void PrintDown(LoopStage stage, Form form, int depth)
    {
        if (depth < _kernel.Reducing)
        {
            Nested(
                $"for (int k{depth} = 0; k{depth} < {LoopKernelInstance.SizeName(_kernel, _kernel.Outer + depth)}; k{depth}++)", () => PrintDown(stage, form, depth + 1));
            return;
        }
        var moved = Loads(PassExpressions(stage)).Where(l => l < LoopKernel.LaneBase).Concat(stage.Stores.Select(s => s.Operand)).Distinct().Where(i => _kernel.Operands[i].MovesReducing);
        foreach (int i in moved)
            _writer.Line($"ref {(_kernel.Operands[i].IsInteger ? "int" : _type)} q{i} = ref {At(Base(i), _kernel.Operands[i].Reducing, "k")};");
        PrintElement(stage, form, ColumnLoad(form), r => "l" + Text(r.Lane), i => Element(form, Moved(i)));
    }

    private string Moved(int operand) => _kernel.Operands[operand].MovesReducing ? "q" + Text(operand) : Base(operand);

    private Func<int, string> ColumnLoad(Form form) => load =>
        load == LoopKernel.InnerPosition ? Position(form) :
        load >= LoopKernel.ReducingPosition ? Number(form, "k" + Text(load - LoopKernel.ReducingPosition)) :
        load >= LoopKernel.OuterPosition ? Number(form, "r" + Text(load - LoopKernel.OuterPosition)) :
        IsLane(load) ? "l" + Text(load - LoopKernel.LaneBase) :
        IsColumnInvariant(load) ? "h" + Text(load) : Load(form, load, Moved(load));

    private string Number(Form form, string variable) => form.IsScalar ? $"({_type}){variable}" : $"{form.Class}.Create(({_type}){variable})";
}
