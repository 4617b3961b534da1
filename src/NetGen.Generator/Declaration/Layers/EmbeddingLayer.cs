using System.Globalization;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>A row of weights for each integer: [..] integers become [.., dimensions].</summary>
internal sealed record EmbeddingLayer(int Vocabulary, int Dimensions, InitializerOption WeightInitializer, double? WeightL1, double? WeightL2, bool Sparse = false) : Layer
{
    public static EmbeddingLayer Read(AttributeArguments a) => new(
        a.Integer("vocabulary"), a.Integer("dimensions"), a.Initializer("WeightInitializer"), a.OptionalNumber("L1"), a.OptionalNumber("L2"), a.Boolean("Sparse", false));

    public override string Kind => "Embedding";

    public override string Text => string.Format(CultureInfo.InvariantCulture, "Embedding({0}, {1})", Vocabulary, Dimensions);

    public override bool TakesIntegers => true;

    public override bool HasWeights => true;

    public override double? L1 => WeightL1;

    public override double? L2 => WeightL2;

    public override void Check(Problems problems)
    {
        problems.Require(Vocabulary >= 1, "vocabulary", Vocabulary, "at least 1");
        problems.Require(Dimensions >= 1, "dimensions", Dimensions, "at least 1");
        WeightInitializer.Check(problems, "WeightInitializer", isMatrix: true);
        if (L1 is { } l1) problems.RequireNotNegative("L1", l1);
        if (L2 is { } l2) problems.RequireNotNegative("L2", l2);
    }

    public override Shape? Infer(Shape input, Problems problems)
    {
        var output = Append(input, Dimensions);
        return problems.RequireSize("dimensions", output) && problems.RequireSize("vocabulary", new Shape(Vocabulary, Dimensions)) ? output : null;
    }

    public override int Build(LayerContext context, int input)
    {
        var initializer = WeightInitializer.Kind == DeclaredInitializer.Default ? new Initializer(InitializerKind.Normal, 0, 1) : WeightInitializer.ForWeights(false);
        int weight = context.Parameter("weight", new Shape(Vocabulary, Dimensions), initializer, Vocabulary, Dimensions, isWeight: true, sparse: Sparse);
        context.RequireRange(input, 0, Vocabulary - 1, Tokens(Vocabulary));
        return context.Builder.Add(new GatherOperation(), weight, input);
    }

    public static string Tokens(int vocabulary) => string.Format(CultureInfo.InvariantCulture, "tokens of a vocabulary of {0}", vocabulary);

    private static Shape Append(Shape shape, int size) => new([.. shape.Dimensions, size]);
}
