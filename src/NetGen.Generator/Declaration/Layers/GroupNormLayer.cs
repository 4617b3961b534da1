using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>
/// Each sample's groups of channels less their mean over their biased standard deviation, over all places; scale and shift by channel.
/// One group normalises the whole sample, as many as channels each channel by itself.
/// </summary>
internal sealed record GroupNormLayer(int Groups, double Epsilon, bool Affine) : Layer
{
    public static GroupNormLayer Read(AttributeArguments a) => new(a.Integer("groups"), a.Number("Epsilon", 1e-5), a.Boolean("Affine", true));

    public override string Kind => "GroupNorm";

    public override string Text => string.Format(CultureInfo.InvariantCulture, "GroupNorm({0})", Groups);

    public override void Check(Problems problems)
    {
        problems.Require(Groups >= 1, "groups", Groups, "at least 1");
        problems.RequirePositive("Epsilon", Epsilon);
    }

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (input.Rank == 0)
        {
            problems.RefuseShape(input, "channels along a last axis", "give the input one, such as Input(height, width, channels)");
            return null;
        }
        if (input.Last % Groups != 0)
        {
            problems.Add(LayerDescriptors.GroupsDoNotDivide, "groups", problems.Owner, Sizes.Text(Groups), $"{Sizes.Text(input.Last)} channels");
            return null;
        }
        if (input.Length > Groups) return input;
        problems.RefuseShape(input, "at least 2 values a group", "a single value less its mean is always 0");
        return null;
    }

    public override int Build(LayerContext context, int input)
    {
        var shape = context.ShapeOf(input);
        var channels = new Shape(shape.Last);
        double share = Groups / (double)shape.Length;
        int mean = context.Map(x => x[0] * share, SumOfGroups(context, input));
        int centred = context.Map(x => x[0] - x[1], input, mean);
        int scale = context.Map(x => 1 / Scalar.Sqrt(x[0] * share + Epsilon), SumOfGroups(context, context.Map(x => x[0] * x[0], centred)));
        if (!Affine) return context.Map(x => x[0] * x[1], centred, scale);
        int weight = context.Parameter("weight", channels, new(InitializerKind.Constant, 1), shape.Last, shape.Last, isWeight: false, input);
        int bias = context.Parameter("bias", channels, new(InitializerKind.Zeros), shape.Last, shape.Last, isWeight: false, input);
        return context.Map(x => x[0] * (x[1] * x[2]) + x[3], centred, scale, weight, bias);
    }

    /// <summary>For each channel the sum over its group. Images are summed by channel first, so that they keep their shape.</summary>
    private int SumOfGroups(LayerContext context, int node)
    {
        var shape = context.ShapeOf(node);
        int byChannel = shape.Rank == 1 ? node : context.Builder.Reduce(ReduceKind.Sum, node, false, [.. Enumerable.Range(0, shape.Rank - 1)]);
        if (Groups == shape.Last) return context.Reshape(byChannel, new Shape(shape.Last));
        int groups = context.Reshape(byChannel, new Shape(Groups, shape.Last / Groups));
        int sums = context.Builder.Broadcast(context.SumLast(groups), new TensorType(context.ShapeOf(groups)));
        return context.Reshape(sums, new Shape(shape.Last));
    }
}
