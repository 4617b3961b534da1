using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.CompilerServices;

/// <summary>For generated code: the lanes of a vector combined in a fixed order, halves first, so that results repeat to the bit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Horizontal
{
    /// <summary>The sum of the lanes.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="vector">The lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum<T>(Vector512<T> vector) where T : unmanaged, INumber<T> => Sum(vector.GetLower() + vector.GetUpper());

    /// <inheritdoc cref="Sum{T}(Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum<T>(Vector256<T> vector) where T : unmanaged, INumber<T> => Sum(vector.GetLower() + vector.GetUpper());

    /// <inheritdoc cref="Sum{T}(Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum<T>(Vector128<T> vector) where T : unmanaged, INumber<T> => Vector128<T>.Count == 4
        ? (vector[0] + vector[2]) + (vector[1] + vector[3])
        : vector[0] + vector[1];

    /// <summary>The greatest lane; NaN where one is.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="vector">The lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max<T>(Vector512<T> vector) where T : unmanaged, INumber<T> => Max(Vector256.Max(vector.GetLower(), vector.GetUpper()));

    /// <inheritdoc cref="Max{T}(Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max<T>(Vector256<T> vector) where T : unmanaged, INumber<T> => Max(Vector128.Max(vector.GetLower(), vector.GetUpper()));

    /// <inheritdoc cref="Max{T}(Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max<T>(Vector128<T> vector) where T : unmanaged, INumber<T> => Vector128<T>.Count == 4
        ? T.Max(T.Max(vector[0], vector[2]), T.Max(vector[1], vector[3]))
        : T.Max(vector[0], vector[1]);
}
