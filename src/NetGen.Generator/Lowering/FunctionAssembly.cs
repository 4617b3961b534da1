using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// Makes a network's functions (the table in docs/architecture.md) from the two forward functions, the loss and the penalties of its
/// definition. Total: a definition without errors always has a module.
/// </summary>
internal static class FunctionAssembly
{
    public const string Predict = "predict", PredictResults = "predictResults", Train = "train", Probe = "probe";
    public const string Step = "step", StepIndices = "stepIndices", Evaluate = "evaluate", EvaluateIndices = "evaluateIndices";

    /// <summary>The names of the columns that the functions add to the network's inputs.</summary>
    public const string Target = "target", Weight = "weight", OutputGradient = "outputGradient";

    public static Module Assemble(NetworkDefinition definition)
    {
        var module = WithoutGradients(definition);
        return module with { Functions = module.Functions.Select(f => TrainingGradients.Derive(f, module.Parameters)).ToEquatableArray() };
    }

    /// <summary>The same, with the gradients of steps left to be derived.</summary>
    public static Module WithoutGradients(NetworkDefinition definition)
    {
        var functions = new List<Function> { Predicting(definition, Predict), Splitting(definition, Train, definition.Training) };
        if (definition.ResultNames.Count > 1) functions.Insert(1, Predicting(definition, PredictResults));
        var probe = Splitting(definition, Probe, definition.Inference);
        if (!Equals(probe with { Name = Train }, functions[functions.Count - 1])) functions.Add(probe);
        if (definition.LossMethod is { } method)
        {
            functions.Add(Stepping(definition, method));
            functions.Add(Evaluating(definition, method));
        }
        else if (definition.Loss is { } loss)
        {
            var scores = ScoresType(definition);
            if (loss.TakesReal(scores.Shape)) AddLoss(Step, Evaluate, scores);
            if (loss.TakesIndices(scores.Shape)) AddLoss(StepIndices, EvaluateIndices, new TensorType(Loss.IndexShape(scores.Shape), ElementType.Integer));

            void AddLoss(string step, string evaluate, TensorType target)
            {
                functions.Add(Stepping(definition, loss, step, target));
                functions.Add(Evaluating(definition, loss, evaluate, target));
            }
        }
        if (SessionFunction.Of(definition).Plan is { } session)
        {
            if (session.Contexts.Function is { } context) functions.Add(context);
            functions.Add(session.Function);
        }
        foreach (var entry in definition.Entries)
        {
            var forward = new Forward(EntryName(entry.Method), entry.Function);
            forward.AddResult();
            functions.Add(forward.Builder.Build());
        }
        return new Module(definition.Type.Name, definition.Precision, definition.Parameters, definition.States, functions.ToEquatableArray());
    }

    /// <summary>The name of an entry's function.</summary>
    public static string EntryName(string method) => "entry" + method;

    /// <summary>The type of what the loss reads.</summary>
    public static TensorType ScoresType(NetworkDefinition definition) =>
        definition.Inference.Nodes[definition.Inference.OutputsOf(OutputRole.Scores).Concat(definition.Inference.OutputsOf(OutputRole.Result)).First().Node].Type;

    /// <summary>The column of the gradient of a result; no input has a gradient of the same name.</summary>
    public static string OutputGradientName(NetworkDefinition definition, int result)
    {
        if (definition.ResultNames.Count < 2) return OutputGradient;
        string name = definition.ResultNames[result];
        return name + (definition.Inference.Columns.Any(c => c.Name == name) ? "OutputGradient" : "Gradient");
    }

    /// <summary>What others read of the first result, or all of them.</summary>
    private static Function Predicting(NetworkDefinition definition, string name)
    {
        var forward = new Forward(name, definition.Inference);
        if (name == Predict) forward.AddResult();
        else forward.AddResults();
        return forward.Builder.Build();
    }

    /// <summary>A forward phase, then a backward phase from gradients of the results that the caller gives.</summary>
    private static Function Splitting(NetworkDefinition definition, string name, Function body)
    {
        var forward = new Forward(name, body);
        var builder = forward.Builder;
        forward.AddResults();
        forward.AddStates();
        builder.Split = builder.Nodes.Count;
        var seeds = forward.Results.Select((r, i) => (r, builder.AddColumn(OutputGradientName(definition, i), ColumnRole.OutputGradient, builder.TypeOf(r)), (string?)null)).ToArray();
        TrainingGradients.Add(builder, definition.Parameters, seeds);
        return builder.Build();
    }

    /// <summary>A step without its gradients.</summary>
    private static Function Stepping(NetworkDefinition definition, Loss loss, string name, TensorType target)
    {
        var forward = new Forward(name, definition.Training);
        var builder = forward.Builder;
        int value = AddLoss(definition, forward, loss, target);
        builder.AddOutput("scores", OutputRole.Scores, forward.Scores);
        builder.AddOutput("loss", OutputRole.Loss, value);
        builder.Trained.Add(new TrainedValue(value, null));
        forward.AddStates();
        return builder.Build();
    }

