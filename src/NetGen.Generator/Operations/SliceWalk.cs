using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Where the elements of a part lie in the whole.</summary>
internal static class SliceWalk
{
    /// <summary>The place in the whole of an element of the part, both in row-major order with samples in sequence.</summary>
    public static int Place(Shape part, Shape whole, EquatableArray<int> start, EquatableArray<int> step, int element)
    {
        int sample = element / (int)part.Length, rest = element % (int)part.Length, stride = 1, place = sample * (int)whole.Length;
        for (int axis = part.Rank - 1; axis >= 0; axis--)
        {
            place += (start[axis] + rest % part[axis] * step[axis]) * stride;
            rest /= part[axis];
            stride *= whole[axis];
        }
        return place;
    }
}
