using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

// Variables: names, weights, repeated numbers, sums over the batch, and the lanes that hold nothing.
internal sealed partial class StraightLinePrinter
{
    private bool _usesValues, _onlyWanted;

    /// <summary>A variable's name for a node: what users call the value, where that is not taken.</summary>
    private string Variable(int id, string suffix = "")
    {
        string name = "v" + Number(id);
        if (_function.Nodes[id].Label is { } label)
        {
            string readable = new(label.Select(c => char.IsLetterOrDigit(c) ? c : '_').ToArray());
            // No keyword ends in a digit.
            if (char.IsLetter(readable[0]) && !_names.Contains(readable)) name = char.IsDigit(readable[readable.Length - 1]) ? readable : readable + "_";
        }
        name += suffix;
        if (_names.Add(name)) return name;
        name = "v" + Number(id) + suffix;
        _names.Add(name);
        return name;
    }

    private string[] Declare(int id, int length, Func<int, string> text)
    {
        string[] names = Enumerable.Range(0, StraightLineValue.ChunksOf(length, _precision)).Select(c => Variable(id, c == 0 ? "" : "_" + Number(c))).ToArray();
        for (int c = 0; c < names.Length; c++) _current.Line($"var {names[c]} = {text(c)};");
        return names;
    }

    /// <summary>A variable that is made once, at the first use, before the loop or where the code stands.</summary>
    private string Helper(Stage stage, string name, string text)
    {
        // What only gradients of inputs need is not loaded for those who don't want them.
        var writer = stage == Stage.Before && !_onlyWanted ? _before : _current;
        var key = (writer, text);
        if (_helpers.TryGetValue(key, out string? known) || _helpers.TryGetValue((_before, text), out known)) return known;
        if (stage == Stage.Sample && _helpers.TryGetValue((_sample, text), out known)) return known;
        string unique = name;
        for (int i = 2; !_names.Add(unique); i++) unique = name + "_" + Number(i);
        writer.Line($"var {unique} = {text};");
        return _helpers[key] = unique;
    }

    /// <summary>The value's vectors; one that lies in memory is loaded at the first use.</summary>
    private string[] Chunks(StraightLineValue value)
    {
        if (value.Chunks.Length > 0) return value.Chunks;
        if (value.Memory is null && value.Elements is null) throw new NotTinyException();
        var form = StraightLineValue.FormOf(value.Length, _precision);
        int lanes = form.Lanes(_precision);
        string name = value.Memory is { } memory ? memory.TrimStart('@') + "Row" : value.Elements![0] + "Row";
        return Enumerable.Range(0, StraightLineValue.ChunksOf(value.Length, _precision))
            .Select(c => Helper(
                Stage.Sample, c == 0 ? name : name + Number(c),
                value.Memory is not null && StraightLineValue.Used(value.Length, c, _precision) == lanes
                    ? $"{form.Class(_precision)}.LoadUnsafe(ref {Place(value.Memory, c * lanes)})"
                    : VectorOf(value.Length, c, i => value.Element(i, _precision))))
            .ToArray();
    }

    /// <summary>One element of a value as a value.</summary>
    private StraightLineValue Single(StraightLineValue value, int index) => new(value.Stage, 1, [value.Element(index, _precision)]);

    /// <summary>A number in all lanes.</summary>
    private string Repeated(StraightLineValue value, int index, VectorForm form)
    {
        string element = value.Element(index, _precision);
        if (form == VectorForm.Scalar) return element;
        return Helper(value.Stage, "b" + Number(_helpers.Count), $"{form.Class(_precision)}.Create({element})");
    }

    /// <summary>A chunk made of elements, zero beyond the length.</summary>
    private string VectorOf(int length, int chunk, Func<int, string> element)
    {
        var form = StraightLineValue.FormOf(length, _precision);
        int lanes = form.Lanes(_precision);
        string zero = CodeWriter.Literal(0, _precision);
        return $"{form.Class(_precision)}.Create({string.Join(", ", Enumerable.Range(chunk * lanes, lanes).Select(i => i < length ? element(i) : zero))})";
    }

    private string Position(int length, int chunk)
    {
        int lanes = StraightLineValue.FormOf(length, _precision).Lanes(_precision);
        return Helper(Stage.Before, "position", VectorOf((chunk + 1) * lanes, chunk, i => CodeWriter.Literal(i, _precision)));
    }

    private string Values(int offset)
    {
        _usesValues = true;
        return Place("values", offset);
    }

    private StraightLineValue LoadParameter(int index, Shape shape)
    {
        int length = LengthOf(shape), offset = _plan.Parameters[index].Offset;
        if (length == 1) return new StraightLineValue(Stage.Before, 1, [Helper(Stage.Before, "p" + Number(index), Values(offset))]);
        return new StraightLineValue(Stage.Before, length, LoadChunks("p" + Number(index), length, offset));
    }

    /// <summary>Vectors from the parameters; segments are whole cache lines, so there is something to read in every lane.</summary>
    private string[] LoadChunks(string name, int length, int offset)
    {
        var form = StraightLineValue.FormOf(length, _precision);
        return Enumerable.Range(0, StraightLineValue.ChunksOf(length, _precision))
            .Select(c => Helper(Stage.Before, c == 0 ? name : name + "_" + Number(c), $"{form.Class(_precision)}.LoadUnsafe(ref {Values(offset + c * form.Lanes(_precision))})"))
            .ToArray();
    }

