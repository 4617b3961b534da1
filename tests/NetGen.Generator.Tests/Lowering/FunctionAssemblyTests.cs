using NetGen.Compiler.Declaration;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;
using NetGen.Reference;

namespace NetGen.Generator.Tests.Lowering;

/// <summary>The functions that a definition becomes: which there are, with which columns and outputs, and that their gradients are right.</summary>
public sealed class FunctionAssemblyTests
{
    [Fact]
    public void EveryFunctionKeepsTheRulesOfTheGraph()
    {
        foreach (var definition in (NetworkDefinition[])[Plain(), Plain(loss: null), Moody(), Moody(new BinaryCrossEntropyLoss())])
            FunctionVerifier.Verify(FunctionAssembly.Assemble(definition));
    }

    [Fact]
    public void FunctionsFollowTheLossAndTheModes()
    {
        Assert.Equal(["predict", "train"], Names(Plain(loss: null)));
        Assert.Equal(["predict", "train", "step", "evaluate"], Names(Plain(new SquaredErrorLoss())));
        Assert.Equal(["predict", "train", "step", "evaluate", "stepIndices", "evaluateIndices"], Names(Plain(new CrossEntropyLoss())));
        Assert.Equal(["predict", "train", "probe", "step", "evaluate"], Names(Moody(new SquaredErrorLoss())));
    }

    [Fact]
    public void ColumnsAndOutputsAreThoseOfTheArchitecture()
    {
        var module = FunctionAssembly.Assemble(Moody(new CrossEntropyLoss()));
        AssertShape("predict", ["input Input"], ["Result 0"]);
        AssertShape("train", ["input Input", "outputGradient OutputGradient"], ["Result 0", "State 0", "ParameterGradient 0", "ParameterGradient 1", "InputGradient 0"]);
        AssertShape("probe", ["input Input", "outputGradient OutputGradient"], ["Result 0", "ParameterGradient 0", "ParameterGradient 1", "InputGradient 0"]);
        foreach (string step in (string[])["step", "stepIndices"])
            AssertShape(
                step, ["input Input", "target Target", "weight Weight"],
                ["Scores 0", "Loss 0", "ParameterGradient 0", "ParameterGradient 1", "InputGradient 0", "State 0"]);
        foreach (string evaluate in (string[])["evaluate", "evaluateIndices"])
            AssertShape(evaluate, ["input Input", "target Target", "weight Weight"], ["Result 0", "Loss 0"]);

        void AssertShape(string name, string[] columns, string[] outputs)
        {
            var function = module.Find(name)!;
            Assert.Equal(columns, function.Columns.Select(c => $"{c.Name} {c.Role}"));
            Assert.Equal(outputs, function.Outputs.Select(o => $"{o.Role} {o.Index}"));
        }
    }

    [Fact]
    public void OnlyTrainAndProbeAreSplitAndForwardReadsNoGradient()
    {
        var module = FunctionAssembly.Assemble(Moody(new CrossEntropyLoss()));
        foreach (var function in module.Functions)
        {
            bool split = function.Name is "train" or "probe";
            Assert.Equal(split, function.Split < function.Nodes.Count);
            if (!split) continue;
            foreach (var output in function.Outputs)
                Assert.Equal(output.Role is OutputRole.Result or OutputRole.State, output.Node < function.Split);
        }
    }

    [Fact]
    public void GradientsOfAStepMatchFiniteDifferences()
    {
        var definition = Moody(new CrossEntropyLoss()) with { Penalties = [new Penalty(0, 0.01, 0), new Penalty(1, 0.02, 0.03)] };
        var module = FunctionAssembly.Assemble(definition);
        foreach (string name in (string[])["step", "stepIndices", "train", "probe"]) CheckGradients(module, module.Find(name)!);
    }

    [Fact]
    public void GradientsThatATextLeavesOutAreDerivedWhereItIsRead()
    {
        var definition = Moody(new CrossEntropyLoss()) with { Penalties = [new Penalty(0, 0.01, 0)] };
        var unfinished = FunctionAssembly.WithoutGradients(definition);
        Assert.All(unfinished.Functions.Where(f => f.Name.StartsWith("step", StringComparison.Ordinal)), f => Assert.Empty(f.OutputsOf(OutputRole.ParameterGradient)));
        string text = ModulePrinter.Print(unfinished);
        Assert.Equal(FunctionAssembly.Assemble(definition), ModuleParser.Parse(text));
        Assert.Throws<GraphException>(() => ModuleParser.Parse(text.Replace("train %", "train ", StringComparison.Ordinal)));

        // Of several losses, each trains what it names.
        var one = new Function("step", [], [new Node(new ParameterOperation(0, Shape.Scalar), [], TensorType.Unbatched(Shape.Scalar), null)], [], 1) { Trained = [new TrainedValue(0, "a.*,b")] };
        Assert.Contains("train %0 a.*,b\n", FunctionPrinter.Print(one), StringComparison.Ordinal);
        Assert.Equal(one, FunctionParser.Parse(FunctionPrinter.Print(one)));
    }

