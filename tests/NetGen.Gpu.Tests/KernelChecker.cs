using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Gpu.Tests;

/// <summary>
/// Looks through the text of kernels for what ILGPU 1.5.3 does not compile, or compiles to something else than it says: only numbers, views, vectors that are read, loops and
/// conditions, and the functions of a short list are let through.
/// </summary>
internal static class KernelChecker
{
    private static readonly string[] KernelClasses = ["DeviceKernels", "CommonKernels", "DeviceMath", "DeviceTiles"];

    private static readonly HashSet<string> Types = ["int", "uint", "ulong", "float", "bool", "void", "var", "global::ILGPU.ArrayView<float>", "global::ILGPU.ArrayView<int>"];

    /// <summary>What a product is given to say of its elements, and its type: a struct, for which the tile is compiled anew.</summary>
    private static readonly HashSet<string> Elements = ["product.Left", "product.Right", "product.Store", "product.StoreSum", "result.Store", "result.StoreSum"];

    private static readonly HashSet<string> TypesOfTiles = ["T", "global::ILGPU.ArrayView<global::System.Numerics.Vector4>"];

    /// <summary>Members that kernels may read and call. <c>MathF</c>'s are those that ILGPU.Algorithms replaces; <c>FusedMultiplyAdd</c> and <c>Cbrt</c> would be unresolved.</summary>
    private static readonly HashSet<string> Members =
    [
        "global::ILGPU.Group.IdxX", "global::ILGPU.Grid.IdxX", "global::ILGPU.Group.Barrier", "global::ILGPU.Atomic.Add", "global::ILGPU.Warp.ShuffleXor",
        "global::ILGPU.SharedMemory.Allocate<float>", "global::ILGPU.SharedMemory.Allocate<global::System.Numerics.Vector4>",
        "global::System.MathF.Abs", "global::System.MathF.Sqrt", "global::System.MathF.Floor", "global::System.MathF.Exp", "global::System.MathF.Log", "global::System.MathF.Pow",
        "global::System.MathF.Sin", "global::System.MathF.Cos", "float.IsNaN", "float.NegativeInfinity",
    ];

