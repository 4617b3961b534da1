using System.Globalization;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>Each value over (k + alpha / size * the sum of squares of <paramref name="Size"/> neighbouring channels) ^ beta, as in PyTorch.</summary>
internal sealed record LocalResponseNormLayer(int Size, double Alpha, double Beta, double K) : Layer
{
    public static LocalResponseNormLayer Read(AttributeArguments a) =>
        new(a.Integer("size"), a.Number("Alpha", 1e-4), a.Number("Beta", 0.75), a.Number("K", 1));

    public override string Kind => "LocalResponseNorm";

    public override string Text => string.Format(CultureInfo.InvariantCulture, "LocalResponseNorm({0})", Size);

    public override void Check(Problems problems)
    {
        problems.Require(Size >= 1 && Size <= 1 << 14, "size", Size, "at least 1 and at most 16384");
        problems.RequireNotNegative("Alpha", Alpha);
        problems.RequirePositive("Beta", Beta);
        problems.RequirePositive("K", K);
    }

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (input.Rank > 0) return input;
        problems.RefuseShape(input, "channels along a last axis", "give the input one, such as Input(height, width, channels)");
        return null;
    }

    public override int Build(LayerContext context, int input)
    {
        var shape = context.ShapeOf(input);
        // The channels as the width of an image of one channel; PyTorch has the odd neighbour before.
        int squares = context.Reshape(context.Map(x => x[0] * x[0], input), new Shape((int)(shape.Length / shape.Last), shape.Last, 1));
        int sums = context.Builder.Add(new SumPoolOperation(new Window(1, Size, 1, 1, 1, 1, 0, 0, Size / 2, (Size - 1) / 2)), squares);
        return context.Map(x => x[0] * Scalar.Power(K + Alpha / Size * x[1], -Beta), input, context.Reshape(sums, shape));
    }
}
