using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Autodiff;

/// <summary>
/// The gradient of a recurrence: a scan the other way, whose body is the vector-Jacobian product of the forward body (van Merrienboer et
/// al. 2018 describe the same for a tape; Pearlmutter and Siskind 2008 for functions).
/// What the backward body reads of the forward one is saved by the forward scan as stacked outputs, so that nothing is computed twice.
/// Where the gradient of a captured value is a product of matrices or a sum over the batch, the scan only stacks its factors, and one
/// product or sum over all steps follows behind it. Other gradients of captured values are accumulated in carries.
/// </summary>
internal sealed class ScanGradient
{
    private readonly FunctionBuilder _outer;
    private readonly int _node;
    private readonly IReadOnlyDictionary<int, int> _gradients;
    private readonly ScanOperation _scan;
    private readonly EquatableArray<int> _operands;

    // The forward body and, behind it, the nodes of its gradient.
    private readonly FunctionBuilder _both;
    private readonly int[] _outputs;
    private readonly int _forwardCount;
    private readonly Dictionary<int, int> _seedColumns = [];
    private readonly int[] _byColumn;
    private readonly bool[] _isForward, _isInvariant;

    // What the backward body computes or reads, and what it stacks: nodes of _both.
    private readonly HashSet<int> _needed = [];
    private readonly List<int> _stacked = [];

    // Where these are outside: items of the forward scan by node, items of the backward scan in order.
    private readonly Dictionary<int, int> _savedItems = [];
    private int[] _items = [];
    private int _carryItems;

    public ScanGradient(FunctionBuilder outer, int node, IReadOnlyDictionary<int, int> gradients, bool[] wanted)
    {
        (_outer, _node, _gradients) = (outer, node, gradients);
        _scan = (ScanOperation)outer.Nodes[node].Operation;
        _operands = outer.Nodes[node].Operands;
        var body = _scan.Body;

        _both = new FunctionBuilder(body.Name);
        int[] columns = body.Columns.Select(c => _both.AddColumn(c.Name, c.Role, c.Type)).ToArray();
        int[] map = _both.Inline(body, columns);
        _outputs = body.Outputs.Select(o => map[o.Node]).ToArray();
        _forwardCount = _both.Nodes.Count;

        // Every carry has a gradient, which the steps behind it may give; an output has one where it was given.
        var seeds = new List<(int Node, int Gradient)>();
        for (int i = 0; i < _outputs.Length; i++)
        {
            bool seeded = i < _scan.Carries ? IsReal(i) : gradients.ContainsKey(i);
            if (!seeded) continue;
            int seed = _both.AddColumn("seed" + OperationText.Number(i), ColumnRole.Carry, _both.TypeOf(_outputs[i]));
            _seedColumns[seed] = i;
            seeds.Add((_outputs[i], seed));
        }
        int[] wrt = columns.Where((_, i) => IsReal(i) && (i < _scan.Carries || wanted[i])).ToArray();
        int[] found = Gradients.Of(_both, seeds, wrt);
        _byColumn = columns.Select(c => Array.IndexOf(wrt, c) is var at and >= 0 ? found[at] : Operation.NoGradient).ToArray();

        // Items of nested scans that their own gradients saved belong to the forward body too.
        _isForward = new bool[_both.Nodes.Count];
        _isInvariant = new bool[_both.Nodes.Count];
        for (int n = 0; n < _both.Nodes.Count; n++)
        {
            var (operation, operands) = (_both.Nodes[n].Operation, _both.Nodes[n].Operands);
            _isForward[n] = n < _forwardCount || (operation is ItemOperation && _isForward[operands[0]]);
            _isInvariant[n] = operation is InputOperation input
                ? input.Column >= Captured && input.Column < body.Columns.Count
                : operands.All(o => _isInvariant[o]);
        }
    }

    private int Captured => _scan.Carries + _scan.Sequences;

    private EquatableArray<Column> Columns => _scan.Body.Columns;

    private bool IsReal(int column) => Columns[column].Type.Element == ElementType.Real;