    /// <summary>The generated files with kernels.</summary>
    public static IEnumerable<string> Files([CallerFilePath] string file = "") =>
        Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(file)!, "obj", "generated"), "*.g.cs", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".Gpu.Programs.g.cs", StringComparison.Ordinal) || f.EndsWith("NetGen.Gpu.g.cs", StringComparison.Ordinal));

    /// <summary>What is wrong with the kernels of a file; empty where all is well.</summary>
    public static IReadOnlyList<string> Problems(string source, out int methods)
    {
        var problems = new List<string>();
        methods = 0;
        var root = CSharpSyntaxTree.ParseText(source).GetRoot();
        foreach (var type in root.DescendantNodes(n => n is not MemberDeclarationSyntax or BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax).OfType<ClassDeclarationSyntax>()
            .Where(c => KernelClasses.Contains(c.Identifier.ValueText)))
        {
            if (!type.Modifiers.Any(SyntaxKind.StaticKeyword)) problems.Add($"{type.Identifier} is not static");
            methods += CheckMembers(type, type.Members.OfType<StructDeclarationSyntax>(), problems);
            foreach (var elements in type.Members.OfType<StructDeclarationSyntax>())
            {
                if (!elements.Modifiers.Any(SyntaxKind.ReadOnlyKeyword)) problems.Add($"{elements.Identifier} is not read-only");
                foreach (var parameter in elements.ParameterList?.Parameters ?? default)
                    if (!Types.Contains(parameter.Type!.ToString())) problems.Add($"{elements.Identifier}: type of {parameter}");
                methods += CheckMembers(elements, [], problems);
            }
        }
        return problems;
    }

    /// <returns>The number of methods.</returns>
    private static int CheckMembers(TypeDeclarationSyntax type, IEnumerable<TypeDeclarationSyntax> nested, List<string> problems)
    {
        var methods = type.Members.OfType<MethodDeclarationSyntax>().ToArray();
        HashSet<string> own = [.. methods.Select(m => m.Identifier.ValueText), .. nested.Select(n => n.Identifier.ValueText)];
        foreach (var member in type.Members.Except<MemberDeclarationSyntax>(methods).Except(nested)) problems.Add($"{member.Kind()} in {type.Identifier}: kernels keep nothing");
        foreach (var method in methods) Check(method, own, problems);
        return methods.Length;
    }

    private static void Check(MethodDeclarationSyntax method, HashSet<string> own, List<string> problems)
    {
        string name = method.Identifier.ValueText;
        void Refuse(SyntaxNode node, string why) => problems.Add($"{name}: {why}: {node.ToString().Split('\n')[0]}");
        bool isTile = method.TypeParameterList is not null && method.ConstraintClauses.Any(c => c.Constraints.Any(t => t.ToString() == "struct"));
        if (!method.Modifiers.Any(SyntaxKind.StaticKeyword) && method.Parent is not StructDeclarationSyntax || method.TypeParameterList is not null && !isTile) Refuse(method, "not a static method, or generic");
        if (method.ParameterList.Parameters.Count > 15) Refuse(method.ParameterList, "too many parameters");
        foreach (var parameter in method.ParameterList.Parameters)
            if (!Types.Contains(parameter.Type!.ToString()) && !(isTile && TypesOfTiles.Contains(parameter.Type.ToString())) || parameter.Modifiers.Count > 0) Refuse(parameter, "type of a parameter");
        int firstReturn = method.DescendantNodes().FirstOrDefault(n => n is ReturnStatementSyntax)?.Span.End ?? int.MaxValue;
        foreach (var node in method.DescendantNodes(n => n is not AttributeListSyntax).Where(n => n is not AttributeListSyntax))
            switch (node)
            {
                case ThrowStatementSyntax or ThrowExpressionSyntax or TryStatementSyntax: Refuse(node, "exceptions"); break;
                case ForEachStatementSyntax or UsingStatementSyntax or LockStatementSyntax or YieldStatementSyntax: Refuse(node, "statement"); break;
                case ObjectCreationExpressionSyntax made when own.Contains(made.Type.ToString()): break;
                case ObjectCreationExpressionSyntax or ImplicitObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax
                    or StackAllocArrayCreationExpressionSyntax or CollectionExpressionSyntax or TupleExpressionSyntax: Refuse(node, "something is made"); break;
                case LambdaExpressionSyntax or AnonymousMethodExpressionSyntax or LocalFunctionStatementSyntax: Refuse(node, "delegates"); break;
                case InterpolatedStringExpressionSyntax: Refuse(node, "strings"); break;
                case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) || literal.IsKind(SyntaxKind.NullLiteralExpression): Refuse(node, "strings and null"); break;
                case VariableDeclarationSyntax declaration when !Types.Contains(declaration.Type.ToString()): Refuse(node, "type of a variable"); break;
                case CastExpressionSyntax cast when !Types.Contains(cast.Type.ToString()): Refuse(node, "type of a cast"); break;
                case RefExpressionSyntax or RefTypeSyntax: Refuse(node, "references"); break;
                case ArgumentSyntax argument when argument.RefKindKeyword.RawKind != 0 && argument.Parent?.Parent?.ToString().StartsWith("global::ILGPU.Atomic.", StringComparison.Ordinal) != true:
                    Refuse(node, "references"); break;
                case InvocationExpressionSyntax call when IsBarrier(call.Expression.ToString()) && (firstReturn < call.SpanStart || IsDivergent(call, method)): Refuse(node, "not all threads come here"); break;
                case InvocationExpressionSyntax call when !IsAllowed(call.Expression, own): Refuse(node, "call"); break;
                case MemberAccessExpressionSyntax member when member.Parent is not (MemberAccessExpressionSyntax or InvocationExpressionSyntax or QualifiedNameSyntax) && !IsRead(member): Refuse(node, "member"); break;
            }
    }

    private static bool IsBarrier(string called) =>
        called is "global::ILGPU.Group.Barrier" or "global::ILGPU.Warp.ShuffleXor" || called.EndsWith(".Multiply", StringComparison.Ordinal) || called.EndsWith(".Sum8", StringComparison.Ordinal) || called.EndsWith(".Sum32", StringComparison.Ordinal)
        || called.EndsWith(".Largest8", StringComparison.Ordinal) || called.EndsWith(".Largest32", StringComparison.Ordinal);

    /// <summary>Whether a thread may be elsewhere: in a condition, or in a loop that each goes through as often as it likes.</summary>
    private static bool IsDivergent(InvocationExpressionSyntax barrier, MethodDeclarationSyntax method) =>
        barrier.Ancestors().TakeWhile(a => a != method).Any(a => a is IfStatementSyntax or ConditionalExpressionSyntax or WhileStatementSyntax
            || a is ForStatementSyntax loop && loop.Declaration!.DescendantNodes().Concat(loop.Condition!.DescendantNodes()).OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText is "thread" or "slice" or "lane" or "across" or "down"));

    /// <summary>Functions of the list, of <c>DeviceMath</c>, and of the same class that were printed with the kernel.</summary>
    private static bool IsAllowed(ExpressionSyntax called, HashSet<string> own)
    {
        string text = called.ToString();
        if (Members.Contains(text) || Elements.Contains(text) || text.StartsWith("global::NetGen.OnDevice.DeviceTiles.", StringComparison.Ordinal) || text.StartsWith("global::NetGen.OnDevice.DeviceMath.", StringComparison.Ordinal) || text.StartsWith("DeviceMath.", StringComparison.Ordinal)) return true;
        if (called is MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "Cast" } cast }) return cast.TypeArgumentList.ToString() == "<float>";
        return called is IdentifierNameSyntax { Identifier.ValueText: var name } && own.Contains(name);
    }

    /// <summary>Fields of vectors and lengths of views are read; constructors and operators of vectors do not compile.</summary>
    private static bool IsRead(MemberAccessExpressionSyntax member) =>
        member.Expression is IdentifierNameSyntax && member.Name.Identifier.ValueText is "X" or "Y" or "Z" or "W" or "IntLength" || Members.Contains(member.ToString());
}

