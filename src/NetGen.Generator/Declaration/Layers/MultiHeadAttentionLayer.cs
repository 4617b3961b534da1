using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>
/// Attention of a sequence to itself, or to a memory: queries, keys and values by dense layers, the heads side by side, and a dense layer behind. Parameters have PyTorch's names.
/// </summary>
internal sealed record MultiHeadAttentionLayer(int Heads, bool Causal, double Dropout, bool Rotary, WeightOptions Weights) : Layer
{
    private const double Wavelength = 10_000;

    public static MultiHeadAttentionLayer Read(AttributeArguments a) => new(
        a.Integer("heads"), a.Boolean("Causal", false), a.Number("Dropout", 0), a.Boolean("Rotary", false), WeightOptions.Read(a));

    public override string Kind => "MultiHeadAttention";

    public override string Text => string.Format(CultureInfo.InvariantCulture, "MultiHeadAttention({0}{1})", Heads, Causal ? ", causal" : "");

    public override bool HasWeights => true;

    public override double? L1 => Weights.L1;

    public override double? L2 => Weights.L2;

    public override void Check(Problems problems)
    {
        problems.Require(Heads >= 1, "heads", Heads, "at least 1");
        problems.Require(Dropout >= 0 && Dropout < 1, "Dropout", Dropout, "at least 0 and below 1");
        Weights.Check(problems);
    }

    public override Shape? Infer(Shape input, Problems problems) => Infer(input, new Dictionary<string, TensorType>(), problems);

    public override Shape? Infer(Shape input, IReadOnlyDictionary<string, TensorType> others, Problems problems)
    {
        if (!Sequences.Check(input, problems) || !Sequences.CheckLengths(others, problems)) return null;
        if (input[1] % Heads != 0)
        {
            problems.Add(LayerDescriptors.HeadsDoNotDivide, "heads", OperationText.Number(Heads), problems.Owner, OperationText.Number(input[1]));
            return null;
        }
        if (Rotary && input[1] / Heads % 2 != 0)
        {
            problems.Add(LayerDescriptors.HeadsDoNotDivide, "heads", OperationText.Number(2 * Heads) + " halves of the", problems.Owner, OperationText.Number(input[1]));
            return null;
        }
        if (others.TryGetValue(Sequences.Memory, out var memory) && (memory.Shape.Rank != 2 || memory.Element != ElementType.Real))
        {
            problems.Add(ForwardDescriptors.ShapesDoNotFit, Sequences.Memory, problems.Owner, memory.Shape.ToString(), "a memory is a sequence [time, features]");
            return null;
        }
        return problems.RequireSize(null, new Shape(3 * input[1], input[1])) ? input : null;
    }

    public override int Build(LayerContext context, int input)
    {
        var builder = context.Builder;
        int features = context.ShapeOf(input)[1];
        int? memory = context.Other(Sequences.Memory);
        var (query, key, value) = Project(context, input, memory, features);
        if (Rotary)
        {
            query = Sequences.Rotate(builder, query, Heads, null, Wavelength);
            key = Sequences.Rotate(builder, key, Heads, null, Wavelength);
        }
        int? length = context.Other(Sequences.Lengths) is { } lengths ? Sequences.ReadLengths(context, lengths, context.ShapeOf(key)[0], minimum: 0) : null;
        var attention = new AttentionOperation(Heads, 1 / Math.Sqrt(features / Heads), Causal, MasksQueries: length is not null && memory is null);
        List<int> operands = [query, key, value];
        if (length is { } l) operands.Add(l);
        if (context.Training && Dropout > 0)
        {
            attention = attention with { Dropout = Dropout };
            operands.Add(context.Random(new Shape(2)));
        }
        int mixed = builder.Add(attention, [.. operands]);
        int outputs = context.Parameter("out_proj.weight", new Shape(features, features), Weights.Weight.ForWeights(context.Rectified), features, features, isWeight: true);
        int product = builder.Dense(mixed, outputs);
        return Weights.Bias ? context.Map(x => x[0] + x[1], product, Bias(context, "out_proj.bias", features, features)) : product;
    }

    private (int Query, int Key, int Value) Project(LayerContext context, int input, int? memory, int features)
    {
        var builder = context.Builder;
        int? bias = null;
        if (memory is { } m && context.ShapeOf(m)[1] is var inputs && inputs != features)
        {
            int query = Weight(context, "q_proj_weight", features, features), key = Weight(context, "k_proj_weight", features, inputs), value = Weight(context, "v_proj_weight", features, inputs);
            bias = InputBias();
            return (Product(input, query, 0, 1), Product(m, key, 1, 1), Product(m, value, 2, 1));
        }
        int weight = Weight(context, "in_proj_weight", 3 * features, features);
        bias = InputBias();
        if (memory is null)
        {
            int[] all = builder.Split(Product(input, weight, 0, 3), 3);
            return (all[0], all[1], all[2]);
        }
        int[] pair = builder.Split(Product(memory.Value, builder.SliceAxis(weight, 0, features, 2 * features), 1, 2), 2);
        return (Product(input, builder.SliceAxis(weight, 0, 0, features), 0, 1), pair[0], pair[1]);

        int? InputBias() => Weights.Bias ? Bias(context, "in_proj_bias", 3 * features, features) : null;

        int Product(int x, int w, int first, int count)
        {
            int product = builder.Dense(x, w);
            return bias is { } b ? context.Map(v => v[0] + v[1], product, builder.SliceAxis(b, 0, first * features, count * features)) : product;
        }
    }

    private int Weight(LayerContext context, string name, int outputs, int inputs) =>
        context.Parameter(name, new Shape(outputs, inputs), Weights.Weight.ForWeights(false), inputs, outputs, isWeight: true);

    private int Bias(LayerContext context, string name, int outputs, int inputs) =>
        context.Parameter(name, new Shape(outputs), Weights.BiasInitializer.ForBias(), inputs, outputs, isWeight: false);
}