    public int[] Differentiate()
    {
        int[] carries = Enumerable.Range(0, _scan.Carries).Where(IsReal).ToArray();
        int[] sequences = Enumerable.Range(_scan.Carries, _scan.Sequences).Where(HasGradient).ToArray();
        var captured = Enumerable.Range(Captured, Columns.Count - Captured).Where(HasGradient).Select(SplitTerms).ToArray();
        var accumulated = captured.Where(c => c.Accumulated.Length > 0).ToArray();

        foreach (int c in carries.Where(HasGradient)) Need(_byColumn[c]);
        foreach (int s in sequences) Stack(_byColumn[s]);
        foreach (var c in captured)
        {
            foreach (int term in c.Accumulated) Need(term);
            foreach (int term in c.Hoisted)
                foreach (int factor in _both.Nodes[Core(term)].Operands) Stack(factor);
        }
        SaveInForward();
        AddBackwardScan(carries, accumulated);

        int[] result = Enumerable.Repeat(Operation.NoGradient, Columns.Count).ToArray();
        for (int i = 0; i < carries.Length; i++) result[carries[i]] = _items[i];
        foreach (int s in sequences) result[s] = StackedOutside(_byColumn[s]);
        foreach (var c in captured)
        {
            var terms = c.Hoisted.Select(Hoist).ToList();
            if (c.Accumulated.Length > 0) terms.Add(_items[carries.Length + Array.IndexOf(accumulated, c)]);
            result[c.Column] = _outer.Sum(terms);
        }
        return result;
    }

    private bool HasGradient(int column) => _byColumn[column] != Operation.NoGradient;

    /// <summary>The terms of the gradient of a captured value: those that one product or sum over all steps gives, and the others.</summary>
    private (int Column, int[] Hoisted, int[] Accumulated) SplitTerms(int column)
    {
        int[] terms = Terms(_byColumn[column]).ToArray();
        return (column, terms.Where(IsHoisted).ToArray(), terms.Where(t => !IsHoisted(t)).ToArray());
    }

    private IEnumerable<int> Terms(int node) =>
        _both.Nodes[node] is { Operation: MapOperation { IsSum: true }, Operands: var terms } && terms.All(t => _both.TypeOf(t) == _both.TypeOf(node))
            ? terms.SelectMany(Terms)
            : [node];

    private bool IsHoisted(int term) =>
        _both.Nodes[Core(term)].Operation is DenseWeightGradientOperation or ReduceOperation { Kind: ReduceKind.Sum, OverBatch: true };

    private int Core(int term) => _both.Nodes[term].Operation is ReshapeOperation ? Core(_both.Nodes[term].Operands[0]) : term;

    /// <summary>The term over all steps, outside: the stacked factors have the time axis in front, which the operation sums over.</summary>
    private int Hoist(int term)
    {
        var core = _both.Nodes[Core(term)];
        int[] factors = core.Operands.Select(StackedOutside).ToArray();
        var operation = core.Operation is ReduceOperation sum ? sum with { Axes = [0, .. sum.Axes.Select(a => a + 1)] } : core.Operation;
        return _outer.Reshape(_outer.Add(operation, factors), _both.ShapeOf(term));
    }

    private int ColumnOf(int node) => _both.Nodes[node].Operation is InputOperation input ? input.Column : -1;

    private bool IsSlice(int node) => ColumnOf(node) is var c && c >= _scan.Carries && c < Captured;

    private bool IsCaptured(int node) => ColumnOf(node) is var c && c >= Captured && c < Columns.Count;

    /// <summary>A value of the forward body that changes with the steps: saved as a sequence. What doesn't change is computed again.</summary>
    private bool IsSaved(int node) => _isForward[node] && !_isInvariant[node] && !IsSlice(node);

    /// <summary>Marks what the backward body computes for a value, up to what it reads of the forward body.</summary>
    private void Need(int node)
    {
        if (!_needed.Add(node) || IsSaved(node)) return;
        foreach (int operand in _both.Nodes[node].Operands) Need(operand);
    }

    /// <summary>Makes a value of every step available outside.</summary>
    private void Stack(int node)
    {
        if (IsSaved(node)) _savedItems[node] = -1;
        if (_isForward[node] || _isInvariant[node] || IsGivenGradient(node) || _stacked.Contains(node)) return;
        _stacked.Add(node);
        Need(node);
    }

    /// <summary>Whether a node is the gradient of an output, which is a sequence outside.</summary>
    private bool IsGivenGradient(int node) => _seedColumns.TryGetValue(node, out int output) && output >= _scan.Carries;

    private int StackedOutside(int node)
    {
        if (IsGivenGradient(node)) return _gradients[_seedColumns[node]];
        if (IsSlice(node)) return _operands[ColumnOf(node)];
        if (_savedItems.TryGetValue(node, out int item)) return item;
        int at = _stacked.IndexOf(node);
        if (at >= 0) return _items[_carryItems + at];
        return _outer.Broadcast(CopyInvariant(node), _scan.Stacked(_both.TypeOf(node)));
    }