    /// <summary>The same for a loss that is a method: its terms are results of the function.</summary>
    private static Function Stepping(NetworkDefinition definition, LossDefinition loss)
    {
        var forward = new Forward(Step, loss.Training);
        var builder = forward.Builder;
        var terms = loss.Terms.Zip(forward.Terms, (term, node) => (Value: node, term.Trains)).ToList();
        int penalties = AddPenalties(definition, builder, Operation.NoGradient);
        int total = builder.Sum([.. terms.Select(t => t.Value), .. penalties == Operation.NoGradient ? [] : new[] { penalties }]);
        if (penalties != Operation.NoGradient) terms.Add((penalties, null));
        builder.AddOutput("scores", OutputRole.Scores, forward.Scores);
        builder.AddOutput("loss", OutputRole.Loss, builder.Label(total, "loss"));
        if (terms.TrueForAll(t => t.Trains is null)) builder.Trained.Add(new TrainedValue(total, null));
        else builder.Trained.AddRange(terms.Select(t => new TrainedValue(t.Value, t.Trains)));
        forward.AddStates();
        return builder.Build();
    }

    private static Function Evaluating(NetworkDefinition definition, LossDefinition loss)
    {
        var forward = new Forward(Evaluate, loss.Inference);
        int total = AddPenalties(definition, forward.Builder, forward.Builder.Sum(forward.Terms));
        forward.AddResult();
        forward.Builder.AddOutput("loss", OutputRole.Loss, forward.Builder.Label(total, "loss"));
        return forward.Builder.Build();
    }

    private static Function Evaluating(NetworkDefinition definition, Loss loss, string name, TensorType target)
    {
        var forward = new Forward(name, definition.Inference);
        int value = AddLoss(definition, forward, loss, target);
        forward.AddResult();
        forward.Builder.AddOutput("loss", OutputRole.Loss, value);
        return forward.Builder.Build();
    }

    /// <summary>The loss over the batch, plus the penalties, once: <c>L1 sum |w| + L2 sum w^2</c>, as Keras has them (no half before L2).</summary>
    private static int AddLoss(NetworkDefinition definition, Forward forward, Loss loss, TensorType targetType)
    {
        var builder = forward.Builder;
        int target = builder.AddColumn(Target, ColumnRole.Target, targetType);
        int weight = builder.AddColumn(Weight, ColumnRole.Weight, new TensorType(Shape.Scalar));
        return builder.Label(AddPenalties(definition, builder, loss.Build(builder, forward.Scores, target, weight)), "loss");
    }

    /// <param name="total">What they are added to, or <see cref="Operation.NoGradient"/> for nothing.</param>
    private static int AddPenalties(NetworkDefinition definition, FunctionBuilder builder, int total)
    {
        foreach (var penalty in definition.Penalties)
        {
            int parameter = builder.Add(new ParameterOperation(penalty.Parameter, definition.Parameters[penalty.Parameter].Shape));
            int value = builder.SumAll(builder.Map(x => Penalize(x[0], penalty), parameter), overBatch: false);
            total = total == Operation.NoGradient ? value : builder.Map(x => x[0] + x[1], total, value);
        }
        return total;
    }

    private static Scalar Penalize(Scalar w, Penalty penalty) =>
        penalty.L1 == 0 ? penalty.L2 * (w * w)
        : penalty.L2 == 0 ? penalty.L1 * Scalar.Abs(w)
        : penalty.L1 * Scalar.Abs(w) + penalty.L2 * (w * w);

    /// <summary>A copy of a forward function in a function under construction.</summary>
    private sealed class Forward
    {
        private readonly Function _body;
        private readonly int[] _map;

        public Forward(string name, Function body)
        {
            _body = body;
            Builder = new FunctionBuilder(name);
            Inputs = body.Columns.Select(c => Builder.AddColumn(c.Name, c.Role, c.Type)).ToArray();
            _map = Builder.Inline(body, Inputs);
            Results = [.. body.OutputsOf(OutputRole.Result).OrderBy(o => o.Index).Select(o => _map[o.Node])];
            Scores = body.OutputsOf(OutputRole.Scores).Select(o => (int?)_map[o.Node]).FirstOrDefault() ?? Result;
        }

        public FunctionBuilder Builder { get; }

        /// <summary>The nodes of the columns.</summary>
        public int[] Inputs { get; }

        /// <summary>The terms of the loss, where the function has them.</summary>
        public int[] Terms => [.. _body.OutputsOf(OutputRole.Loss).OrderBy(o => o.Index).Select(o => _map[o.Node])];

        /// <summary>The first result: the network's prediction.</summary>
        public int Result => Results[0];

        /// <summary>All results.</summary>
        public int[] Results { get; }

        public int Scores { get; }

        public void AddResult() => Builder.AddOutput("result", OutputRole.Result, Result);

        public void AddResults()
        {
            AddResult();
            for (int i = 1; i < Results.Length; i++) Builder.AddOutput("result" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), OutputRole.Result, Results[i], i);
        }

        public void AddStates()
        {
            foreach (var output in _body.OutputsOf(OutputRole.State)) Builder.AddOutput(output.Name, OutputRole.State, _map[output.Node], output.Index);
        }
    }
}