    /// <summary>The weights from one input to all outputs, at least two: one line of the panel.</summary>
    private string[] Column(int parameter, Shape shape, int input)
    {
        var panels = new PanelLayout(shape[0], shape[1], _precision);
        return LoadChunks($"w{Number(parameter)}In{Number(input)}", shape[0], _plan.Parameters[parameter].Offset + panels.Offset(0, input));
    }

    /// <summary>The weights from all inputs to one output, gathered from the panel's lines.</summary>
    private StraightLineValue Row(int parameter, Shape shape, int output)
    {
        var panels = new PanelLayout(shape[0], shape[1], _precision);
        int offset = _plan.Parameters[parameter].Offset, length = shape[1];
        string name = $"w{Number(parameter)}Out{Number(output)}";
        string[] chunks = length == 1
            ? [Helper(Stage.Before, name, Values(offset + panels.Offset(output, 0)))]
            : Enumerable.Range(0, StraightLineValue.ChunksOf(length, _precision))
                .Select(c => Helper(Stage.Before, c == 0 ? name : name + "_" + Number(c), VectorOf(length, c, k => Values(offset + panels.Offset(output, k)))))
                .ToArray();
        return new StraightLineValue(Stage.Before, length, chunks);
    }

    /// <summary>Declares sums over the batch, zero before the loop.</summary>
    private string[] Sums(int id, int length, string suffix = "")
    {
        var form = StraightLineValue.FormOf(length, _precision);
        string[] names = Enumerable.Range(0, StraightLineValue.ChunksOf(length, _precision)).Select(c => Variable(id, suffix + (c == 0 ? "" : "_" + (char)('a' + c)))).ToArray();
        foreach (string name in names) _before.Line($"{form.Type(_precision)} {name} = {(form == VectorForm.Scalar ? "0" : $"{form.Type(_precision)}.Zero")};");
        return names;
    }

    /// <summary>Writes what adds to sums, at the end of the loop's body.</summary>
    private void InSample(Action add)
    {
        var behind = _current;
        _current = _sample;
        add();
        _current = behind;
    }

    /// <summary>A chunk with zeros in the lanes beyond the length.</summary>
    private string Masked(string text, int length, int chunk)
    {
        var form = StraightLineValue.FormOf(length, _precision);
        int lanes = form.Lanes(_precision), used = StraightLineValue.Used(length, chunk, _precision);
        if (form == VectorForm.Scalar || used == lanes) return text;
        string bits = _precision == Precision.Single ? "-1" : "-1L";
        string mask = Helper(
            Stage.Before, "mask",
            $"{form.Class(_precision)}.Create({string.Join(", ", Enumerable.Range(0, lanes).Select(i => i < used ? bits : "0"))}).As{_precision}()");
        return $"({text}) & {mask}";
    }

    /// <summary>The sum of a value's elements.</summary>
    private string SumOfChunks(string[] chunks, int length)
    {
        var form = StraightLineValue.FormOf(length, _precision);
        if (form == VectorForm.Scalar) return chunks[0];
        var masked = chunks.Select((text, c) => Masked(text, length, c) is var m && m != text ? $"({m})" : text);
        return $"{form.Class(_precision)}.Sum({string.Join(" + ", masked)})";
    }

    private void PrintParameterGradients(Graph.Output[] outputs)
    {
        if (outputs.Length == 0) return;
        _behind.Line("if (!parameterGradients)");
        string loss = _function.OutputsOf(OutputRole.Loss).Select(o => " " + Value(o.Node).Chunks[0]).FirstOrDefault() ?? "";
        using (_behind.Indent()) _behind.Line($"return{loss};");
        _behind.Line("// The gradients in the parameters' layout, with zeros in the padding.");
        _behind.Line($"ref {_type} gradients = ref parameters.Gradients;");
        _current = _behind;
        foreach (var output in outputs)
        {
            int offset = _plan.Parameters[output.Index].Offset;
            var shape = _module.Parameters[output.Index].Shape;
            var value = Value(output.Node);
            if (_plan.Parameters[output.Index].IsPanels)
            {
                StorePanel(value, shape, offset);
                continue;
            }
            int length = LengthOf(shape);
            if (value.Length != length) throw new NotTinyException();
            StoreGradient(Chunks(value), length, offset);
        }
    }

    private void StorePanel(StraightLineValue value, Shape shape, int offset)
    {
        var panels = new PanelLayout(shape[0], shape[1], _precision);
        if (shape[0] > 1)
        {
            int chunks = StraightLineValue.ChunksOf(shape[0], _precision);
            if (value.Length != 0 || value.Chunks.Length != chunks * shape[1]) throw new NotTinyException();
            for (int k = 0; k < shape[1]; k++)
                StoreGradient(value.Chunks.Skip(k * chunks).Take(chunks).ToArray(), shape[0], offset + panels.Offset(0, k));
            return;
        }
        if (value.Length != shape[1]) throw new NotTinyException();
        for (int k = 0; k < shape[1]; k++)
            _current.Line($"Vector128.CreateScalar({value.Element(k, _precision)}).StoreUnsafe(ref {Place("gradients", offset + panels.Offset(0, k))});");
    }

    private void StoreGradient(string[] chunks, int length, int offset)
    {
        var form = StraightLineValue.FormOf(length, _precision);
        for (int c = 0; c < chunks.Length; c++)
        {
            string place = Place("gradients", offset + c * form.Lanes(_precision));
            if (form == VectorForm.Scalar) _current.Line($"{place} = {chunks[c]};");
            else if (Masked(chunks[c], length, c) is var masked && masked != chunks[c]) _current.Line($"({masked}).StoreUnsafe(ref {place});");
            else _current.Line($"{chunks[c]}.StoreUnsafe(ref {place});");
        }
    }
}
