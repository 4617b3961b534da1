using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The runtime's enumeration <c>Interpolation</c>, value for value; a test compares them.</summary>
internal enum DeclaredInterpolation
{
    Nearest,
    Bilinear,
}

/// <summary>An image larger by whole numbers: each value repeated, or interpolated between the centres of pixels.</summary>
internal sealed record UpSampleLayer(int Scale, int? ScaleWidth, DeclaredInterpolation Interpolation) : Layer
{
    public static UpSampleLayer Read(AttributeArguments a) =>
        new(a.Integer("scale"), WindowOption.Optional(a, "ScaleWidth"), (DeclaredInterpolation)a.Integer("Interpolation"));

    public override string Kind => "UpSample2D";

    public override string Text => string.Format(
        CultureInfo.InvariantCulture, "UpSample2D({0}{1}{2})", Scale, Width == Scale ? "" : "x" + Width.ToString(CultureInfo.InvariantCulture),
        Interpolation == DeclaredInterpolation.Bilinear ? ", bilinear" : "");

    private int Width => ScaleWidth ?? Scale;

    public override void Check(Problems problems)
    {
        problems.Require(Scale >= 1 && Scale <= 1024, "scale", Scale, "at least 1 and at most 1024");
        if (ScaleWidth is { } width) problems.Require(width >= 1 && width <= 1024, "ScaleWidth", width, "at least 1 and at most 1024");
        if (Interpolation is not (DeclaredInterpolation.Nearest or DeclaredInterpolation.Bilinear))
            problems.Add(LayerDescriptors.UnknownEnumValue, "Interpolation", ((int)Interpolation).ToString(CultureInfo.InvariantCulture), "Interpolation");
    }

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (WindowOption.Image(input, isSequence: false, problems) is null) return null;
        long height = (long)input[0] * Scale, width = (long)input[1] * Width;
        var output = new Shape((int)Math.Min(height, int.MaxValue), (int)Math.Min(width, int.MaxValue), input[2]);
        return problems.RequireSize("scale", output) ? output : null;
    }

    public override int Build(LayerContext context, int input)
    {
        var shape = context.ShapeOf(input);
        if (Interpolation == DeclaredInterpolation.Nearest)
            return context.Builder.Add(new SumPoolGradientOperation(Window.Tiles(Scale, Width), shape[0] * Scale, shape[1] * Width), input);
        if (Scale > 1) input = context.Builder.Add(new InterpolateOperation(0, Scale), input);
        return Width > 1 ? context.Builder.Add(new InterpolateOperation(1, Width), input) : input;
    }
}
