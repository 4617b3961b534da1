using NetGen.Compiler.Declaration;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Execution.Tests.Programs;

/// <summary>Builds modules from short words, one a layer: <c>dense:17 relu batchnorm dropout:0.3 softmax</c>.</summary>
internal static class RandomNetworks
{
    private static readonly int[] Sizes = [1, 2, 3, 5, 10, 16, 17, 31, 64, 97];

    public static readonly string[] Activations = ["relu", "leaky", "elu", "gelu", "silu", "sigmoid", "tanh", "softplus", "hardsigmoid"];

    public static readonly Loss[] Losses =
    [
        new SquaredErrorLoss(), new MeanSquaredErrorLoss(), new MeanAbsoluteErrorLoss(), new HuberLoss(), new CrossEntropyLoss(), new BinaryCrossEntropyLoss(), new HingeLoss(),
    ];

    /// <summary>A random stack: any layers in any order, sizes around the widths of vectors.</summary>
    public static (string Layers, Shape Input) Stack(Random random)
    {
        var words = new List<string>();
        int depth = random.Next(1, 6);
        for (int i = 0; i < depth; i++)
            words.Add(random.Next(9) switch
            {
                <= 2 => "dense:" + Sizes[random.Next(Sizes.Length)] + (random.Next(4) == 0 ? ":nobias" : ""),
                <= 5 => Activations[random.Next(Activations.Length)],
                6 => "batchnorm",
                7 => "layernorm",
                _ => "dropout:0.3",
            });
        words.Add("dense:" + Sizes[random.Next(1, Sizes.Length)]);
        int size = Sizes[random.Next(Sizes.Length)];
        return (string.Join(" ", words), random.Next(5) == 0 ? new Shape(3, size) : new Shape(size));
    }

    public static Module Build(string layers, Shape input, Loss? loss, Compiler.Graph.Precision precision, double l1 = 0, double l2 = 0)
    {
        var parameters = new List<Parameter>();
        var states = new List<State>();
        var inference = Function("inference", layers, input, loss, false, parameters, states);
        parameters.Clear();
        states.Clear();
        var training = Function("training", layers, input, loss, true, parameters, states);
        var penalties = l1 == 0 && l2 == 0 ? [] : Enumerable.Range(0, parameters.Count).Select(i => new Penalty(i, l1, l2)).ToEquatableArray();
        return FunctionAssembly.Assemble(new NetworkDefinition(
            new TypeDescription(null, [], "Network", "partial class Network", "public", "Network"), precision, [], parameters.ToEquatableArray(), states.ToEquatableArray(),
            inference, training, default, default, loss, penalties, false));
    }

    private static Function Function(string name, string layers, Shape input, Loss? loss, bool training, List<Parameter> parameters, List<State> states)
    {
        var b = new FunctionBuilder(name);
        int x = b.AddColumn("input", ColumnRole.Input, new TensorType(input));
        int number = 0;
        foreach (string word in layers.Split(' '))
        {
            string[] parts = word.Split(':');
            string label = parts[0] + ++number;
            x = Layer(b, x, parts, label, training, parameters, states);
            b.Label(x, label);
        }
        int result = loss?.Fuses switch
        {
            FinalActivation.Softmax => Softmax(b, x),
            FinalActivation.Sigmoid => b.Map(v => Scalar.Sigmoid(v[0]), x),
            _ => x,
        };
        b.AddOutput("result", OutputRole.Result, result);
        b.AddOutput("scores", OutputRole.Scores, x);
        for (int i = 0; i < _updates.Count; i++) b.AddOutput(states[i].Name, OutputRole.State, _updates[i], i);
        _updates.Clear();
        return b.Build();
    }

    [ThreadStatic]
    private static List<int>? s_updates;

    private static List<int> _updates => s_updates ??= [];

    private static int Softmax(FunctionBuilder b, int x)
    {
        int last = b.ShapeOf(x).Rank - 1;
        int max = b.StopGradient(b.Reduce(ReduceKind.Max, x, false, last));
        int exp = b.Map(v => Scalar.Exp(v[0] - v[1]), x, max);
        return b.Map(v => v[0] / v[1], exp, b.Reduce(ReduceKind.Sum, exp, false, last));
    }

