using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Autodiff;

/// <summary>The gradients that training takes: of parameters and of inputs, as outputs of a function.</summary>
internal static class TrainingGradients
{
    /// <summary>A function with the gradients of what it trains by; itself where there is nothing to be derived.</summary>
    public static Function Derive(Function function, EquatableArray<Parameter> parameters)
    {
        if (function.Trained.Count == 0) return function;
        var builder = new FunctionBuilder(function.Name);
        var columns = new List<int>();
        int[] map = new int[function.Nodes.Count];
        for (int i = 0; i < map.Length; i++)
        {
            var node = function.Nodes[i];
            map[i] = node.Operation is InputOperation input ? Column(input.Column) : builder.Add(node.Operation, [.. node.Operands.Select(o => map[o])]);
            if (node.Label is { } label) builder.Label(map[i], label);
        }
        if (function.Columns.Count > 0) Column(function.Columns.Count - 1);
        foreach (var output in function.Outputs.Where(o => o.Role != OutputRole.State)) builder.AddOutput(output.Name, output.Role, map[output.Node], output.Index);
        int one = builder.Add(new ConstantOperation(Shape.Scalar, [1.0]));
        Add(builder, parameters, [.. function.Trained.Select(t => (map[t.Node], one, t.Trains))]);
        foreach (var state in function.OutputsOf(OutputRole.State)) builder.AddOutput(state.Name, state.Role, map[state.Node], state.Index);
        return builder.Build();

        // Columns are read where the function reads them: the nodes stay in their order.
        int Column(int index)
        {
            for (int c = columns.Count; c <= index; c++) columns.Add(builder.AddColumn(function.Columns[c].Name, function.Columns[c].Role, function.Columns[c].Type));
            return columns[index];
        }
    }

    /// <summary>
    /// The gradients of every parameter that the values depend on and the declaration doesn't freeze (those of the others are zero always and never
    /// written; what is frozen while the program runs can be thawed again, so it has one), and of every real input (zeros where nothing comes through).
    /// </summary>
    /// <param name="values">What is differentiated, the gradients that it begins with, and the names of the parameters that it trains; null for all.</param>
    public static void Add(FunctionBuilder builder, EquatableArray<Parameter> all, IReadOnlyList<(int Value, int Seed, string? Trains)> values)
    {
        var parameters = new List<(int Parameter, int Node)>();
        for (int i = 0; i < builder.Nodes.Count; i++)
            if (builder.Nodes[i].Operation is ParameterOperation p && !all[p.Index].Frozen) parameters.Add((p.Index, i));
        parameters.Sort((a, b) => a.Parameter.CompareTo(b.Parameter));
        int[] inputs = [.. Enumerable.Range(0, builder.Columns.Count).Where(c => builder.Columns[c] is { Role: ColumnRole.Input, Type: { Element: ElementType.Real, Batched: true } })];
        int[] wanted = [.. parameters.Select(p => p.Node), .. inputs.Select(c => builder.Add(new InputOperation(c, builder.Columns[c].Type)))];
        int[] gradients = values.All(v => v.Trains is null)
            ? Gradients.Of(builder, [.. values.Select(v => (v.Value, v.Seed))], wanted)
            : Separate(builder, values, [.. parameters.Select(p => all[p.Parameter].Name)], wanted);
        for (int i = 0; i < parameters.Count; i++)
            if (gradients[i] != Operation.NoGradient)
                builder.AddOutput(all[parameters[i].Parameter].Name, OutputRole.ParameterGradient, gradients[i], parameters[i].Parameter);
        for (int i = 0; i < inputs.Length; i++)
        {
            var column = builder.Columns[inputs[i]];
            int gradient = gradients[parameters.Count + i];
            if (gradient == Operation.NoGradient)
                gradient = builder.Add(new BroadcastOperation(column.Type), builder.Add(new ConstantOperation(Shape.Scalar, [0.0])));
            builder.AddOutput(column.Name, OutputRole.InputGradient, gradient, inputs[i]);
        }
    }

    /// <summary>The gradients of several losses, each of which trains some of the parameters; those of inputs are of their sum.</summary>
    private static int[] Separate(FunctionBuilder builder, IReadOnlyList<(int Value, int Seed, string? Trains)> values, string[] parameters, int[] wanted)
    {
        var sums = wanted.Select(_ => new List<int>()).ToArray();
        foreach (var group in values.GroupBy(v => v.Trains))
        {
            bool Trains(int i) => i >= parameters.Length || group.Key is null || group.Key.Split(',').Any(p => Pattern.Matches(p.Trim(), parameters[i]));
            int[] chosen = [.. Enumerable.Range(0, wanted.Length).Where(Trains)];
            int[] gradients = Gradients.Of(builder, [.. group.Select(v => (v.Value, v.Seed))], [.. chosen.Select(i => wanted[i])]);
            for (int i = 0; i < chosen.Length; i++)
                if (gradients[i] != Operation.NoGradient) sums[chosen[i]].Add(gradients[i]);
        }
        return [.. sums.Select(s => s.Count == 0 ? Operation.NoGradient : builder.Sum(s))];
    }
}
