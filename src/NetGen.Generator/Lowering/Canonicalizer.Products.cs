using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <content>Products of matrices that belong to the samples: a map over the axes [.., M, K, N] and a sum, in the order that reads memory in vectors.</content>
internal sealed partial class Canonicalizer
{
    /// <summary>Rows from which transposing the second matrix costs less than sums across vectors.</summary>
    private const int ManyRows = 16;

    private Reading MatMul(MatMulOperation matmul, Node node, int phase)
    {
        TensorType typeA = _function.Nodes[node.Operands[0]].Type, typeB = _function.Nodes[node.Operands[1]].Type;
        Reading a = Rows(node.Operands[0], phase), b = Rows(node.Operands[1], phase);
        int m = node.Type.Shape[-2], n = node.Type.Shape[-1], k = typeA.Shape[matmul.TransposeA ? -2 : -1];

        // The axes of the product in the order leading, M, N, K; then each operand as a reading over them.
        var leading = MatMulOperation.Leading(node.Type.Shape);
        var full = new TensorType(new Shape([.. leading.Dimensions, m, n, k]), Batched: node.Type.Batched);
        int[] places = Places(full);
        int rank = full.Shape.Rank, axisM = places[rank - 3], axisN = places[rank - 2], axisK = places[rank - 1];
        a = Over(a, typeA, matmul.TransposeA ? (axisK, axisM) : (axisM, axisK));
        b = Over(b, typeB, matmul.TransposeB ? (axisN, axisK) : (axisK, axisN));

        bool alongN = n > 1 && Fastest(b) == axisN, alongK = k > 1 && (n == 1 || Fastest(a) == axisK && Fastest(b) == axisK && m < ManyRows);
        if (!alongN && !alongK && n > 1 && k > 1)
        {
            b = Transposed(b, typeB);
            alongN = true;
        }
        var axes = AxesOf(full);
        int last = axes.Count - 1;
        if (alongN && k > 1)
        {
            // K before N: the last two change places.
            int[] order = Enumerable.Range(0, axes.Count).ToArray();
            (order[last - 1], order[last]) = (last, last - 1);
            (a, b) = (a.Follow(order), b.Follow(order));
            axes = order.Select(o => axes[o]).ToEquatableArray();
            (axisK, axisN) = (last - 1, last);
        }
        var product = Insert(new LoweredNode(_next++, LoweredKind.Map, axes, phase)
        {
            Type = full, HasLastAxis = HasLastAxis(node.Type), Operands = [a, b], Expression = Expression.Binary((x, y) => x * y),
        });
        if (k == 1) return Whole(product);
        return Whole(Insert(new LoweredNode(_next++, LoweredKind.Reduce, AxesOf(node.Type), phase)
        {
            Type = node.Type, HasLastAxis = HasLastAxis(node.Type), Operands = [Whole(product)], Reduction = ReduceKind.Sum, Reduced = [axisK],
        }));

        Reading Over(Reading value, TensorType type, (int Rows, int Columns) matrix)
        {
            int[] own = Places(type), map = new int[AxesOf(type).Count];
            for (int i = 0; i < own.Length; i++)
            {
                if (own[i] == Reading.Fixed) continue;
                map[own[i]] = i == own.Length - 1 ? matrix.Columns : i == own.Length - 2 ? matrix.Rows : places[i + rank - 1 - own.Length];
            }
            return value.Follow(map);
        }

        Reading Transposed(Reading value, TensorType type)
        {
            // In its own memory as [.., K, N].
            var own = new TensorType(new Shape([.. MatMulOperation.Leading(type.Shape).Dimensions, k, n]), Batched: type.Batched);
            int[] kept = Places(own), back = new int[AxesOf(full).Count];
            for (int i = 0; i < kept.Length; i++)
            {
                if (kept[i] == Reading.Fixed) continue;
                int over = i == kept.Length - 1 ? axisN : i == kept.Length - 2 ? axisK : places[i + rank - 1 - kept.Length];
                back[over] = kept[i];
            }
            var copy = Insert(new LoweredNode(_next++, LoweredKind.Map, AxesOf(own), phase)
            {
                Type = own, HasLastAxis = HasLastAxis(own), Operands = [value.Follow(back)], Expression = Expression.Unary(x => x),
            });
            return Over(Whole(copy), own, (axisK, axisN));
        }
    }

    /// <summary>The reader's axis along which neighbours are read, or one that it hasn't.</summary>
    private static int Fastest(Reading value)
    {
        int last = value.Axes.Count - 1;
        return last < 0 || value.IsPart && value.Steps[last] != 1 ? int.MinValue : value.Axes[last];
    }
}