    private static int Layer(FunctionBuilder b, int x, string[] parts, string label, bool training, List<Parameter> parameters, List<State> states)
    {
        int features = b.ShapeOf(x).Last, last = b.ShapeOf(x).Rank - 1;

        int Parameter(string suffix, Shape shape, bool isWeight)
        {
            parameters.Add(new Parameter(label + "." + suffix, shape, default, 1, 1, isWeight));
            return b.Parameter(parameters.Count - 1, shape);
        }

        switch (parts[0])
        {
            case "dense":
                int size = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
                int y = b.Dense(x, Parameter("weight", new Shape(size, features), true));
                return parts.Length > 2 ? y : b.Map(v => v[0] + v[1], y, Parameter("bias", new Shape(size), false));
            case "conv":
                int outputs = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
                int image = b.Convolution(x, Parameter("weight", new Shape(outputs, features, 3, 3), true), Window.Of(3, 3) with { Top = 1, Bottom = 1, Left = 1, Right = 1 }, 1);
                return b.Map(v => v[0] + v[1], image, Parameter("bias", new Shape(outputs), false));
            case "maxpool": return b.Add(new MaxPoolOperation(Window.Tiles(2, 2)), x);
            case "relu": return b.Map(v => Scalar.Max(v[0], 0), x);
            case "leaky": return b.Map(v => Scalar.Select(Scalar.Less(v[0], 0), 0.1 * v[0], v[0]), x);
            case "elu": return b.Map(v => Scalar.Select(Scalar.Less(v[0], 0), Scalar.Expm1(v[0]), v[0]), x);
            case "gelu": return b.Map(v => 0.5 * v[0] * (1 + Scalar.Erf(v[0] / Math.Sqrt(2))), x);
            case "silu": return b.Map(v => v[0] * Scalar.Sigmoid(v[0]), x);
            case "sigmoid": return b.Map(v => Scalar.Sigmoid(v[0]), x);
            case "tanh": return b.Map(v => Scalar.Tanh(v[0]), x);
            case "softplus": return b.Map(v => Scalar.Max(v[0], 0) + Scalar.Log1p(Scalar.Exp(-Scalar.Abs(v[0]))), x);
            case "hardsigmoid": return b.Map(v => Scalar.Min(Scalar.Max(v[0] / 6 + 0.5, 0), 1), x);
            case "softmax": return features == 1 ? x : Softmax(b, x);
            case "flatten": return b.Reshape(x, new Shape((int)b.ShapeOf(x).Length));
            case "reshape": return b.Reshape(x, new Shape(parts.Skip(1).Select(p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture)).ToArray()));
            case "dropout":
                double rate = double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
                if (!training) return x;
                int random = b.Add(new RandomUniformOperation(b.Nodes.Count, b.ShapeOf(x)));
                return b.Map(v => Scalar.Select(Scalar.Less(v[1], rate), v[0].Builder.Constant(0), v[0] * (1 / (1 - rate))), x, random);
            case "layernorm":
                if (features == 1) return x;
                int mean = b.Map(v => v[0] / features, b.Reduce(ReduceKind.Sum, x, false, last));
                int centred = b.Map(v => v[0] - v[1], x, mean);
                int scale = b.Map(v => 1 / Scalar.Sqrt(v[0] / features + 1e-5), b.Reduce(ReduceKind.Sum, b.Map(v => v[0] * v[0], centred), false, last));
                return b.Map(v => v[0] * v[1] * v[2] + v[3], centred, scale, Parameter("weight", new Shape(features), false), Parameter("bias", new Shape(features), false));
            case "batchnorm": return BatchNorm(b, x, label, training, states, Parameter("weight", new Shape(features), false), Parameter("bias", new Shape(features), false));
            default: throw new ArgumentException(parts[0]);
        }
    }

    private static int BatchNorm(FunctionBuilder b, int x, string label, bool training, List<State> states, int weight, int bias)
    {
        var shape = b.ShapeOf(x);
        var features = new Shape(shape.Last);
        int[] leading = Enumerable.Range(0, shape.Rank - 1).ToArray();
        states.Add(new State(label + ".running_mean", features, 0));
        states.Add(new State(label + ".running_var", features, 1));
        int mean = b.Add(new StateOperation(states.Count - 2, features)), variance = b.Add(new StateOperation(states.Count - 1, features));
        if (training)
        {
            double positions = shape.Length / shape.Last;
            int count = b.Map(v => v[0] * positions, b.Add(new BatchSizeOperation()));
            int m = b.Map(v => v[0] / v[1], b.Reshape(b.Reduce(ReduceKind.Sum, x, true, leading), features), count);
            int s = b.Map(v => v[0] / v[1], b.Reshape(b.Reduce(ReduceKind.Sum, b.Map(v => (v[0] - v[1]) * (v[0] - v[1]), x, m), true, leading), features), count);
            _updates.Add(b.Map(v => 0.9 * v[0] + 0.1 * v[1], mean, m));
            _updates.Add(b.Map(v => 0.9 * v[0] + 0.1 * (v[1] * (v[2] / Scalar.Max(v[2] - 1, 1))), variance, s, count));
            (mean, variance) = (m, s);
        }
        int scale = b.Map(v => 1 / Scalar.Sqrt(v[0] + 1e-5), variance);
        return b.Map(v => (v[0] - v[1]) * v[2] + v[3], x, mean, b.Map(v => v[0] * v[1], scale, weight), bias);
    }
}