/// <summary>Every kernel that this project's networks have is one that ILGPU compiles.</summary>
public class KernelCheckerTests
{
    [Fact]
    public void KernelsAreWhatIlgpuCompiles()
    {
        string[] files = [.. KernelChecker.Files()];
        Assert.Contains(files, f => f.EndsWith("Samples.ResNet20.ResNet20.Gpu.Programs.g.cs", StringComparison.Ordinal));
        Assert.Contains(files, f => f.EndsWith("NetGen.Gpu.g.cs", StringComparison.Ordinal));
        Assert.Contains(files, f => f.EndsWith("Classifier.Gpu.Programs.g.cs", StringComparison.Ordinal));
        Assert.All(files, file =>
        {
            Assert.Empty(KernelChecker.Problems(File.ReadAllText(file), out int methods));
            Assert.True(methods > 0, file);
        });
    }

    [Theory]
    [InlineData("throw new System.Exception();")]
    [InlineData("var a = new float[4];")]
    [InlineData("string s = \"x\";")]
    [InlineData("System.Func<int> f = () => 1;")]
    [InlineData("foreach (var v in x) y[0] = v;")]
    [InlineData("double d = 1;")]
    [InlineData("y[0] = global::System.MathF.Cbrt(x[0]);")]
    [InlineData("y[0] = global::System.MathF.FusedMultiplyAdd(x[0], x[0], x[0]);")]
    [InlineData("var v = new global::System.Numerics.Vector4(1);")]
    [InlineData("ref float r = ref y[0];")]
    [InlineData("global::System.Console.WriteLine();")]
    [InlineData("y[0] = s_state.Value;")]
    [InlineData("if (count > 1) global::ILGPU.Group.Barrier();")]
    [InlineData("int thread = global::ILGPU.Group.IdxX; for (int i = thread; i < count; i++) global::ILGPU.Group.Barrier();")]
    [InlineData("if (count > 1) return; y[0] = global::ILGPU.Warp.ShuffleXor(x[0], 1);")]
    public void OthersAreRefused(string statement) => Assert.NotEmpty(KernelChecker.Problems(
        $"static class DeviceKernels {{ internal static void K(global::ILGPU.ArrayView<float> x, global::ILGPU.ArrayView<float> y, int count) {{ {statement} }} }}", out _));

    [Fact]
    public void ProductsOfActivationsHaveTiles()
    {
        string kernels = File.ReadAllText(KernelChecker.Files().Single(f => f.EndsWith("Pairing.Gpu.Programs.g.cs", StringComparison.Ordinal)));
        Assert.Contains("struct Product7Elements", kernels, StringComparison.Ordinal);
    }

    [Fact]
    public void StateIsRefused() => Assert.NotEmpty(KernelChecker.Problems("static class DeviceKernels { static int s_count; }", out _));

    [Fact]
    public void LaunchesHaveNoMoreArgumentsThanTheirLoaderTakes() => Assert.All(KernelChecker.Files(), file =>
    {
        var root = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot();
        Assert.All(root.DescendantNodes().OfType<GenericNameSyntax>().Where(n => n.Identifier.ValueText == "LoadStreamKernel"), n => Assert.InRange(n.TypeArgumentList.Arguments.Count, 1, 14));
    });
}