    [Fact]
    public void PenaltiesAreAddedOnceToTheLoss()
    {
        var definition = Plain(new SquaredErrorLoss());
        foreach (string name in (string[])["step", "evaluate"])
        {
            double without = Loss(definition), with = Loss(definition with { Penalties = [new Penalty(0, 0.5, 0.25), new Penalty(1, 0, 2)] });
            double[] w = Parameter(definition, 0), b = Parameter(definition, 1);
            Assert.Equal(0.5 * w.Sum(Math.Abs) + 0.25 * w.Sum(v => v * v) + 2 * b.Sum(v => v * v), with - without, 1e-12);

            double Loss(NetworkDefinition d)
            {
                var module = FunctionAssembly.Assemble(d);
                var function = module.Find(name)!;
                return new Interpreter(Context(module, function)).Values(function, Batch)[function.OutputsOf(OutputRole.Loss).Single().Node].Values[0];
            }
        }

        double[] Parameter(NetworkDefinition d, int index)
        {
            var module = FunctionAssembly.Assemble(d);
            return Context(module, module.Find("step")!).Parameters[index].Values;
        }
    }

    [Fact]
    public void AGradientThatIsCutEverywhereIsZeroForTheInputAndLeftOutForParameters()
    {
        var definition = Plain(null, x => Scalar.Floor(x));
        var train = FunctionAssembly.Assemble(definition).Find("train")!;
        var context = Context(FunctionAssembly.Assemble(definition), train);
        var gradient = new Interpreter(context).Values(train, Batch)[train.OutputsOf(OutputRole.InputGradient).Single().Node];
        Assert.Equal(new double[Batch * 3], gradient.Values);
    }

    [Fact]
    public void ParametersLieInOrderOnCacheLinesWithDenseWeightsInPanels()
    {
        var plan = ParameterPlan.Of(FunctionAssembly.Assemble(Moody(new SquaredErrorLoss())));
        Assert.Equal([new PlannedSegment(0, true, 12), new PlannedSegment(16, false, 2)], plan.Parameters);
        Assert.Equal(32, plan.Length);
        Assert.Equal([new PlannedSegment(0, false, 2)], plan.States);
        Assert.Equal(16, plan.StateLength);
        var wide = ParameterPlan.Of(FunctionAssembly.Assemble(Moody(new SquaredErrorLoss()) with { Precision = Compiler.Graph.Precision.Double }));
        Assert.Equal([new PlannedSegment(0, true, 6), new PlannedSegment(8, false, 2)], wide.Parameters);
    }

    private const int Batch = 3;

    private static IEnumerable<string> Names(NetworkDefinition definition) => FunctionAssembly.Assemble(definition).Functions.Select(f => f.Name);

    private static void CheckGradients(Module module, Function function)
    {
        var context = Context(module, function);
        var values = new Interpreter(context).Values(function, Batch);
        foreach (var output in function.Outputs.Where(o => o.Role is OutputRole.ParameterGradient or OutputRole.InputGradient))
        {
            double[] variable = (output.Role == OutputRole.InputGradient ? context.Columns : context.Parameters)[output.Index].Values;
            var report = GradientComparison.Of(() => Objective(context, function), variable, values[output.Node].Values);
            Assert.True(report.WorstError < 1e-5 && report.Compared > 0, $"{function.Name} {output.Name}: {report}");
        }
    }

    /// <summary>The loss, or the result times the gradient that Backward is given.</summary>
    private static double Objective(ReferenceContext context, Function function)
    {
        var values = new Interpreter(context).Values(function, Batch);
        if (function.OutputsOf(OutputRole.Loss).Select(o => (int?)o.Node).FirstOrDefault() is { } loss) return values[loss].Values[0];
        return values[function.OutputsOf(OutputRole.Result).Single().Node].Values.Zip(context.Columns[1].Values, (a, b) => a * b).Sum();
    }

