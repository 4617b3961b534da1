using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Cpu;

// One operation after the other.
internal sealed partial class StraightLinePrinter
{
    private StraightLineValue Compute(int id, Node node)
    {
        switch (node.Operation)
        {
            case InputOperation input: return Input(id, input);
            case ParameterOperation parameter: return node.Type.Shape.Rank > 1 ? Matrix : LoadParameter(parameter.Index, node.Type.Shape);
            case ConstantOperation constant: return Constant(id, constant);
            case BatchSizeOperation: return new StraightLineValue(Stage.Before, 1, [$"({_type})count"]);
            case MapOperation map: return Map(id, node, map.Expression);
            case ReduceOperation reduce: return reduce.OverBatch ? SumOverBatch(id, node, reduce) : Reduce(id, node, reduce);
            case DenseOperation: return Dense(id, node);
            case DenseInputGradientOperation: return InputGradient(id, node);
            case DenseWeightGradientOperation: return WeightGradient(id, node);
            case StopGradientOperation: return Value(node.Operands[0]);
            case ReshapeOperation when LengthOf(node.Type.Shape) == Length(node.Operands[0]): return Value(node.Operands[0]);
            case BroadcastOperation: return Repeat(id, node);
            default: throw new NotTinyException();
        }
    }

    /// <summary>Stands for weights, which the products load in the form they need.</summary>
    private static readonly StraightLineValue Matrix = new(Stage.Before, 0, []);

    private StraightLineValue Input(int id, InputOperation input)
    {
        var column = _function.Columns[input.Column];
        int length = LengthOf(column.Type.Shape);
        if (!column.Type.Batched || (column.Type.Element == ElementType.Integer && length > 1)) throw new NotTinyException();
        if (length > 1) return new StraightLineValue(Stage.Sample, length, [], Name(column));
        string name = Variable(id);
        _current.Line($"{_type} {name} = {Name(column)};");
        return new StraightLineValue(Stage.Sample, 1, [name]);
    }

    private StraightLineValue Constant(int id, ConstantOperation constant)
    {
        int length = LengthOf(constant.Shape);
        if (length == 1)
        {
            string literal = CodeWriter.Literal(constant.Values[0], _precision);
            return new StraightLineValue(Stage.Before, 1, [constant.Values[0] < 0 ? $"({literal})" : literal]);
        }
        return new StraightLineValue(Stage.Before, length, Declare(id, length, c => VectorOf(length, c, i => CodeWriter.Literal(constant.Values[i], _precision))));
    }

    private StraightLineValue Map(int id, Node node, Expression expression)
    {
        int length = LengthOf(node.Type.Shape);
        var form = StraightLineValue.FormOf(length, _precision);
        string[] names = new string[StraightLineValue.ChunksOf(length, _precision)];
        for (int c = 0; c < names.Length; c++)
        {
            int chunk = c;
            string position = !expression.Nodes.Any(n => n.Operator == ScalarOperator.Position) ? "" : length == 1 ? "0" : Position(length, c);
            string text = _printers[form].Print(_current, [expression], o => OperandChunk(node.Operands[o], length, chunk), position)[0];
            names[c] = Variable(id, names.Length == 1 ? "" : "_" + Number(c));
            _current.Line($"var {names[c]} = {text};");
        }
        return new StraightLineValue(_stages[id], length, names);
    }

    /// <summary>A chunk of an operand that repeats to a length.</summary>
    private string OperandChunk(int operand, int length, int chunk)
    {
        var value = Value(operand);
        if (value.Length == length) return Chunks(value)[chunk];
        if (value.Length != 1) throw new NotTinyException();
        return Repeated(value, 0, StraightLineValue.FormOf(length, _precision));
    }

    private StraightLineValue Repeat(int id, Node node)
    {
        int length = LengthOf(node.Type.Shape);
        var value = Value(node.Operands[0]);
        if (value.Length == length) return value;
        int chunks = StraightLineValue.ChunksOf(length, _precision);
        return new StraightLineValue(_stages[id], length, Enumerable.Range(0, chunks).Select(c => OperandChunk(node.Operands[0], length, c)).ToArray());
    }

    private StraightLineValue Reduce(int id, Node node, ReduceOperation reduce)
    {
        var x = Value(node.Operands[0]);
        if (x.Length == 0) throw new NotTinyException();
        if (x.Length == 1) return x;
        string name = Variable(id);
        if (reduce.Kind == ReduceKind.Sum)
        {
            _current.Line($"{_type} {name} = {SumOfChunks(Chunks(x), x.Length)};");
        }
        else
        {
            _current.Line($"{_type} {name} = {x.Element(0, _precision)};");
            for (int i = 1; i < x.Length; i++) _current.Line($"{name} = {_type}.Max({name}, {x.Element(i, _precision)});");
        }
        return new StraightLineValue(_stages[id], 1, [name]);
    }

    /// <summary>Sums over the samples, and then over the elements where the reduction says so.</summary>
    private StraightLineValue SumOverBatch(int id, Node node, ReduceOperation reduce)
    {
        if (reduce.Kind != ReduceKind.Sum) throw new NotTinyException();
        int operand = node.Operands[0], length = Length(operand);
        if (_stages[operand] != Stage.Sample) throw new NotTinyException();
        string[] sums = Sums(id, length);
        InSample(() =>
        {
            var chunks = Chunks(Value(operand));
            for (int c = 0; c < sums.Length; c++) _current.Line($"{sums[c]} += {chunks[c]};");
        });
        if (reduce.Axes.Count == 0 || length == 1) return new StraightLineValue(Stage.Behind, length, sums);
        string name = Variable(id, "_total");
        _current.Line($"{_type} {name} = {SumOfChunks(sums, length)};");
        return new StraightLineValue(Stage.Behind, 1, [name]);
    }

