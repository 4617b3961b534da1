using System.Globalization;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>
/// A cell that is applied step by step along the first axis: [time, inputs] becomes [units], or [time, units]. The inputs' products of all steps are one
/// product before the recurrence. Parameters have PyTorch's names and gates.
/// </summary>
internal abstract record RecurrentLayer(RecurrentOptions Options) : Layer
{
    /// <summary>The parts that each product gives for a unit.</summary>
    protected abstract int Gates { get; }

    /// <summary>The values of a unit that go from step to step; the first is the output.</summary>
    protected abstract int States { get; }

    /// <summary>One step.</summary>
    /// <param name="projected">The inputs' parts, [gates * units].</param>
    /// <param name="recurrent">The output before times the weights between the steps, with their bias, as large.</param>
    /// <param name="states">Those of the step before.</param>
    /// <param name="captured">Makes a parameter of the layer readable in the step.</param>
    protected abstract int[] Step(FunctionBuilder body, int projected, int recurrent, int[] states, Func<string, int> captured);

    public override string Text => string.Format(
        CultureInfo.InvariantCulture, "{0}({1}{2}{3})", Kind, Options.Units, Options.Bidirectional ? ", bidirectional" : Options.Reverse ? ", reverse" : "", Options.Sequences ? ", sequences" : "");

    public override bool HasWeights => true;

    public override double? L1 => Options.Weights.L1;

    public override double? L2 => Options.Weights.L2;

    public override void Check(Problems problems) => Options.Check(problems);

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (input.Rank != 2)
        {
            problems.RefuseShape(input, "a sequence [time, features]", "such as Input(28, 64)");
            return null;
        }
        var output = Options.Sequences ? new Shape(input[0], Options.Outputs) : new Shape(Options.Outputs);
        return problems.RequireSize("units", new Shape(Gates * Options.Units, Math.Max(input.Last, Options.Units))) ? output : null;
    }

    public override int Build(LayerContext context, int input)
    {
        if (context.Recurrent?.Lengths is { } lengths) context.RequireRange(lengths, 0, context.ShapeOf(input)[0], Sequences.What(context.ShapeOf(input)[0]));
        int[] initial = context.Recurrent?.Initial ?? [];
        int[][] ofDirections = [.. initial.Select(i => Options.Bidirectional ? context.Builder.Split(i, 2) : [i])];
        var first = Direction(context, input, "", Options.Reverse, [.. ofDirections.Select(d => d[0])]);
        if (!Options.Bidirectional) return Leave(first.Final, first.Output);
        var second = Direction(context, input, "_reverse", true, [.. ofDirections.Select(d => d[1])]);
        return Leave([.. first.Final.Zip(second.Final, (a, b) => context.Builder.Concat([a, b]))], context.Builder.Concat([first.Output, second.Output]));

        int Leave(int[] states, int output)
        {
            if (context.Recurrent is { } recurrent) recurrent.Final = states;
            return output;
        }
    }

    private (int Output, int[] Final) Direction(LayerContext context, int input, string suffix, bool reverse, int[] initial)
    {
        var builder = context.Builder;
        int units = Options.Units, rows = Gates * units, steps = context.ShapeOf(input)[0], inputs = context.ShapeOf(input).Last;
        var weights = Options.Weights;
        int weight = context.Parameter("weight_ih_l0" + suffix, new Shape(rows, inputs), weights.Weight.ForWeights(false), inputs, units, isWeight: true, features: input);
        int projected = builder.Add(new DenseOperation(), input, weight);
        if (weights.Bias) projected = context.Map(x => x[0] + x[1], projected, Bias("bias_ih_l0"));
        List<int> sequences = [projected];

        var body = new FunctionBuilder(Kind.ToLowerInvariant());
        int[] states = Enumerable.Range(0, States).Select(i => body.AddColumn("state" + OperationText.Number(i), ColumnRole.Carry, new TensorType(new Shape(units)))).ToArray();
        int step = body.AddColumn("step", ColumnRole.Carry, new TensorType(new Shape(rows)));
        int? counts = null;
        if (context.Recurrent?.Lengths is { } lengths)
        {
            // 1 for each step that counts.
            sequences.Add(builder.Map(v => Scalar.Less(v[0], v[1]), builder.Constants([.. Enumerable.Range(0, steps).Select(i => (double)i)]), lengths));
            counts = body.AddColumn("counts", ColumnRole.Carry, new TensorType(Shape.Scalar));
        }
        var captured = new List<int>();
        var recurrent = Options.Recurrent.Kind == DeclaredInitializer.Default ? new Initializer(InitializerKind.Orthogonal, 1) : Options.Recurrent.ForWeights(false);
        int product = body.Add(new DenseOperation(), states[0], Capture(context.Parameter("weight_hh_l0" + suffix, new Shape(rows, units), recurrent, units, units, isWeight: true)));
        if (weights.Bias) product = body.Map(x => x[0] + x[1], product, Capture(Bias("bias_hh_l0")));
        int[] next = Step(body, step, product, states, name => Capture(context.Parameter(name + suffix, new Shape(units), weights.BiasInitializer.ForBias(), units, units, isWeight: true)));
        int output = next[0];
        if (counts is { } c)
        {
            output = body.Map(v => Scalar.Select(v[0], v[1], v[0].Builder.Constant(0)), c, output);
            for (int i = 0; i < next.Length; i++) next[i] = body.Map(v => Scalar.Select(v[0], v[1], v[2]), c, next[i], states[i]);
        }
        for (int i = 0; i < next.Length; i++) body.AddOutput("state" + OperationText.Number(i), OutputRole.Carry, next[i]);
        if (Options.Sequences) body.AddOutput("output", OutputRole.Carry, output);

        if (initial.Length == 0) initial = [.. states.Select(_ => builder.Fill(0, new TensorType(new Shape(units))))];
        var function = body.Build();
        int most = context.Training && Options.TruncatedSteps > 0 ? Options.TruncatedSteps : steps;
        var outputs = new List<int>();
        for (int done = 0; done < steps; done += most)
        {
            // Pieces between which no gradient passes, in the order in which they are run.
            int count = Math.Min(most, steps - done), start = reverse ? steps - done - count : done;
            if (done > 0) initial = [.. initial.Select(builder.StopGradient)];
            int[] items = builder.Scan(function, count, initial, [.. sequences.Select(s => count == steps ? s : builder.SliceAxis(s, 0, start, count))], [.. captured], reverse);
            initial = [.. items.Take(States)];
            if (Options.Sequences) outputs.Insert(reverse ? 0 : outputs.Count, items[States]);
        }
        int all = !Options.Sequences ? initial[0] : outputs.Count == 1 ? outputs[0] : builder.Concat(outputs, 0);
        return (all, initial);

        int Bias(string name) => context.Parameter(name + suffix, new Shape(rows), weights.BiasInitializer.ForBias(), inputs, units, isWeight: false);

        int Capture(int parameter)
        {
            captured.Add(parameter);
            return body.AddColumn("captured" + OperationText.Number(captured.Count), ColumnRole.Carry, builder.TypeOf(parameter));
        }
    }
}
