using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Operations;
using NetGen.Reference;

namespace NetGen.Generator.Tests.Losses;

/// <summary>Each loss against values and gradients of PyTorch 1.13 in float64, and against finite differences on random numbers.</summary>
public sealed class LossTests
{
    private static readonly double[] Scores = [0.5, -1.25, 2.0, 0.0, 0.75, -0.5];
    private static readonly double[] Weights = [0.25, 0.75];
    private static readonly double[] Even = [0.5, 0.5];
    private static readonly double[] Indices = [0, 2];
    private static readonly double[] Reals = [1.0, -0.5, 0.25, -1.0, 0.75, 3.0];
    private static readonly double[] Distributions = [0.2, 0.5, 0.3, 0.0, 0.1, 0.9];
    private static readonly double[] Binary = [1.0, 0.0, 0.25, 0.5, 1.0, 0.0];
    private static readonly double[] Signs = [1, -1, 1, -1, 1, 1];
    private static readonly EquatableArray<double> ClassWeights = [1.0, 2.0, 0.5];

    [Fact]
    public void SquaredErrorIsHalfTheSum() =>
        Expect(new SquaredErrorLoss(), Reals, Weights, 5.453125, -0.125, -0.1875, 0.4375, 0.75, 0.0, -2.625);

    [Fact]
    public void MeanSquaredErrorDividesByTheOutputs() => Expect(
        new MeanSquaredErrorLoss(), Reals, Weights, 3.6354166666666665, -0.083333333333, -0.125, 0.291666666667, 0.5, 0.0, -1.75);

    [Fact]
    public void MeanAbsoluteErrorHasNoSlopeWhereEqual() => Expect(
        new MeanAbsoluteErrorLoss(), Reals, Weights, 1.375, -0.083333333333, -0.083333333333, 0.083333333333, 0.25, 0.0, -0.25);

    [Fact]
    public void HuberBecomesALine() => Expect(new HuberLoss(0.8), Reals, Weights, 2.5915625, -0.125, -0.1875, 0.2, 0.6, 0.0, -0.6);

    [Fact]
    public void CrossEntropyOfIndices() => Expect(
        new CrossEntropyLoss(), Indices, Weights, 1.7941597393059747,
        -0.205794954473, 0.007681685082, 0.198113269392, 0.201421732542, 0.426409811138, -0.627831543681);

    [Fact]
    public void CrossEntropyOfSmoothedIndices() => Expect(
        new CrossEntropyLoss(0.1), Indices, Weights, 1.7524930726393082,
        -0.189128287806, -0.000651648252, 0.189779936058, 0.176421732542, 0.401409811138, -0.577831543681);

    [Fact]
    public void ClassWeightsOfIndicesDivideTheMean() => Expect(
        new CrossEntropyLoss(0, ClassWeights), Indices, Even, 1.7599720969704513,
        -0.548786545262, 0.020484493551, 0.528302051711, 0.089520770019, 0.189515471617, -0.279036241636);

    [Fact]
    public void ClassWeightsWithSmoothing() => Expect(
        new CrossEntropyLoss(0.1, ClassWeights), Indices, Even, 1.8543200001030202,
        -0.502377432127, -0.023618542668, 0.525995974795, 0.079234650466, 0.170339756722, -0.249574407187);

    [Fact]
    public void ClassWeightsTimesSampleWeights() => Expect(
        new CrossEntropyLoss(0, ClassWeights), Indices, Weights, 1.7818521880651865,
        -0.329271927157, 0.012290696131, 0.316981231026, 0.161137386034, 0.341127848911, -0.502265234945);

    [Fact]
    public void CrossEntropyOfDistributions() => Expect(
        new CrossEntropyLoss(), Distributions, Weights, 1.806659739305975,
        -0.005794954473, -0.117318314918, 0.123113269392, 0.201421732542, 0.351409811138, -0.552831543681);

    [Fact]
    public void ClassWeightsOfDistributionsDoNotDivideTheMean() => Expect(
        new CrossEntropyLoss(0, ClassWeights), Distributions, Even, 2.396788344123741,
        0.019353622923, -0.47925945028, 0.459905827357, 0.087282750768, 0.084777584827, -0.172060335595);

