using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Graph;

/// <summary>
/// Features that were flattened from an image or a sequence: the graph has them place after place, channel by channel; files have them as PyTorch
/// flattens, channel after channel, place by place. <c>Positions</c> is the number of places, 1 where the orders are the same.
/// </summary>
internal static class AxisOrder
{
    /// <summary>The place in the graph's order of a feature of the files' order.</summary>
    public static int ToGraph(int feature, int features, int positions) => feature % positions * (features / positions) + feature / positions;

    /// <summary>Values <c>[.., features]</c> in the graph's order, from the files'.</summary>
    public static T[] ToGraph<T>(T[] values, int features, int positions)
    {
        if (positions == 1) return values;
        var result = new T[values.Length];
        for (int i = 0; i < values.Length; i++)
            result[i / features * features + ToGraph(i % features, features, positions)] = values[i];
        return result;
    }

    /// <summary>The places of the image whose features a value holds along its only axis; 1 where it was not flattened, or has one channel or one place.</summary>
    public static int PositionsOf(FunctionBuilder builder, int node)
    {
        if (builder.ShapeOf(node).Rank != 1) return 1;
        long length = builder.ShapeOf(node).Length;
        while (true)
        {
            var (operation, operands) = (builder.Nodes[node].Operation, builder.Nodes[node].Operands);
            if (operation is ReshapeOperation && IsImage(builder, operands[0])) return (int)(length / builder.ShapeOf(operands[0]).Last) is var p && p < length ? p : 1;
            // Element by element nothing moves: normalisations, activations and dropout keep the order.
            if (Source(builder, node, operation, operands) is not { } source) return 1;
            node = source;
        }
    }

    private static bool IsImage(FunctionBuilder builder, int node)
    {
        while (true)
        {
            var shape = builder.ShapeOf(node);
            if (shape.Rank == 3) return true;
            if (shape.Rank != 2) return false;
            // A sequence has channels where a layer of sequences made it: these work on an image of height one.
            var (operation, operands) = (builder.Nodes[node].Operation, builder.Nodes[node].Operands);
            if (operation is ReshapeOperation) return builder.ShapeOf(operands[0]) == new Shape(1, shape[0], shape[1]);
            if (Source(builder, node, operation, operands) is not { } source) return false;
            node = source;
        }
    }

    private static int? Source(FunctionBuilder builder, int node, Operation operation, EquatableArray<int> operands)
    {
        var type = builder.TypeOf(node);
        if (operation is ReshapeOperation or StopGradientOperation) return builder.TypeOf(operands[0]) == type ? operands[0] : null;
        if (operation is not MapOperation) return null;
        foreach (int operand in operands)
            if (builder.TypeOf(operand) == type && builder.Nodes[operand].Operation is not RandomUniformOperation) return operand;
        return null;
    }
}
