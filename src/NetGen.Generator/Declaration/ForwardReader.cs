using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Declaration.Interpretation;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>Finds the methods of a class that are run at compile time, and reports what is wrong with their parameters and results.</summary>
internal sealed class ForwardReader(INamedTypeSymbol type, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
{
    private const string Forward = "Forward";

    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public ForwardDeclaration Read()
    {
        var declaration = new ForwardDeclaration();
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.MethodKind != MethodKind.Ordinary || method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not MethodDeclarationSyntax syntax) continue;
            bool isForward = method.Name == Forward && (IsTensors(method.ReturnType) || method.Parameters.Any(p => IsTensor(p.Type)));
            bool isEntry = Attributes.Has(method, "Entry");
            var loss = Attributes.Find(method, "Loss");
            if (isForward)
            {
                if (declaration.Forward is null) declaration.Forward = ReadMethod(method, syntax, mayBeTuple: true);
                else Report(LocationInfo.Of(syntax.Identifier), type.Name, "has two methods Forward of tensors: give one of them another name, and [Entry] where it is to be a member");
            }
            else if (isEntry)
            {
                declaration.Entries.Add(ReadMethod(method, syntax, mayBeTuple: false));
            }
            else if (loss is not null)
            {
                string? trains = loss.NamedArguments.FirstOrDefault(a => a.Key == "Trains").Value.Value as string;
                declaration.Losses.Add(ReadMethod(method, syntax, mayBeTuple: true, isLoss: true) with { Trains = trains });
            }
            if (StubOf(method, syntax) is { } stub) declaration.Stubs.Add(stub);
        }
        return declaration;
    }

    /// <summary>The declaration of a method that the generator must give a body; null where it needs none.</summary>
    public static string? StubOf(IMethodSymbol method, MethodDeclarationSyntax syntax)
    {
        if (!method.IsPartialDefinition || method.PartialImplementationPart is not null) return null;
        if (!method.GetAttributes().Any(a => Interpretation.Attributes.IsLayer(a.AttributeClass))) return null;
        var parameters = method.Parameters.Select(p => $"{p.Type.ToDisplayString(Qualified)} {(SyntaxFacts.GetKeywordKind(p.Name) != SyntaxKind.None ? "@" : "")}{p.Name}");
        string modifiers = string.Join(" ", syntax.Modifiers.Select(m => m.ValueText));
        return $"{modifiers} {method.ReturnType.ToDisplayString(Qualified)} {syntax.Identifier.Text}({string.Join(", ", parameters)})";
    }

    private ForwardMethod ReadMethod(IMethodSymbol method, MethodDeclarationSyntax syntax, bool mayBeTuple, bool isLoss = false)
    {
        var identifier = LocationInfo.Of(syntax.Identifier);
        if (!method.IsStatic) Report(identifier, method.Name, "is run at compile time, when there is no instance: make it static");
        else if (method.TypeParameters.Length > 0) Report(identifier, method.Name, "has type parameters: a network's code is made for one type");
        if (!(mayBeTuple ? IsTensors(method.ReturnType) : IsTensor(method.ReturnType)) && method.ReturnType.TypeKind != TypeKind.Error)
            Report(LocationInfo.Of(syntax.ReturnType), method.Name, mayBeTuple ? "must return a Tensor, or a tuple of tensors with names" : "must return a Tensor");
        if (!isLoss && method.Parameters.Length == 0) Report(identifier, method.Name, "has no parameters: a network has at least one input, such as [Shape(64)] Tensor x");
        var parameters = new List<ForwardParameter>();
        foreach (var parameter in method.Parameters)
            if (ReadParameter(method, parameter, isLoss) is { } read) parameters.Add(read);
        return new ForwardMethod(method, [.. parameters], syntax.Identifier);
    }

    private ForwardParameter? ReadParameter(IMethodSymbol method, IParameterSymbol parameter, bool isLoss)
    {
        if (parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not ParameterSyntax syntax) return null;
        if (parameter.Type.TypeKind == TypeKind.Error) return null;
        bool isInteger = Is(parameter.Type, "IntTensor");
        if (!isInteger && !Is(parameter.Type, "Tensor"))
        {
            Report(LocationInfo.Of(syntax), parameter.Name, $"is a {parameter.Type.Name}: parameters of {method.Name} are Tensor or IntTensor; write constants into the method, or use [Hyperparameter(...)] Tensor");
            return null;
        }
        var shape = Attributes.Find(parameter, "Shape");
        bool perBatch = Attributes.Has(parameter, "PerBatch");
        if (Attributes.Has(parameter, "Context") && (method.Name != Forward || Attributes.Has(parameter, "Hyperparameter")))
            Report(LocationInfo.Of(syntax), parameter.Name, "has [Context], which marks inputs of Forward that a session is given before its first step");
        if (Attributes.Find(parameter, "Hyperparameter") is { } hyperparameter)
        {
            if (hyperparameter.ConstructorArguments.FirstOrDefault().Value is not double value) return null;
            if (isInteger || shape is not null) Report(LocationInfo.Of(syntax), parameter.Name, "has [Hyperparameter], which is one real number: make it a Tensor without [Shape]");
            return new ForwardParameter(parameter, parameter.Name, TensorType.Unbatched(Shape.Scalar), value);
        }
        if (shape is null)
        {
            if (!isInteger && !isLoss)
            {
                Report(LocationInfo.Of(syntax), parameter.Name, $"needs the shape of one sample: [Shape(28, 28, 1)] Tensor {parameter.Name}");
                return null;
            }
            return new ForwardParameter(parameter, parameter.Name, new TensorType(Shape.Scalar, isInteger ? ElementType.Integer : ElementType.Real, !perBatch), null);
        }
        if (shape.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax attribute) return null;
        var arguments = new WrittenArguments(shape, attribute);
        if (!arguments.IsBound) return null;
        var dimensions = arguments.Integers("shape");
        if (!new AttributeProblems(arguments, diagnostics).RequireShape("shape", dimensions)) return null;
        return new ForwardParameter(
            parameter, parameter.Name, new TensorType(new Shape(dimensions.Span.ToArray()), isInteger ? ElementType.Integer : ElementType.Real, !perBatch), null);
    }

    private void Report(LocationInfo location, string name, string what) => diagnostics.Add(new(ForwardDescriptors.Signature, location, [name, what]));

    private static bool IsTensor(ITypeSymbol type) => Is(type, "Tensor") || Is(type, "IntTensor");

    private static bool IsTensors(ITypeSymbol type) => Is(type, "Tensor") || type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.All(e => Is(e.Type, "Tensor"));

    private static bool Is(ITypeSymbol type, string name) => type is { ContainingNamespace: { Name: "NetGen", ContainingNamespace.IsGlobalNamespace: true } } && type.Name == name;
}
