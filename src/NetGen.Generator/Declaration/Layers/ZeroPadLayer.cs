using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>Zeros around an image: the same on all sides, by height and width, or top, bottom, left, right.</summary>
internal sealed record ZeroPadLayer(EquatableArray<int> Pads) : Layer
{
    public static ZeroPadLayer Read(AttributeArguments a) => new(a.Integers("pads"));

    public override string Kind => "ZeroPad2D";

    public override string Text => "ZeroPad2D(" + string.Join(", ", Pads) + ")";

    private (int Top, int Bottom, int Left, int Right) Sides => Pads.Count switch
    {
        1 => (Pads[0], Pads[0], Pads[0], Pads[0]),
        2 => (Pads[0], Pads[0], Pads[1], Pads[1]),
        _ => (Pads[0], Pads[1], Pads[2], Pads[3]),
    };

    public override void Check(Problems problems)
    {
        if (Pads.Count is not (1 or 2 or 4))
            problems.Add(
                LayerDescriptors.PadCount, "pads", problems.Owner, "all sides; or height, width; or top, bottom, left, right", Pads.Count.ToString(CultureInfo.InvariantCulture));
        for (int i = 0; i < Pads.Count; i++) problems.Require(Pads[i] >= 0 && Pads[i] <= 1 << 14, "pads", Pads[i], "at least 0 and at most 16384", i);
    }

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (WindowOption.Image(input, isSequence: false, problems) is null) return null;
        var output = new Shape(input[0] + Sides.Top + Sides.Bottom, input[1] + Sides.Left + Sides.Right, input[2]);
        return problems.RequireSize("pads", output) ? output : null;
    }

    public override int Build(LayerContext context, int input) =>
        context.Builder.Pad(input, [Sides.Top, Sides.Left, 0], [Sides.Bottom, Sides.Right, 0]);
}
