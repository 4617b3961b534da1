using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>What a sequence is pooled to.</summary>
internal enum SequencePool
{
    Average,
    Max,
    Last,
}

/// <summary>The mean, the maximum or the last of all steps of a sequence: [time, features] becomes [features]. With lengths, of each sample's own steps.</summary>
internal sealed record SequencePoolLayer(SequencePool Pool) : Layer
{
    public static SequencePoolLayer ReadAverage(AttributeArguments a) => new(SequencePool.Average);

    public static SequencePoolLayer ReadMax(AttributeArguments a) => new(SequencePool.Max);

    public static SequencePoolLayer ReadLast(AttributeArguments a) => new(SequencePool.Last);

    public override string Kind => Pool switch { SequencePool.Average => "GlobalAveragePool1D", SequencePool.Max => "GlobalMaxPool1D", _ => "LastStep" };

    public override Shape? Infer(Shape input, Problems problems) => Sequences.Check(input, problems) ? new Shape(input[1]) : null;

    public override Shape? Infer(Shape input, IReadOnlyDictionary<string, TensorType> others, Problems problems) => Sequences.CheckLengths(others, problems) ? Infer(input, problems) : null;

    public override int Build(LayerContext context, int input)
    {
        var builder = context.Builder;
        var shape = context.ShapeOf(input);
        var result = new Shape(shape[1]);
        if (context.Other(Sequences.Lengths) is not { } given)
        {
            if (Pool == SequencePool.Last) return context.Reshape(builder.SliceAxis(input, 0, shape[0] - 1, 1), result);
            int whole = context.Reshape(builder.Reduce(Reduction, input, false, 0), result);
            return Pool == SequencePool.Average ? context.Map(x => x[0] * (1.0 / shape[0]), whole) : whole;
        }
        int length = Sequences.ReadLengths(context, given, shape[0], minimum: 1), steps = Sequences.Steps(builder, shape[0]);
        int own = Pool switch
        {
            SequencePool.Average => context.Map(x => Scalar.Select(Scalar.Less(x[1], x[2]), x[0], 0.0), input, steps, length),
            SequencePool.Max => context.Map(x => Scalar.Select(Scalar.Less(x[1], x[2]), x[0], double.NegativeInfinity), input, steps, length),
            _ => context.Map(x => Scalar.Select(Scalar.Equal(x[1] + 1, x[2]), x[0], 0.0), input, steps, length),
        };
        int pooled = context.Reshape(builder.Reduce(Reduction, own, false, 0), result);
        return Pool == SequencePool.Average ? context.Map(x => x[0] / x[1], pooled, length) : pooled;
    }

    private ReduceKind Reduction => Pool == SequencePool.Max ? ReduceKind.Max : ReduceKind.Sum;
}
