using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The checks that shape rules share. A failure is an error inside the compiler, for declarations are checked before.</summary>
internal static class OperandRules
{
    public static void Count(Operation operation, ReadOnlySpan<TensorType> operands, int expected)
    {
        if (operands.Length != expected)
            throw new GraphException($"{operation.Name}: takes {expected} operands, got {operands.Length}.");
    }

    public static void Real(Operation operation, ReadOnlySpan<TensorType> operands)
    {
        foreach (var type in operands)
            if (type.Element != ElementType.Real) throw new GraphException($"{operation.Name}: takes real operands, got {type}.");
    }

    public static void Matrix(Operation operation, TensorType type)
    {
        if (type.Batched || type.Shape.Rank != 2) throw new GraphException($"{operation.Name}: takes one matrix of weights, got {type}.");
    }
}
