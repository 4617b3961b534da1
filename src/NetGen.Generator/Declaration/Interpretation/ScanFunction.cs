using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>
/// <c>Scan</c>: the step is run once, on placeholders in the function that is being built; what depends on them is then cut out as the body of a recurrence.
/// </summary>
internal static class ScanFunction
{
    public static object? Scan(LanguageCall call)
    {
        var sequences = Leaves(call, "sequence");
        int steps = call.Has("steps") ? call.Integer("steps") : sequences[0].Shape.Rank > 0 ? sequences[0].Shape[0] : 0;
        if (call.Has("steps")) call.Require(steps >= 1, "steps", steps, "at least 1");
        foreach (var sequence in sequences)
            if (sequence.Shape.Rank == 0 || sequence.Shape[0] != steps)
                throw call.Refuse(
                    "sequence", string.Join(" and ", sequences.Select(s => s.Shape.ToString())),
                    sequences.Length == 1 ? "a sequence has the steps as its first axis" : "all sequences have the same steps as their first axis");
        if (call.Value("step") is not FunctionValue function) throw call.Refuse("step", "null", "give a lambda or a method");

        var functions = call.Functions;
        TensorValue[] initial = [.. Leaves(call, "initial").Select(v => functions.Batched(functions.Real(v)))];
        var cut = new ScanCut(functions.Builder, steps);
        TensorValue[] carries = [.. initial.Select(v => functions.Value(cut.AddCarry(v.Type), v))];
        TensorValue[] slices = [.. sequences.Select(v => functions.Value(cut.AddSlice(v.Node), v))];
        object? carry = Structure(call.Value("initial"), new Queue<TensorValue>(carries));
        object?[] arguments = sequences.Length == 0 ? [carry] : [carry, Structure(call.Value("sequence"), new Queue<TensorValue>(slices))];

        object? result;
        using (call.Network.Repeat(steps)) result = call.Interpreter.Call(function, arguments, call.Operation);

        // The step returns the new carry, or a pair of it and an output.
        var (next, output) = SameStructure(result, carry) || result is not TupleValue { Items: { Length: 2 } pair } ? (result, result) : (pair[0], pair[1]);
        TensorValue[] nexts = Tensors(next), outputs = Tensors(output);
        for (int i = 0; i < nexts.Length && i < initial.Length; i++)
            if (nexts[i].Shape != initial[i].Shape)
                throw call.Refuse("step", $"a carry{Which(i)} that begins as {initial[i].Shape} and goes on as {nexts[i].Shape}", "all steps have one body, so the carry keeps its shape");
        if (nexts.Length != initial.Length) throw call.Refuse("step", $"{nexts.Length} carries where {initial.Length} begin", "return as many as the initial carry has");

        var before = functions.Builder.Outputs.ToArray();
        int[] items = cut.Build([.. nexts.Select(v => v.Node)], [.. outputs.Select(v => v.Node)], [.. initial.Select(v => v.Node)]);
        if (before.Any(o => cut.Depends(o.Node)))
            throw call.Refuse("step", "a state that is set in a step", "a state is set once in a pass: return it as a part of the carry, and set it behind the Scan");
        TensorValue[] from = [.. initial, .. sequences];
        var finals = new Queue<TensorValue>(items.Take(nexts.Length).Select(n => functions.Value(n, from)));
        var stacked = new Queue<TensorValue>(items.Skip(nexts.Length).Select(n => functions.Value(n, from)));
        return new TupleValue([Structure(next, finals), Structure(output, stacked)]);

        TensorValue[] Tensors(object? value) => [.. Flat(value).Select(v => functions.Batched(functions.Real(call.Interpreter.AsTensor(v, call.Operation))))];

        string Which(int index) => initial.Length == 1 ? "" : $" {index + 1}";
    }

    private static TensorValue[] Leaves(LanguageCall call, string argument) =>
        [.. Flat(call.Value(argument)).Where(v => v is not null).Select(v => v as TensorValue ?? throw call.Refuse(argument, "a number", "give a tensor, or a tuple of tensors: Fill(0, 8)"))];

    private static IEnumerable<object?> Flat(object? value) => value is TupleValue tuple ? tuple.Items.SelectMany(Flat) : [value];

    private static object? Structure(object? like, Queue<TensorValue> values) =>
        like is TupleValue tuple ? new TupleValue([.. tuple.Items.Select(i => Structure(i, values))]) : values.Dequeue();

    private static bool SameStructure(object? a, object? b) =>
        a is TupleValue x && b is TupleValue y ? x.Items.Length == y.Items.Length && x.Items.Zip(y.Items, SameStructure).All(s => s) : a is not TupleValue && b is not TupleValue;
}
