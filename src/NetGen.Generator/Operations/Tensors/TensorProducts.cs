using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The functions of tensors that users call: products and rows of tables.</summary>
internal static class TensorProducts
{
    /// <summary>
    /// Products of matrices along the last two axes, [.., M, K] times [.., K, N]; leading axes broadcast. A vector is a row on the left, a column
    /// on the right, and its axis goes. A matrix that is the same for all samples, on the right, is multiplied as a layer's weights are.
    /// </summary>
    public static int MatMul(this FunctionBuilder builder, int a, int b)
    {
        Shape left = builder.ShapeOf(a), right = builder.ShapeOf(b);
        if (left.Rank == 0 || right.Rank == 0) throw new TensorException(left.Rank == 0 ? "a" : "b", "A product of matrices takes at least one axis; to multiply by a number, write *.");
        int inner = right.Rank == 1 ? right[0] : right[-2];
        if (left.Last != inner) throw new TensorException("b", $"Matrices of the shapes {left} and {right} don't multiply: the last axis of the first has size {left.Last}, the rows of the second are {inner}.");
        if (left.Rank == 1)
        {
            int row = builder.MatMul(builder.ReshapeTo(a, 1, left[0]), b);
            return right.Rank == 1 ? row : builder.Squeeze(row, -2);
        }
        if (right.Rank == 1) return builder.Squeeze(builder.MatMul(a, builder.ReshapeTo(b, right[0], 1)), -1);
        if (Shape.Broadcast(MatMulOperation.Leading(left), MatMulOperation.Leading(right)) is null)
            throw new TensorException("b", $"The leading axes of {left} and {right} don't fit: counted from the last, they must be equal or 1.");

        var (first, second) = (builder.Nodes[a], builder.Nodes[b]);
        bool transposed = IsTransposed(second, out int original);
        if (first.Type.Batched && !second.Type.Batched && right.Rank == 2)
            return transposed ? builder.Dense(a, original) : builder.Add(new DenseInputGradientOperation(), a, b);
        bool firstTransposed = IsTransposed(first, out int left2);
        return builder.Add(new MatMulOperation(firstTransposed, transposed), firstTransposed ? left2 : a, transposed ? original : b);
    }

    /// <summary>Rows of weights [N, K], which may be computed: x [.., K] gives [.., N].</summary>
    public static int DenseBy(this FunctionBuilder builder, int x, int weight)
    {
        Shape shape = builder.ShapeOf(x), weights = builder.ShapeOf(weight);
        if (weights.Rank != 2 || builder.TypeOf(weight).Batched) throw new TensorException("weight", $"Weights are one matrix for all samples, of outputs x inputs; got {builder.TypeOf(weight)}.");
        if (shape.Rank == 0 || shape.Last != weights[1]) throw new TensorException("weight", $"Weights {weights} take rows of {weights[1]}, the shape is {shape}.");
        return builder.Dense(x, weight);
    }

    /// <summary>Rows of a table [V, ..] by integers: an embedding.</summary>
    public static int Gather(this FunctionBuilder builder, int table, int indices)
    {
        if (builder.ShapeOf(table).Rank == 0) throw new TensorException("table", "A table needs an axis of rows.");
        if (builder.TypeOf(indices).Element != ElementType.Integer) throw new TensorException("indices", "Rows are named by integers: an IntTensor.");
        return builder.Add(new GatherOperation(), table, indices);
    }

    private static bool IsTransposed(Node node, out int original)
    {
        original = -1;
        if (node.Operation is not PermuteOperation permute) return false;
        int rank = permute.Axes.Count;
        original = node.Operands[0];
        return permute.Axes.SequenceEqual([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
    }
}