    /// <summary>Computes outside what is the same in every step.</summary>
    private int CopyInvariant(int node) => IsCaptured(node)
        ? _operands[ColumnOf(node)]
        : _outer.Add(_both.Nodes[node].Operation, _both.Nodes[node].Operands.Select(CopyInvariant).ToArray());

    /// <summary>Makes the forward scan stack what the backward one reads, in place: its results so far stay what they are.</summary>
    private void SaveInForward()
    {
        int[] saved = _needed.Where(IsSaved).Union(_savedItems.Keys).OrderBy(n => n).ToArray();
        var body = new FunctionBuilder(_scan.Body.Name);
        var copies = new Dictionary<int, int>();
        for (int n = 0; n < _both.Nodes.Count; n++)
        {
            if (!_isForward[n]) continue;
            var node = _both.Nodes[n];
            copies[n] = ColumnOf(n) is var c and >= 0
                ? body.AddColumn(Columns[c].Name, Columns[c].Role, Columns[c].Type)
                : body.Add(node.Operation, node.Operands.Select(o => copies[o]).ToArray());
        }
        var outputs = _outputs.ToList();
        foreach (var (output, node) in _scan.Body.Outputs.Zip(_outputs, (o, n) => (o, n)))
            body.AddOutput(output.Name, output.Role, copies[node], output.Index);
        foreach (int n in saved)
        {
            int at = outputs.FindIndex(Math.Min(_scan.Carries, outputs.Count), o => o == n);
            if (at < 0)
            {
                at = outputs.Count;
                outputs.Add(n);
                body.AddOutput(Unused("saved" + OperationText.Number(at)), OutputRole.Carry, copies[n]);
            }
            _savedItems[n] = at;
        }
        var scan = _scan with { Body = body.Build() };
        _outer.Replace(_node, scan);
        foreach (int n in saved) _savedItems[n] = _outer.Add(new ItemOperation(_savedItems[n], scan.ItemType(_savedItems[n])), _node);
    }

    private void AddBackwardScan(int[] carries, (int Column, int[] Hoisted, int[] Accumulated)[] accumulated)
    {
        var body = new FunctionBuilder(_scan.Body.Name + "Gradient");
        var copies = new Dictionary<int, int>();
        List<int> initial = [], sequences = [], constants = [];
        int results = 0;

        // Columns, in a scan's order: carries, sequences, captured values.
        foreach (int c in carries)
        {
            copies[_seedColumns.First(s => s.Value == c).Key] = AddCarry(c);
            initial.Add(_gradients.TryGetValue(c, out int given) ? given : _outer.Fill(0, Columns[c].Type));
        }
        int[] sums = accumulated.Select(a => AddCarry(a.Column)).ToArray();
        foreach (var a in accumulated) initial.Add(_outer.Fill(0, Columns[a.Column].Type));
        int[] reads = _needed.OrderBy(n => n).ToArray();
        foreach (int n in reads.Where(n => IsSaved(n) || IsSlice(n) || IsGivenGradient(n)))
        {
            copies[n] = body.AddColumn("step" + OperationText.Number(sequences.Count), ColumnRole.Carry, _both.TypeOf(n));
            sequences.Add(StackedOutside(n));
        }
        foreach (int n in reads.Where(IsCaptured))
        {
            copies[n] = body.AddColumn("captured" + OperationText.Number(constants.Count), ColumnRole.Carry, _both.TypeOf(n));
            constants.Add(_operands[ColumnOf(n)]);
        }

        foreach (int n in reads)
            if (!copies.ContainsKey(n)) copies[n] = body.Add(_both.Nodes[n].Operation, _both.Nodes[n].Operands.Select(o => copies[o]).ToArray());

        foreach (int c in carries) AddResult(HasGradient(c) ? copies[_byColumn[c]] : body.Fill(0, Columns[c].Type));
        for (int i = 0; i < accumulated.Length; i++) AddResult(body.Sum([sums[i], .. accumulated[i].Accumulated.Select(t => copies[t])]));
        foreach (int n in _stacked) AddResult(copies[n]);

        _carryItems = initial.Count;
        _items = _outer.Scan(body.Build(), _scan.Steps, [.. initial], [.. sequences], [.. constants], !_scan.Reverse);

        int AddCarry(int column) => body.AddColumn("d" + OperationText.Number(column), ColumnRole.Carry, Columns[column].Type);

        void AddResult(int node) => body.AddOutput("result" + OperationText.Number(results++), OutputRole.Carry, node);
    }

    private string Unused(string name) => _scan.Body.Outputs.Any(o => o.Name == name) ? Unused(name + "s") : name;
}