    private static ReferenceContext Context(Module module, Function function)
    {
        var random = new Random(3);
        return new ReferenceContext
        {
            Parameters = [.. module.Parameters.Select(p => Tensor(TensorType.Unbatched(p.Shape), () => random.NextDouble() * 2 - 1))],
            States = [.. module.States.Select(s => Tensor(TensorType.Unbatched(s.Shape), () => random.NextDouble() + 0.5))],
            Columns = [.. function.Columns.Select(c => c.Role == ColumnRole.Weight
                ? new ReferenceTensor(c.Type, Batch, [0.2, 0.3, 0.5])
                : Tensor(c.Type, () => c.Type.Element == ElementType.Integer ? random.Next(2) : random.NextDouble() * 2 - 1))],
            Uniform = (key, sample, element) => (key * 0.37 + sample * 0.21 + element * 0.43) % 1,
        };
    }

    private static ReferenceTensor Tensor(TensorType type, Func<double> next)
    {
        var tensor = ReferenceTensor.Zeros(type, Batch);
        for (int i = 0; i < tensor.Values.Length; i++) tensor.Values[i] = next();
        return tensor;
    }

    /// <summary>A dense layer from 3 to 2 and a map: the same in training and inference.</summary>
    private static NetworkDefinition Plain(Loss? loss = null, Func<Scalar, Scalar>? activation = null)
    {
        var builder = new FunctionBuilder("forward");
        int result = Layer(builder);
        result = builder.Map(x => (activation ?? Scalar.Tanh)(x[0]), result);
        return Define(builder, builder, result, result, loss, []);
    }

    /// <summary>The same with noise and a running mean in training, which inference uses.</summary>
    private static NetworkDefinition Moody(Loss? loss = null)
    {
        var training = new FunctionBuilder("training");
        int scores = Layer(training);
        int noise = training.Add(new RandomUniformOperation(1, new Shape(2)));
        scores = training.Map(x => x[0] * (1 + x[1]), scores, noise);
        int mean = training.Map(x => x[0] / x[1], training.Reduce(ReduceKind.Sum, scores, overBatch: true), training.Add(new BatchSizeOperation()));
        scores = training.Map(x => x[0] - 0.5 * x[1], scores, mean);
        int running = training.Add(new StateOperation(0, new Shape(2)));
        training.AddOutput("running", OutputRole.State, training.Map(x => 0.9 * x[0] + 0.1 * x[1], running, mean));

        var inference = new FunctionBuilder("inference");
        int level = Layer(inference);
        level = inference.Map(x => x[0] - 0.5 * x[1], level, inference.Add(new StateOperation(0, new Shape(2))));
        return Define(
            inference, training, inference.Map(x => Scalar.Sigmoid(x[0]), level), level, loss, [new State("running", new Shape(2), 0)],
            training.Map(x => Scalar.Sigmoid(x[0]), scores), scores);
    }

    private static int Layer(FunctionBuilder builder)
    {
        int input = builder.AddColumn("input", ColumnRole.Input, new TensorType(new Shape(3)));
        int product = builder.Dense(input, builder.Parameter(0, new Shape(2, 3)));
        return builder.Map(x => x[0] + x[1], product, builder.Parameter(1, new Shape(2)));
    }

    private static NetworkDefinition Define(
        FunctionBuilder inference, FunctionBuilder training, int result, int scores, Loss? loss, EquatableArray<State> states, int? trainingResult = null, int? trainingScores = null)
    {
        inference.AddOutput("output", OutputRole.Result, result);
        inference.AddOutput("scores", OutputRole.Scores, scores);
        if (training != inference)
        {
            training.AddOutput("output", OutputRole.Result, trainingResult!.Value);
            training.AddOutput("scores", OutputRole.Scores, trainingScores!.Value);
        }
        var zeros = new Compiler.Graph.Initializer(InitializerKind.Zeros);
        return new NetworkDefinition(
            new TypeDescription(null, [], "Net", "partial class Net", "public", "Net"), Compiler.Graph.Precision.Single, [],
            [new Parameter("dense1.weight", new Shape(2, 3), zeros, 3, 2, true), new Parameter("dense1.bias", new Shape(2), zeros, 3, 2, false)],
            states, inference.Build(), training.Build(), Compiler.Declaration.OutputMeaning.Values, Compiler.Declaration.OutputMeaning.Values, loss, [], false);
    }
}