    [Fact]
    public void ClassWeightsOfSmoothedDistributions() => Expect(
        new CrossEntropyLoss(0.1, ClassWeights), Distributions, Weights, 1.6540817127515959,
        0.005533052293, -0.2314372227, 0.225904170406, 0.116330915667, 0.114197550815, -0.230528466483);

    // Two samples of three positions and four classes.
    private static readonly double[] Positions = [.. Enumerable.Range(0, 24).Select(i => (i * 7 % 11 - 5) / 4.0)];

    [Fact]
    public void CrossEntropyOfPositionsIsTheirMean() => ExpectPositions(
        new CrossEntropyLoss(), [0, 3, 1, 2, 2, 0], 1.384403173609898,
        -0.158750550891, 0.045554101028, 0.016758417229, 0.096438032633, 0.039089860696, 0.014380356108, 0.082753235742, -0.136223452547,
        0.017270435074, -0.067282174773, 0.036561511339, 0.01345022836, 0.039089860696, 0.014380356108, -0.083913430924, 0.03044321412,
        0.017270435074, 0.099384491894, -0.130105155328, 0.01345022836, -0.093631813871, 0.026868020833, 0.009884192489, 0.056879600549);

    [Fact]
    public void IgnoredPositionsCountNothing()
    {
        ExpectPositions(
            new CrossEntropyLoss(IgnoreIndex: -1), [0, 3, -1, 2, -1, -1], 1.8157868479397443,
            -0.317501101781, 0.091108202056, 0.033516834459, 0.192876065267, 0.078179721392, 0.028760712217, 0.165506471485, -0.272446905093, 0, 0, 0, 0,
            0.078179721392, 0.028760712217, -0.167826861848, 0.06088642824, 0, 0, 0, 0, 0, 0, 0, 0);
        ExpectPositions(
            new CrossEntropyLoss(IgnoreIndex: 0), [0, 3, 1, 2, 0, 0], 0.9724217042317996,
            0, 0, 0, 0, 0.078179721392, 0.028760712217, 0.165506471485, -0.272446905093, 0.034540870148, -0.134564349546, 0.073123022678, 0.02690045672,
            0.078179721392, 0.028760712217, -0.167826861848, 0.06088642824, 0, 0, 0, 0, 0, 0, 0, 0);
        ExpectPositions(
            new CrossEntropyLoss(0.1, [1, 2, 0.5, 0.25], -1), [0, 3, -1, 2, -1, -1], 2.2682372914760567,
            -0.501600091249, 0.12663790136, 0.049955464417, 0.325006725472, 0.028433919189, -0.012855753682, 0.083294607633, -0.09887277314, 0, 0, 0, 0,
            0.058588954583, -0.001762336112, -0.11001003908, 0.05318342061, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    [Fact]
    public void ABatchWithoutATargetLosesNothing() => ExpectPositions(new CrossEntropyLoss(IgnoreIndex: 7), [7, 7, 7, 7, 7, 7], 0, new double[24]);

    [Fact]
    public void IndicesAndDistributionsOfPositionsAreOneLoss()
    {
        double[] indices = [0, 3, 1, 2, 2, 0], ones = new double[24];
        for (int i = 0; i < 6; i++) ones[4 * i + (int)indices[i]] = 1;
        var byIndex = Run(new CrossEntropyLoss(0.1), Positions, indices, Weights, new Shape(3, 4), indices: true);
        var byValue = Run(new CrossEntropyLoss(0.1), Positions, ones, Weights, new Shape(3, 4), indices: false);
        Assert.Equal(byValue.Loss, byIndex.Loss, 1e-14);
        for (int i = 0; i < 24; i++) Assert.Equal(byValue.Gradient[i], byIndex.Gradient[i], 1e-14);
    }

    private static void ExpectPositions(Loss loss, double[] target, double value, params double[] gradient)
    {
        var outcome = Run(loss, Positions, target, Even, new Shape(3, 4), indices: true);
        Assert.Equal(value, outcome.Loss, 1e-12);
        for (int i = 0; i < gradient.Length; i++) Assert.Equal(gradient[i], outcome.Gradient[i], 1e-11);
    }

    [Fact]
    public void BinaryCrossEntropyHasItsSlopeAtZeroToo() => Expect(
        new BinaryCrossEntropyLoss(), Binary, Weights, 1.7538048972833271,
        -0.0943851672, 0.055675034706, 0.157699269494, 0.0, -0.240615975618, 0.283155501599);

    [Fact]
    public void BinaryCrossEntropyWeighsPositives() => Expect(
        new BinaryCrossEntropyLoss(3), Binary, Weights, 3.1068762853460608,
        -0.283155501599, 0.055675034706, 0.142798904242, -0.375, -0.721847926855, 0.283155501599);

    [Fact]
    public void BinaryCrossEntropySmoothsTowardsOneHalf() => Expect(
        new BinaryCrossEntropyLoss(1, 0.2), Binary, Weights, 1.8663048972833272,
        -0.0693851672, 0.030675034706, 0.145199269494, 0.0, -0.165615975618, 0.208155501599);

    [Fact]
    public void HingeOfSigns() => Expect(new HingeLoss(), Signs, Weights, 2.1875, -0.25, 0.0, 0.0, 0.75, -0.75, -0.75);

    [Fact]
    public void HingeOfIndices() => Expect(new HingeLoss(), Indices, Weights, 3.4375, -0.25, 0.0, 0.25, 0.75, 0.75, -1.5);

    [Fact]
    public void OneOutputTakesTheIndexOfAYesOrNo()
    {
        foreach (Loss loss in (Loss[])[new BinaryCrossEntropyLoss(2, 0.1), new HingeLoss(0.7)])
        {
            bool signs = loss is HingeLoss;
            var byIndex = Run(loss, [0.4, -0.3], [0, 1], Weights, new Shape(1), indices: true);
            var byValue = Run(loss, [0.4, -0.3], [signs ? -1 : 0, 1], Weights, new Shape(1), indices: false);
            Assert.Equal(byValue.Loss, byIndex.Loss, 1e-14);
            Assert.Equal(byValue.Gradient, byIndex.Gradient);
        }
    }

    public static TheoryData<string> All =>
        ["se", "mse", "mae", "huber", "ce", "ce smooth", "ce weights", "ce ignoring", "ce weights ignoring", "bce", "bce weights", "hinge"];

    [Theory, MemberData(nameof(All))]
    public void GradientsMatchFiniteDifferences(string name)
    {
        Loss loss = name switch
        {
            "se" => new SquaredErrorLoss(),
            "mse" => new MeanSquaredErrorLoss(),
            "mae" => new MeanAbsoluteErrorLoss(),
            "huber" => new HuberLoss(0.6),
            "ce" => new CrossEntropyLoss(),
            "ce smooth" => new CrossEntropyLoss(0.2),
            "ce weights" => new CrossEntropyLoss(0.2, [0.3, 2, 1, 0.7]),
            "ce ignoring" => new CrossEntropyLoss(IgnoreIndex: 0),
            "ce weights ignoring" => new CrossEntropyLoss(0.2, [0.3, 2, 1, 0.7], 3),
            "bce" => new BinaryCrossEntropyLoss(),
            "bce weights" => new BinaryCrossEntropyLoss(0.4, 0.3),
            _ => new HingeLoss(1.5),
        };
        var random = new Random(5);
        foreach (var shape in (Shape[])[new Shape(4), new Shape(3, 4)])
            foreach (bool indices in (bool[])[false, true])
            {
                if (indices ? !loss.TakesIndices(shape) : !loss.TakesReal(shape)) continue;
                int length = (int)shape.Length, batch = 3;
                double[] scores = Random(random, batch * length, 2), weights = [0.2, 0.5, 0.3];
                double[] target = indices ? [.. Enumerable.Range(0, batch * length / shape.Last).Select(i => (i * 3 + 1) % 4.0)] : Random(random, batch * length, 0.5).Select(v => v + 0.5).ToArray();
                var function = Build(loss, shape, indices);
                var outcome = Run(loss, scores, target, weights, shape, indices);
                var report = GradientComparison.Of(() => Run(function, scores, target, weights, shape, indices).Loss, scores, outcome.Gradient);
                Assert.True(report.WorstError < 1e-5, $"{name} {shape} {(indices ? "indices" : "real")}: {report}");
                Assert.True(report.Compared > scores.Length / 2, report.ToString());
            }
    }

    /// <summary>Values far from zero must neither overflow nor lose the gradient.</summary>
    [Theory]
    [InlineData(1e4)]
    [InlineData(-1e4)]
    [InlineData(0)]
    public void CrossEntropiesStayFinite(double size)
    {
        var classes = Run(new CrossEntropyLoss(), [size, 0, -size], [1], [1], new Shape(3), indices: true);
        Assert.True(double.IsFinite(classes.Loss));
        Assert.Equal(Math.Max(Math.Abs(size), Math.Log(3)), classes.Loss, 1e-9);
        Assert.Equal(0, classes.Gradient.Sum(), 1e-12);
        var binary = Run(new BinaryCrossEntropyLoss(2), [size], [1], [1], new Shape(1), indices: false);
        Assert.Equal(2 * (size > 0 ? 0 : size < 0 ? 1e4 : Math.Log(2)), binary.Loss, 1e-9);
        Assert.Equal(2 * (size > 0 ? 0 : size < 0 ? -1 : -0.5), binary.Gradient[0], 1e-12);
    }

    [Fact]
    public void ALossSaysWhyItRefusesAShape()
    {
        Assert.Contains("scalar", new CrossEntropyLoss().Refuses(Shape.Scalar));
        Assert.Contains("at least two classes", new CrossEntropyLoss().Refuses(new Shape(1)));
        Assert.Contains("3 class weights, but the output has 4 classes", new CrossEntropyLoss(0, ClassWeights).Refuses(new Shape(4)));
        Assert.Null(new CrossEntropyLoss(0, ClassWeights).Refuses(new Shape(3)));
        Assert.True(new CrossEntropyLoss().TakesIndices(new Shape(2, 3)));
        Assert.False(new SquaredErrorLoss().TakesIndices(new Shape(3)));
    }

    private static void Expect(Loss loss, double[] target, double[] weights, double value, params double[] gradient)
    {
        var shape = new Shape(3);
        bool indices = target.Length == 2;
        Assert.True(indices ? loss.TakesIndices(shape) : loss.TakesReal(shape));
        var outcome = Run(loss, Scores, target, weights, shape, indices);
        Assert.Equal(value, outcome.Loss, 1e-12);
        for (int i = 0; i < gradient.Length; i++) Assert.Equal(gradient[i], outcome.Gradient[i], 1e-11);
    }

    private static double[] Random(Random random, int count, double size) => [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 2 - 1) * size)];