    private StraightLineValue Dense(int id, Node node)
    {
        var (x, parameter, shape) = Product(node, 0);
        int inputs = shape[1], outputs = shape[0];
        if (outputs == 1) return Dot(Variable(id), _stages[id], x, Row(parameter, shape, 0));
        return SumOfProducts(id, outputs, inputs, k => x.Length == 1 ? x : Single(x, k), k => Column(parameter, shape, k));
    }

    private StraightLineValue InputGradient(int id, Node node)
    {
        var (dy, parameter, shape) = Product(node, 0);
        int inputs = shape[1], outputs = shape[0];
        if (inputs == 1)
        {
            var weights = outputs == 1 ? Row(parameter, shape, 0) : new StraightLineValue(Stage.Before, outputs, Column(parameter, shape, 0));
            return Dot(Variable(id), _stages[id], dy, weights);
        }
        if (4 * inputs <= outputs && outputs > 1)
        {
            // Few inputs: a sum across lanes for each is less than a step for each output.
            var sums = Enumerable.Range(0, inputs)
                .Select(k => Dot(Variable(id, "_" + Number(k)), _stages[id], dy, new StraightLineValue(Stage.Before, outputs, Column(parameter, shape, k))).Chunks[0])
                .ToArray();
            return new StraightLineValue(_stages[id], inputs, [], Elements: sums);
        }
        return SumOfProducts(id, inputs, outputs, n => outputs == 1 ? dy : Single(dy, n), n => Row(parameter, shape, n).Chunks);
    }

    /// <summary>The sum over terms of a number times a vector of weights.</summary>
    private StraightLineValue SumOfProducts(int id, int length, int terms, Func<int, StraightLineValue> number, Func<int, string[]> weights)
    {
        var form = StraightLineValue.FormOf(length, _precision);
        string[] names = Enumerable.Range(0, StraightLineValue.ChunksOf(length, _precision)).Select(c => Variable(id, c == 0 ? "" : "_" + Number(c))).ToArray();
        for (int k = 0; k < terms; k++)
        {
            string factor = Repeated(number(k), 0, form);
            string[] w = weights(k);
            for (int c = 0; c < names.Length; c++)
                _current.Line(k == 0 ? $"var {names[c]} = {factor} * {w[c]};" : $"{names[c]} = {MultiplyAdd(form, factor, w[c], names[c])};");
        }
        return new StraightLineValue(_stages[id], length, names);
    }

    private StraightLineValue Dot(string name, Stage stage, StraightLineValue x, StraightLineValue weights)
    {
        string[] a = Chunks(x), b = weights.Chunks;
        string text = $"{a[0]} * {b[0]}";
        if (x.Length > 1)
        {
            string[] products = a.Select((_, c) => $"{a[c]} * {b[c]}").ToArray();
            text = SumOfChunks(products, x.Length);
        }
        _current.Line($"{_type} {name} = {text};");
        return new StraightLineValue(stage, 1, [name]);
    }

    /// <summary>
    /// Sums of outer products: a variable for each input, over the outputs, as the panels are; for a single output one over the inputs.
    /// </summary>
    private StraightLineValue WeightGradient(int id, Node node)
    {
        int inputs = Length(node.Operands[0]), outputs = Length(node.Operands[1]);
        var (x, dy) = (node.Operands[0], node.Operands[1]);
        if (_stages[x] != Stage.Sample || _stages[dy] != Stage.Sample) throw new NotTinyException();
        if (outputs == 1)
        {
            string[] row = Sums(id, inputs);
            InSample(() => AddProduct(row, inputs, Value(dy), Chunks(Value(x))));
            return new StraightLineValue(Stage.Behind, inputs, row);
        }
        string[][] columns = Enumerable.Range(0, inputs).Select(k => Sums(id, outputs, "_" + Number(k))).ToArray();
        InSample(() =>
        {
            for (int k = 0; k < inputs; k++) AddProduct(columns[k], outputs, inputs == 1 ? Value(x) : Single(Value(x), k), Chunks(Value(dy)));
        });
        return new StraightLineValue(Stage.Behind, 0, columns.SelectMany(c => c).ToArray());

        void AddProduct(string[] sums, int length, StraightLineValue number, string[] vector)
        {
            var form = StraightLineValue.FormOf(length, _precision);
            string factor = Repeated(number, 0, form);
            for (int c = 0; c < sums.Length; c++) _current.Line($"{sums[c]} = {MultiplyAdd(form, factor, vector[c], sums[c])};");
        }
    }

    private (StraightLineValue X, int Parameter, Shape Shape) Product(Node node, int x)
    {
        if (_function.Nodes[node.Operands[1]].Operation is not ParameterOperation parameter || _stages[node.Operands[x]] == Stage.Behind) throw new NotTinyException();
        if (parameter.Shape[0] > StraightLineValue.Longest || parameter.Shape[1] > StraightLineValue.Longest) throw new NotTinyException();
        LengthOf(node.Type.Shape);
        return (Value(node.Operands[x]), parameter.Index, parameter.Shape);
    }

    private string MultiplyAdd(VectorForm form, string a, string b, string sum) => $"{form.Class(_precision)}.MultiplyAddEstimate({a}, {b}, {sum})";
}
