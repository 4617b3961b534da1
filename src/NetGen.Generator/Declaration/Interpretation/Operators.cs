using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>C#'s arithmetic on known values. Operands of one operator have the same type: the compiler has inserted the conversions.</summary>
internal static class Operators
{
    /// <summary>The result, or null where there is no such operator.</summary>
    /// <exception cref="OverflowException">In a checked context.</exception>
    /// <exception cref="DivideByZeroException">Of integers.</exception>
    public static object? Binary(BinaryOperatorKind kind, object a, object b, bool isChecked) => (a, b) switch
    {
        (int x, int y) => kind switch
        {
            BinaryOperatorKind.Add => isChecked ? checked(x + y) : unchecked(x + y),
            BinaryOperatorKind.Subtract => isChecked ? checked(x - y) : unchecked(x - y),
            BinaryOperatorKind.Multiply => isChecked ? checked(x * y) : unchecked(x * y),
            BinaryOperatorKind.Divide => x == int.MinValue && y == -1 ? throw new OverflowException() : x / y,
            BinaryOperatorKind.Remainder => y == -1 ? 0 : x % y,
            BinaryOperatorKind.LeftShift => x << y,
            BinaryOperatorKind.RightShift => x >> y,
            BinaryOperatorKind.UnsignedRightShift => (int)((uint)x >> y),
            BinaryOperatorKind.And => x & y,
            BinaryOperatorKind.Or => x | y,
            BinaryOperatorKind.ExclusiveOr => x ^ y,
            _ => Compare(kind, x.CompareTo(y)),
        },
        (double x, double y) => Real(kind, x, y),
        (float x, float y) => kind switch
        {
            BinaryOperatorKind.Add => x + y,
            BinaryOperatorKind.Subtract => x - y,
            BinaryOperatorKind.Multiply => x * y,
            BinaryOperatorKind.Divide => x / y,
            BinaryOperatorKind.Remainder => x % y,
            _ => Real(kind, x, y),
        },
        (long x, long y) => kind switch
        {
            BinaryOperatorKind.Add => isChecked ? checked(x + y) : unchecked(x + y),
            BinaryOperatorKind.Subtract => isChecked ? checked(x - y) : unchecked(x - y),
            BinaryOperatorKind.Multiply => isChecked ? checked(x * y) : unchecked(x * y),
            BinaryOperatorKind.Divide => x == long.MinValue && y == -1 ? throw new OverflowException() : x / y,
            BinaryOperatorKind.Remainder => y == -1 ? 0L : x % y,
            BinaryOperatorKind.And => x & y,
            BinaryOperatorKind.Or => x | y,
            BinaryOperatorKind.ExclusiveOr => x ^ y,
            _ => Compare(kind, x.CompareTo(y)),
        },
        (long x, int y) when kind is BinaryOperatorKind.LeftShift => x << y,
        (long x, int y) when kind is BinaryOperatorKind.RightShift => x >> y,
        (uint x, uint y) => kind switch
        {
            BinaryOperatorKind.Add => isChecked ? checked(x + y) : unchecked(x + y),
            BinaryOperatorKind.Subtract => isChecked ? checked(x - y) : unchecked(x - y),
            BinaryOperatorKind.Multiply => isChecked ? checked(x * y) : unchecked(x * y),
            BinaryOperatorKind.Divide => x / y,
            BinaryOperatorKind.Remainder => x % y,
            BinaryOperatorKind.And => x & y,
            BinaryOperatorKind.Or => x | y,
            BinaryOperatorKind.ExclusiveOr => x ^ y,
            _ => Compare(kind, x.CompareTo(y)),
        },
        (uint x, int y) when kind is BinaryOperatorKind.LeftShift => x << y,
        (uint x, int y) when kind is BinaryOperatorKind.RightShift => x >> y,
        (ulong x, ulong y) => kind switch
        {
            BinaryOperatorKind.Add => isChecked ? checked(x + y) : unchecked(x + y),
            BinaryOperatorKind.Subtract => isChecked ? checked(x - y) : unchecked(x - y),
            BinaryOperatorKind.Multiply => isChecked ? checked(x * y) : unchecked(x * y),
            BinaryOperatorKind.Divide => x / y,
            BinaryOperatorKind.Remainder => x % y,
            _ => Compare(kind, x.CompareTo(y)),
        },
        (bool x, bool y) => kind switch
        {
            BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => x & y,
            BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => x | y,
            BinaryOperatorKind.ExclusiveOr or BinaryOperatorKind.NotEquals => x ^ y,
            BinaryOperatorKind.Equals => x == y,
            _ => null,
        },
        // Enumerations are their numbers, which may be narrow.
        (byte or sbyte or short or ushort or char, _) => Binary(kind, Convert(a, SpecialType.System_Int32, false)!, Convert(b, SpecialType.System_Int32, false)!, isChecked),
        _ => null,
    };

