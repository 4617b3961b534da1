using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>Adds to each step the sines (even features) and cosines (odd ones) of its position times falling frequencies.</summary>
internal sealed record SinusoidalPositionsLayer(double Wavelength) : Layer
{
    public static SinusoidalPositionsLayer Read(AttributeArguments a) => new(a.Number("Wavelength", 10_000));

    public override string Kind => "SinusoidalPositions";

    public override void Check(Problems problems) => problems.RequirePositive("Wavelength", Wavelength);

    public override Shape? Infer(Shape input, Problems problems) => Sequences.Check(input, problems) ? input : null;

    public override Shape? Infer(Shape input, IReadOnlyDictionary<string, TensorType> others, Problems problems) =>
        Sequences.Check(input, problems) && Sequences.CheckPositions(input, others, problems) ? input : null;

    public override int Build(LayerContext context, int input)
    {
        var shape = context.ShapeOf(input);
        int angles = Sequences.Angles(context.Builder, shape[0], context.Other(Sequences.Positions), shape[1], 2, shape[1], Wavelength);
        int odd = context.Builder.Add(new ConstantOperation(new Shape(shape[1]), Enumerable.Range(0, shape[1]).Select(i => i % 2.0).ToEquatableArray()));
        int encoded = context.Builder.Map(x => Scalar.Select(x[1], Scalar.Cos(x[0]), Scalar.Sin(x[0])), angles, odd);
        return context.Map(x => x[0] + x[1], input, encoded);
    }
}
