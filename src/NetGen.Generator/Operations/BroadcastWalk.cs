using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Where the elements of broadcast operands lie, for each element of a result (samples in sequence) in row-major order.</summary>
internal readonly struct BroadcastWalk
{
    private readonly int[] _dimensions;
    private readonly int[][] _strides;
    private readonly int[] _sampleStrides;
    private readonly int _length;

    public BroadcastWalk(TensorType result, IReadOnlyList<TensorType> operands)
    {
        _dimensions = result.Shape.Dimensions.Span.ToArray();
        _length = (int)result.Shape.Length;
        _strides = operands.Select(o => Strides(o.Shape, result.Shape.Rank)).ToArray();
        _sampleStrides = operands.Select(o => o.Batched ? (int)o.Shape.Length : 0).ToArray();
    }

    public int Offset(int operand, int element)
    {
        int offset = element / _length * _sampleStrides[operand];
        int rest = element % _length;
        int[] strides = _strides[operand];
        for (int axis = _dimensions.Length - 1; axis >= 0; axis--)
        {
            offset += rest % _dimensions[axis] * strides[axis];
            rest /= _dimensions[axis];
        }
        return offset;
    }

    /// <summary>Strides by the result's axes, aligned at the last; 0 along repeated ones.</summary>
    private static int[] Strides(Shape shape, int rank)
    {
        int[] strides = new int[rank];
        int stride = 1;
        for (int i = 1; i <= shape.Rank; i++)
        {
            strides[rank - i] = shape[-i] == 1 ? 0 : stride;
            stride *= shape[-i];
        }
        return strides;
    }
}
