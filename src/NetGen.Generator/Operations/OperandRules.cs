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

    public static void Image(Operation operation, TensorType type)
    {
        if (type.Element != ElementType.Real || type.Shape.Rank != 3)
            throw new GraphException($"{operation.Name}: takes real images of height x width x channels, got {type}.");
    }

    /// <summary>Weights of a convolution: <c>[outputs, inputs / groups, kernel height, kernel width]</c>.</summary>
    public static void Kernel(Operation operation, TensorType type, Window window, int groups, int inputs, int outputs)
    {
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
            throw new GraphException($"{operation.Name}: {inputs} inputs and {outputs} outputs don't part into {groups} groups.");
        if (type != TensorType.Unbatched(new Shape(outputs, inputs / groups, window.KernelHeight, window.KernelWidth)))
            throw new GraphException($"{operation.Name}: {type} are not the weights of {inputs} inputs, {outputs} outputs and {window}.");
    }

    /// <summary>The values of a window's places over an image of the size.</summary>
    public static void Places(Operation operation, Window window, TensorType type, int height, int width)
    {
        if (type.Shape[0] != window.OutputHeight(height) || type.Shape[1] != window.OutputWidth(width))
            throw new GraphException($"{operation.Name}: {type.Shape} doesn't hold the places of {window} over {Window.Pair(height, width)}.");
    }

    /// <summary>A value of the type of a pool's result.</summary>
    public static void Pool(Operation operation, Window window, TensorType image, TensorType type)
    {
        Image(operation, image);
        Image(operation, type);
        Places(operation, window, type, image.Shape[0], image.Shape[1]);
        if (type.Shape[2] != image.Shape[2] || type.Batched != image.Batched)
            throw new GraphException($"{operation.Name}: {type} is not the type of the pool of {image}.");
    }
}