    private static Function Build(Loss loss, Shape shape, bool indices)
    {
        var builder = new FunctionBuilder("loss");
        int scores = builder.AddColumn("scores", ColumnRole.Input, new TensorType(shape));
        int target = builder.AddColumn("target", ColumnRole.Target, indices ? new TensorType(Loss.IndexShape(shape), ElementType.Integer) : new TensorType(shape));
        int weight = builder.AddColumn("weight", ColumnRole.Weight, new TensorType(Shape.Scalar));
        int value = loss.Build(builder, scores, target, weight);
        Assert.Equal(TensorType.Unbatched(Shape.Scalar), builder.TypeOf(value));
        builder.AddOutput("loss", OutputRole.Loss, value);
        builder.AddOutput("gradient", OutputRole.InputGradient, Gradients.Of(builder, [(value, builder.Constant(1))], [scores])[0]);
        var function = builder.Build();
        FunctionVerifier.Verify(function);
        return function;
    }

    private static (double Loss, double[] Gradient) Run(Loss loss, double[] scores, double[] target, double[] weights, Shape shape, bool indices) =>
        Run(Build(loss, shape, indices), scores, target, weights, shape, indices);

    private static (double Loss, double[] Gradient) Run(Function function, double[] scores, double[] target, double[] weights, Shape shape, bool indices)
    {
        int batch = weights.Length;
        var context = new ReferenceContext
        {
            Columns =
            [
                new ReferenceTensor(new TensorType(shape), batch, scores),
                new ReferenceTensor(function.Columns[1].Type, batch, target),
                new ReferenceTensor(new TensorType(Shape.Scalar), batch, weights),
            ],
        };
        Assert.Equal(indices, function.Columns[1].Type.Element == ElementType.Integer);
        var results = new Interpreter(context).Run(function, batch);
        return (results[0].Values[0], results[1].Values);
    }
}
