namespace NetGen.Execution.Tests.Parity;

/// <summary>
/// Whole networks beside PyTorch, which computed in double (make_data.py): in float32 within 1e-4, in double within 1e-9.
/// </summary>
public sealed class ParityTests
{
    private static readonly IParityCase[] Cases =
    [
        new ParityCase<Classifier, float, int>("Classifier", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ClassifierDouble, double, int>("Classifier", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SmoothedClassifier, float, int>("SmoothedClassifier", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SmoothedClassifierDouble, double, int>("SmoothedClassifier", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<Distributions, float, float>("Distributions", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<DistributionsDouble, double, double>("Distributions", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<Activations, float, float>("Activations", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ActivationsDouble, double, double>("Activations", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<Normalised, float, float>("Normalised", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<NormalisedDouble, double, double>("Normalised", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<PlainNorms, float, float>("PlainNorms", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<PlainNormsDouble, double, double>("PlainNorms", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<Regularised, float, float>("Regularised", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<RegularisedDouble, double, double>("Regularised", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<AbsoluteError, float, float>("AbsoluteError", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<AbsoluteErrorDouble, double, double>("AbsoluteError", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<BinaryHinge, float, float>("BinaryHinge", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<BinaryHingeDouble, double, double>("BinaryHinge", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ClassHinge, float, int>("ClassHinge", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ClassHingeDouble, double, int>("ClassHinge", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<Perceptron, float, float>("Perceptron", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<PerceptronDouble, double, double>("Perceptron", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<OneLogit, float, float>("OneLogit", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<OneLogitDouble, double, double>("OneLogit", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
    ];

    /// <summary>By the names in the files, with the same hyperparameters.</summary>
    internal static readonly Dictionary<string, Func<Optimizer>> Optimizers = new()
    {
        ["sgd"] = () => new Sgd(0.05),
        ["momentum"] = () => new Momentum(0.05),
        ["nesterov"] = () => new Nesterov(0.05),
        ["adagrad"] = () => new AdaGrad(0.05),
        ["adadelta"] = () => new Adadelta(1.0),
        ["rmsprop"] = () => new RmsProp(0.01),
        ["adam"] = () => new Adam(0.01),
        ["adamw"] = () => new AdamW(0.01),
    };

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    public static TheoryData<string, string> NamesAndOptimizers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var parity in Cases)
                foreach (string optimizer in Optimizers.Keys) data.Add(parity.Name, optimizer);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_and_gradients_are_those_of_PyTorch(string network) => Check(Cases, network, c => c.ForwardAndBackward());

    [Theory]
    [MemberData(nameof(NamesAndOptimizers))]
    public void Five_steps_lead_where_PyTorch_s_do(string network, string optimizer) => Check(Cases, network, c => c.Train(optimizer));

    internal static void Check(IParityCase[] cases, string network, Func<IParityCase, IEnumerable<Comparison>> compare)
    {
        double tolerance = network.EndsWith("Double", StringComparison.Ordinal) ? 1e-9 : 1e-4;
        var wrong = compare(cases.Single(c => c.Name == network))
            .Select(c => (c.What, Error: c.Error())).Where(c => !(c.Error <= tolerance))
            .Select(c => $"{c.What}: relative difference {c.Error:E1}");
        Assert.Empty(wrong);
    }
}