    public static object? Unary(UnaryOperatorKind kind, object a, bool isChecked) => (kind, a) switch
    {
        (UnaryOperatorKind.Plus, _) => a,
        (UnaryOperatorKind.Minus, int x) => isChecked ? checked(-x) : unchecked(-x),
        (UnaryOperatorKind.Minus, long x) => isChecked ? checked(-x) : unchecked(-x),
        (UnaryOperatorKind.Minus, double x) => -x,
        (UnaryOperatorKind.Minus, float x) => -x,
        (UnaryOperatorKind.Not, bool x) => !x,
        (UnaryOperatorKind.BitwiseNegation, int x) => ~x,
        (UnaryOperatorKind.BitwiseNegation, uint x) => ~x,
        (UnaryOperatorKind.BitwiseNegation, long x) => ~x,
        _ => null,
    };

    /// <summary>A number as another type of number; null where it isn't one.</summary>
    /// <exception cref="OverflowException">In a checked context.</exception>
    public static object? Convert(object value, SpecialType target, bool isChecked)
    {
        if (value is char character) value = (int)character;
        return value switch
        {
            double x => FromReal(x, target, isChecked),
            float x => target == SpecialType.System_Single ? x : FromReal(x, target, isChecked),
            ulong x when x > long.MaxValue => FromReal(x, target, isChecked),
            int or long or uint or ulong or short or ushort or byte or sbyte => FromInteger(System.Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture), target, isChecked),
            _ => null,
        };
    }

    private static object? FromInteger(long x, SpecialType target, bool isChecked) => target switch
    {
        SpecialType.System_Int32 => isChecked ? checked((int)x) : unchecked((int)x),
        SpecialType.System_Int64 => x,
        SpecialType.System_UInt32 => isChecked ? checked((uint)x) : unchecked((uint)x),
        SpecialType.System_UInt64 => isChecked ? checked((ulong)x) : unchecked((ulong)x),
        SpecialType.System_Int16 => isChecked ? checked((short)x) : unchecked((short)x),
        SpecialType.System_UInt16 => isChecked ? checked((ushort)x) : unchecked((ushort)x),
        SpecialType.System_Byte => isChecked ? checked((byte)x) : unchecked((byte)x),
        SpecialType.System_SByte => isChecked ? checked((sbyte)x) : unchecked((sbyte)x),
        SpecialType.System_Char => unchecked((char)x),
        SpecialType.System_Double => (double)x,
        SpecialType.System_Single => (float)x,
        _ => null,
    };

    private static object? FromReal(double x, SpecialType target, bool isChecked) => target switch
    {
        SpecialType.System_Double => x,
        SpecialType.System_Single => (float)x,
        _ => FromInteger(isChecked ? checked((long)x) : unchecked((long)x), target, isChecked),
    };

    private static object? Real(BinaryOperatorKind kind, double x, double y) => kind switch
    {
        BinaryOperatorKind.Add => x + y,
        BinaryOperatorKind.Subtract => x - y,
        BinaryOperatorKind.Multiply => x * y,
        BinaryOperatorKind.Divide => x / y,
        BinaryOperatorKind.Remainder => x % y,
        BinaryOperatorKind.Equals => x == y,
        BinaryOperatorKind.NotEquals => x != y,
        BinaryOperatorKind.LessThan => x < y,
        BinaryOperatorKind.LessThanOrEqual => x <= y,
        BinaryOperatorKind.GreaterThan => x > y,
        BinaryOperatorKind.GreaterThanOrEqual => x >= y,
        _ => null,
    };

    private static object? Compare(BinaryOperatorKind kind, int order) => kind switch
    {
        BinaryOperatorKind.Equals => order == 0,
        BinaryOperatorKind.NotEquals => order != 0,
        BinaryOperatorKind.LessThan => order < 0,
        BinaryOperatorKind.LessThanOrEqual => order <= 0,
        BinaryOperatorKind.GreaterThan => order > 0,
        BinaryOperatorKind.GreaterThanOrEqual => order >= 0,
        _ => null,
    };
}
