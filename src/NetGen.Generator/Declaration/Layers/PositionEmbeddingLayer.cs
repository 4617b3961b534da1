using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>Adds a learned vector to each step of a sequence, by its position.</summary>
/// <param name="Length">The number of positions; null for as many as there are steps.</param>
internal sealed record PositionEmbeddingLayer(int? Length, InitializerOption WeightInitializer) : Layer
{
    public static PositionEmbeddingLayer Read(AttributeArguments a) => new(a.Has("Length") && a.Integer("Length") is var length && length != 0 ? length : null, a.Initializer("WeightInitializer"));

    public override string Kind => "PositionEmbedding";

    public override void Check(Problems problems)
    {
        if (Length is { } length) problems.Require(length >= 1, "Length", length, "at least 1");
        WeightInitializer.Check(problems, "WeightInitializer", isMatrix: true);
    }

    public override Shape? Infer(Shape input, Problems problems) => Infer(input, new Dictionary<string, TensorType>(), problems);

    public override Shape? Infer(Shape input, IReadOnlyDictionary<string, TensorType> others, Problems problems)
    {
        if (!Sequences.Check(input, problems) || !Sequences.CheckPositions(input, others, problems)) return null;
        if (Length is { } length && length < input[0] && !others.ContainsKey(Sequences.Positions))
        {
            problems.Require(false, "Length", length, $"at least {OperationText.Number(input[0])}, the number of steps");
            return null;
        }
        return input;
    }

    public override int Build(LayerContext context, int input)
    {
        var builder = context.Builder;
        var shape = context.ShapeOf(input);
        int length = Length ?? shape[0];
        var initializer = WeightInitializer.Kind == DeclaredInitializer.Default ? new Initializer(InitializerKind.Normal, 0, 0.02) : WeightInitializer.ForWeights(false);
        int weight = context.Parameter("weight", new Shape(length, shape[1]), initializer, length, shape[1], isWeight: true);
        if (context.Other(Sequences.Positions) is { } positions)
        {
            context.RequireRange(positions, 0, length - 1, $"positions of {OperationText.Number(length)}");
            weight = builder.Reshape(builder.Add(new GatherOperation(), weight, positions), shape);
        }
        else if (length > shape[0])
        {
            weight = builder.SliceAxis(weight, 0, 0, shape[0]);
        }
        return context.Map(x => x[0] + x[1], input, weight);
    }
}
