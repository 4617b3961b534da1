using System.Reflection;
using NetGen.Compiler.Emit;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Execution.Tests.Kernels;

/// <summary>Lines cost the user's compiler time, and large methods cost the JIT its registers.</summary>
public sealed class KernelSizeTests
{
    private static readonly Expression Relu = Expression.Unary(x => Scalar.Max(x, 0));

    /// <summary>The products of a network with three dense layers, all directions and vector widths: each method is there once.</summary>
    [Theory]
    [InlineData(784, 128, 64, 10, 580)]
    [InlineData(784, 1024, 1024, 10, 600)]
    [InlineData(97, 33, 5, 3, 580)]
    public void ProductsOfThreeLayersStayCompact(int inputs, int first, int second, int outputs, int most)
    {
        var writer = new CodeWriter();
        ContractionKernels.Emit(writer, Products(Compiler.Graph.Precision.Single, inputs, first, second, outputs), Compiler.Graph.Precision.Single, []);
        Assert.InRange(writer.Lines, 1, most);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MethodsStayBelowEightKilobytesOfIl(bool wide)
    {
        var precision = wide ? Compiler.Graph.Precision.Double : Compiler.Graph.Precision.Single;
        var compiled = new CompiledKernels(precision, 512, Products(precision, 97, 1030, 517, 5));
        var methods = Assembly.Load(compiled.Image).GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(m => !m.IsAbstract).ToArray();
        Assert.True(methods.Length > 20);
        Assert.All(methods, m => Assert.InRange(m.GetMethodBody()!.GetILAsByteArray()!.Length, 0, 8192));
    }

    private static ContractionKernel[] Products(Compiler.Graph.Precision precision, params int[] sizes) =>
    [
        .. Enumerable.Range(1, sizes.Length - 1).SelectMany(i => new[]
        {
            new ContractionKernel(ContractionKind.Forward, precision, sizes[i - 1], sizes[i], HasBias: true, i < sizes.Length - 1 ? Relu : null),
            new ContractionKernel(ContractionKind.Forward, precision, sizes[i], sizes[i - 1]),
            new ContractionKernel(ContractionKind.WeightGradient, precision, sizes[i - 1], sizes[i], HasBias: true),
        }),
    ];
}
