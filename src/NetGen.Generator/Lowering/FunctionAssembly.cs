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
    public const string Predict = "predict", Train = "train", Probe = "probe";
    public const string Step = "step", StepIndices = "stepIndices", Evaluate = "evaluate", EvaluateIndices = "evaluateIndices";

    /// <summary>The names of the columns that the functions add to the network's inputs.</summary>
    public const string Target = "target", Weight = "weight", OutputGradient = "outputGradient";

    public static Module Assemble(NetworkDefinition definition)
    {
        var functions = new List<Function> { Predicting(definition), Splitting(definition, Train, definition.Training) };
        var probe = Splitting(definition, Probe, definition.Inference);
        if (!Equals(probe with { Name = Train }, functions[1])) functions.Add(probe);
        if (definition.Loss is { } loss)
        {
            var scores = ScoresType(definition);
            if (loss.TakesReal(scores.Shape)) AddLoss(Step, Evaluate, scores);
            if (loss.TakesIndices(scores.Shape)) AddLoss(StepIndices, EvaluateIndices, new TensorType(Shape.Scalar, ElementType.Integer));

            void AddLoss(string step, string evaluate, TensorType target)
            {
                functions.Add(Stepping(definition, loss, step, target));
                functions.Add(Evaluating(definition, loss, evaluate, target));
            }
        }
        return new Module(definition.Type.Name, definition.Precision, definition.Parameters, definition.States, functions.ToEquatableArray());
    }

    /// <summary>The type of what the loss reads.</summary>
    public static TensorType ScoresType(NetworkDefinition definition) =>
        definition.Inference.Nodes[definition.Inference.OutputsOf(OutputRole.Scores).Concat(definition.Inference.OutputsOf(OutputRole.Result)).First().Node].Type;

    private static Function Predicting(NetworkDefinition definition)
    {
        var forward = new Forward(Predict, definition.Inference);
        forward.AddResult();
        return forward.Builder.Build();
    }

    /// <summary>A forward phase, then a backward phase from a gradient of the result that the caller gives.</summary>
    private static Function Splitting(NetworkDefinition definition, string name, Function body)
    {
        var forward = new Forward(name, body);
        var builder = forward.Builder;
        forward.AddResult();
        forward.AddStates();
        builder.Split = builder.Nodes.Count;
        int gradient = builder.AddColumn(OutputGradient, ColumnRole.OutputGradient, builder.TypeOf(forward.Result));
        AddGradients(definition, forward, forward.Result, gradient);
        return builder.Build();
    }

    private static Function Stepping(NetworkDefinition definition, Loss loss, string name, TensorType target)
    {
        var forward = new Forward(name, definition.Training);
        var builder = forward.Builder;
        int value = AddLoss(definition, forward, loss, target);
        builder.AddOutput("scores", OutputRole.Scores, forward.Scores);
        builder.AddOutput("loss", OutputRole.Loss, value);
        int one = builder.Add(new ConstantOperation(Shape.Scalar, [1.0]));
        AddGradients(definition, forward, value, one);
        forward.AddStates();
        return builder.Build();
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
        int total = loss.Build(builder, forward.Scores, target, weight);
        foreach (var penalty in definition.Penalties)
        {
            int parameter = builder.Add(new ParameterOperation(penalty.Parameter, definition.Parameters[penalty.Parameter].Shape));
            int value = builder.SumAll(builder.Map(x => Penalize(x[0], penalty), parameter), overBatch: false);
            total = builder.Map(x => x[0] + x[1], total, value);
        }
        return builder.Label(total, "loss");
    }

    private static Scalar Penalize(Scalar w, Penalty penalty) =>
        penalty.L1 == 0 ? penalty.L2 * (w * w)
        : penalty.L2 == 0 ? penalty.L1 * Scalar.Abs(w)
        : penalty.L1 * Scalar.Abs(w) + penalty.L2 * (w * w);

    /// <summary>
    /// The gradients of every parameter that the value depends on, frozen ones too, since they can be thawed later (those of the others are zero
    /// always and never written), and of every real input (zeros where nothing comes through).
    /// </summary>
    private static void AddGradients(NetworkDefinition definition, Forward forward, int value, int seed)
    {
        var builder = forward.Builder;
        var parameters = new List<(int Parameter, int Node)>();
        for (int i = 0; i < builder.Nodes.Count; i++)
            if (builder.Nodes[i].Operation is ParameterOperation p) parameters.Add((p.Index, i));
        parameters.Sort((a, b) => a.Parameter.CompareTo(b.Parameter));
        var inputs = Enumerable.Range(0, forward.Inputs.Length).Where(c => builder.Columns[c].Type.Element == ElementType.Real).ToArray();

        int[] gradients = Gradients.Of(
            builder, [(value, seed)], [.. parameters.Select(p => p.Node), .. inputs.Select(c => forward.Inputs[c])]);
        for (int i = 0; i < parameters.Count; i++)
            if (gradients[i] != Operation.NoGradient)
                builder.AddOutput(definition.Parameters[parameters[i].Parameter].Name, OutputRole.ParameterGradient, gradients[i], parameters[i].Parameter);
        for (int i = 0; i < inputs.Length; i++)
        {
            var column = builder.Columns[inputs[i]];
            int gradient = gradients[parameters.Count + i];
            if (gradient == Operation.NoGradient)
                gradient = builder.Add(new BroadcastOperation(column.Type), builder.Add(new ConstantOperation(Shape.Scalar, [0.0])));
            builder.AddOutput(column.Name, OutputRole.InputGradient, gradient, inputs[i]);
        }
    }

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
            Result = _map[body.OutputsOf(OutputRole.Result).First().Node];
            Scores = body.OutputsOf(OutputRole.Scores).Select(o => (int?)_map[o.Node]).FirstOrDefault() ?? Result;
        }

        public FunctionBuilder Builder { get; }

        /// <summary>The nodes of the columns.</summary>
        public int[] Inputs { get; }

        public int Result { get; }

        public int Scores { get; }

        public void AddResult() => Builder.AddOutput("result", OutputRole.Result, Result);

        public void AddStates()
        {
            foreach (var output in _body.OutputsOf(OutputRole.State)) Builder.AddOutput(output.Name, OutputRole.State, _map[output.Node], output.Index);
        }
    }
}
