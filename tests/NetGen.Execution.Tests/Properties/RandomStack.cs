using System.Globalization;
using System.Text;

namespace NetGen.Execution.Tests.Properties;

/// <summary>
/// A valid declaration made from any numbers: each number says what comes next, with what can't come next left out. Fewer and smaller numbers make
/// simpler networks, so that FsCheck shrinks towards the simplest that fails.
/// </summary>
internal sealed class RandomStack
{
    private static readonly string[] Activations =
        ["Relu", "LeakyRelu(0.2)", "Elu(0.8)", "Gelu", "Gelu(Approximate = true)", "Silu", "Sigmoid", "Tanh", "Softplus", "HardSigmoid", "Identity"];

    private readonly List<string> _layers = [];
    private int[] _shape;
    private bool _probabilities;

    public RandomStack(IReadOnlyList<int> numbers)
    {
        int seed = numbers.Count == 0 ? 0 : Positive(numbers[0]);
        int[] input = _shape = seed % 3 == 2 ? [2 + seed % 3, 1 + seed / 3 % 5] : [1 + seed % 19];
        foreach (int number in numbers.Skip(1).Take(8)) Add(Positive(number));
        // A layer with weights at least, so that there is something to check.
        if (!_layers.Any(l => l.StartsWith("Dense", StringComparison.Ordinal))) Dense(1 + seed % 4, "");
        Precision = seed % 2 == 0 ? "Single" : "Double";
        Loss = PickLoss(seed / 2);
        Declaration = string.Create(CultureInfo.InvariantCulture,
            $"[Network(Precision = Precision.{Precision}), Input({string.Join(", ", input)}), {string.Join(", ", _layers)}, {Loss}] public sealed partial class Stack;");
    }

    public string Declaration { get; }

    public string Precision { get; }

    private string Loss { get; }

    public override string ToString() => Declaration;

    private void Add(int number)
    {
        int argument = number / 8;
        switch (number % 8)
        {
            case 0 or 1:
                Dense(1 + argument % 35, argument % 5 == 4 ? ", Bias = false" : "");
                break;
            case 2 or 3:
                Layer(Activations[argument % Activations.Length]);
                break;
            case 4:
                Layer(argument % 3 == 2 ? "BatchNorm(Affine = false)" : "BatchNorm");
                break;
            case 5 when _shape[^1] > 1:
                Layer(argument % 3 == 2 ? "LayerNorm(Affine = false)" : "LayerNorm");
                break;
            case 6 when _shape.Length > 1:
                _shape = [_shape.Aggregate((a, b) => a * b)];
                _layers.Add("Flatten");
                break;
            case 6:
                int rows = new[] { 2, 3, 5, 7, 1 }.First(d => _shape[0] % d == 0);
                _shape = [rows, _shape[0] / rows];
                _layers.Add(string.Create(CultureInfo.InvariantCulture, $"Reshape({_shape[0]}, {_shape[1]})"));
                break;
            case 7 when !_probabilities && argument % 2 == 0:
                Layer("Softmax");
                _probabilities = true;
                break;
            default:
                Layer(string.Create(CultureInfo.InvariantCulture, $"Dropout(0.{1 + argument % 8})"));
                break;
        }
    }

    private void Dense(int units, string options)
    {
        Layer(string.Create(CultureInfo.InvariantCulture, $"Dense({units}{options})"));
        _shape = [.. _shape[..^1], units];
    }

    private void Layer(string text)
    {
        _layers.Add(text);
        _probabilities = false;
    }

    private string PickLoss(int number) => (number % 7) switch
    {
        0 => "SquaredErrorLoss, L2(0.01)",
        1 => "MeanSquaredErrorLoss",
        2 => "MeanAbsoluteErrorLoss",
        3 => "HuberLoss(0.7)",
        4 when _shape[^1] > 1 => "CrossEntropyLoss(LabelSmoothing = 0.1)",
        5 when _layers[^1] != "Sigmoid" || _shape.Length > 0 => "BinaryCrossEntropyLoss",
        _ => "HingeLoss, L1(0.002)",
    };

    private static int Positive(int number) => number & int.MaxValue;
}
