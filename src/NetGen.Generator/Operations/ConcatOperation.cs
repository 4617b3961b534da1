using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Values one after the other along an axis; the other axes are equal.</summary>
internal sealed record ConcatOperation(int Axis) : Operation
{
    public override string Name => "concat";

    public override bool HasGpuForm => true;

    public override string Attributes => OperationText.Number(Axis);

    public static ConcatOperation Parse(OperationText text) => new(text.Integer);

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        if (operands.Length == 0) throw new GraphException("concat: takes at least one operand.");
        OperandRules.Real(this, operands);
        var first = operands[0];
        if (Axis < 0 || Axis >= first.Shape.Rank) throw new GraphException($"concat: {first.Shape} has no axis {Axis}.");
        int size = 0;
        foreach (var type in operands)
        {
            if (type.Batched != first.Batched || type.Shape.Rank != first.Shape.Rank || With(type.Shape, 1) != With(first.Shape, 1))
                throw new GraphException($"concat: {type} and {first} differ beside axis {Axis}.");
            size += type.Shape[Axis];
        }
        return first with { Shape = With(first.Shape, size) };
    }

    private Shape With(Shape shape, int size)
    {
        int[] d = shape.Dimensions.Span.ToArray();
        d[Axis] = size;
        return new Shape(d);
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        int[] result = new int[operands.Count];
        for (int i = 0, at = 0; i < result.Length; i++)
        {
            var shape = builder.ShapeOf(operands[i]);
            int[] start = new int[shape.Rank];
            start[Axis] = at;
            at += shape[Axis];
            result[i] = builder.Slice(gradient, start, shape.Dimensions.Span.ToArray());
        }
        return result;
    }

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        var result = evaluation.Result;
        var step = Enumerable.Repeat(1, result.Type.Shape.Rank).ToEquatableArray();
        int at = 0;
        foreach (var x in evaluation.Operands)
        {
            int[] start = new int[step.Count];
            start[Axis] = at;
            at += x.Type.Shape[Axis];
            for (int i = 0; i < x.Values.Length; i++)
                result.Values[SliceWalk.Place(x.Type.Shape, result.Type.Shape, new(start), step, i)] = x.Values[i];
        }
    }
}
