using System.Globalization;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// A function that a product applies to its sums, as a type argument of the kernels: the JIT compiles each kernel anew for each such
/// struct and puts the function in its place, so the source of the kernels stays one.
/// </summary>
internal static class EpilogueType
{
    private static readonly (string Name, Expression Expression)[] Known =
    [
        ("Relu", Expression.Unary(x => Scalar.Max(x, 0))),
        ("Tanh", Expression.Unary(Scalar.Tanh)),
        ("Sigmoid", Expression.Unary(Scalar.Sigmoid)),
        ("Silu", Expression.Unary(x => x * Scalar.Sigmoid(x))),
        ("Exp", Expression.Unary(Scalar.Exp)),
        ("Add", Expression.Binary((x, r) => x + r)),
        ("Multiply", Expression.Binary((x, r) => x * r)),
        ("AddRelu", Expression.Binary((x, r) => Scalar.Max(x + r, 0))),
        ("ReluGradient", Expression.Binary((x, r) => Scalar.Select(Scalar.Greater(r, 0), x, 0))),
        ("TanhGradient", Expression.Binary((x, r) => x * (1 - r * r))),
        ("SigmoidGradient", Expression.Binary((x, r) => x * (r * (1 - r)))),
    ];

    /// <summary>A name that says what the function is, where it is a well-known one, the gradients by results; equal functions have equal names.</summary>
    public static string NameOf(Expression? epilogue)
    {
        if (epilogue is null) return "Identity";
        foreach (var (name, expression) in Known)
            if (expression == epilogue)
                return name;
        uint hash = 2166136261;
        foreach (var n in epilogue.Nodes)
            foreach (long part in new[] { (long)n.Operator, n.A, n.B, n.C, BitConverter.DoubleToInt64Bits(n.Value) })
                hash = (hash ^ (uint)part ^ (uint)(part >> 32)) * 16777619;
        return "Epilogue" + hash.ToString("X8", CultureInfo.InvariantCulture);
    }

    /// <summary>Whether the function is a few instructions, so that it may be applied while the sums are in registers.</summary>
    public static bool IsCheap(Expression? epilogue) =>
        epilogue is null || (epilogue.Nodes.Count <= 8 && epilogue.Nodes.All(n => n.Operator
            is ScalarOperator.Constant or ScalarOperator.Load or ScalarOperator.Add or ScalarOperator.Subtract or ScalarOperator.Multiply
            or ScalarOperator.Negate or ScalarOperator.Abs or ScalarOperator.Max or ScalarOperator.Min
            or ScalarOperator.Less or ScalarOperator.LessOrEqual or ScalarOperator.Equal or ScalarOperator.Select));

    /// <summary>Whether the function reads another value beside the sum.</summary>
    public static bool IsBinary(Expression? epilogue) => epilogue is { Operands: 2 };

    public static void EmitInterface(CodeWriter writer, Precision precision, bool anyCostly, bool anyBinary)
    {
        if (anyBinary)
        {
            writer.Line("/// <summary>What becomes of a sum and of another value at its place.</summary>");
            writer.Line($"internal interface IBinaryEpilogue {{ static abstract {BinarySignature} {VectorForms.Constraint(precision)}; }}").Line();
        }
        writer.Line("/// <summary>What becomes of a sum before it is stored.</summary>");
        string apply = $"static abstract {Signature} {VectorForms.Constraint(precision)};";
        if (!anyCostly) writer.Line($"internal interface IEpilogue {{ {apply} }}").Line();
        else
        {
            using (writer.Braces("internal interface IEpilogue"))
                writer.Line("/// <summary>Whether it is cheap enough to be applied while sums are in registers.</summary>\nstatic abstract bool InRegisters { get; }").Line(apply);
            writer.Line();
        }
    }

    public static void Emit(CodeWriter writer, Expression? epilogue, Precision precision, bool anyCostly)
    {
        if (epilogue is not null) writer.Line($"/// <summary><c>{epilogue.ToString().Replace("<", "&lt;")}</c></summary>");
        string header = $"internal readonly struct {NameOf(epilogue)} : {(IsBinary(epilogue) ? "IBinaryEpilogue" : "IEpilogue")}";
        var members = new CodeWriter();
        if (anyCostly && !IsBinary(epilogue)) members.Line($"public static bool InRegisters => {(IsCheap(epilogue) ? "true" : "false")};");
        EmitApply(members, epilogue, precision);
        string text = members.ToString().TrimEnd('\n');
        if (members.Lines == 1) writer.Line($"{header} {{ {text} }}");
        else
            using (writer.Braces(header)) writer.Line(text);
        writer.Line();
    }

    private static void EmitApply(CodeWriter writer, Expression? epilogue, Precision precision)
    {
        var statements = new CodeWriter();
        string result = epilogue is null ? "x" : new ExpressionPrinter(VectorForm.Generic, precision).Print(statements, [epilogue], operand => operand == 0 ? "x" : "r", "")[0];
        string signature = $"[MethodImpl(Inline)] public static {(IsBinary(epilogue) ? BinarySignature : Signature)} {VectorForms.Constraint(precision)}";
        if (statements.Lines == 0)
        {
            writer.Line($"{signature} => {result};");
            return;
        }
        using var _ = writer.Braces(signature);
        writer.Line(statements.ToString().TrimEnd('\n')).Line($"return {result};");
    }

    private const string Signature = "V Apply<V>(V x)", BinarySignature = "V Apply<V>(V x, V r)";
}
