using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Diagnostics;

namespace NetGen.Compiler.Declaration;

/// <summary>Reads the attributes of a class in source order, and reports what is wrong with each by itself and with their order.</summary>
internal static class StackReader
{
    private const string Namespace = "NetGen";

    /// <param name="type">The class, or a partial method with layers.</param>
    /// <param name="context">What layers refer to beyond their arguments: methods.</param>
    public static StackDeclaration Read(
        ISymbol type, SyntaxToken identifier, List<DiagnosticInfo> diagnostics, CancellationToken cancellation, ReadingContext context)
    {
        var stack = new StackDeclaration { Identifier = identifier };
        var kinds = new Dictionary<string, int>();
        SyntaxNode? declaration = null;
        bool scattered = false;
        foreach (var data in type.GetAttributes())
        {
            if (data.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax || data.AttributeClass is not { } attribute) continue;
            if (attribute.TypeKind == TypeKind.Error)
            {
                // Perhaps a layer with a typing error.
                stack.Known = Math.Min(stack.Known, stack.Layers.Count);
                continue;
            }
            if (attribute.ContainingNamespace?.ToDisplayString() != Namespace) continue;
            var arguments = new WrittenArguments(data, syntax);
            var layer = context.Find(attribute.Name) ?? Layers.LayerTable.Find(attribute.Name);
            if (!arguments.IsBound)
            {
                stack.Known = Math.Min(stack.Known, stack.Layers.Count);
                continue;
            }
            if (layer is not null || attribute.Name == "InputAttribute")
            {
                declaration ??= syntax.Parent!.Parent;
                if (declaration != syntax.Parent!.Parent && !scattered)
                {
                    scattered = true;
                    diagnostics.Add(new(ClassDescriptors.LayersOnTwoDeclarations, LocationInfo.Of(syntax), [type.Name]));
                    stack.Known = Math.Min(stack.Known, stack.Layers.Count);
                }
            }
            if (layer is not null)
            {
                if (layer(arguments) is { } read) ReadLayer(stack, read, arguments, kinds, diagnostics);
                else stack.Known = Math.Min(stack.Known, stack.Layers.Count);
            }
            else ReadOther(stack, type, attribute.Name, arguments, diagnostics);
        }
        return stack;
    }

    private static void ReadLayer(
        StackDeclaration stack, Layers.Layer layer, AttributeArguments arguments, Dictionary<string, int> kinds, List<DiagnosticInfo> diagnostics)
    {
        kinds.TryGetValue(layer.Kind, out int number);
        kinds[layer.Kind] = ++number;
        string name = layer.Kind.ToLowerInvariant() + number.ToString(CultureInfo.InvariantCulture);
        var problems = new AttributeProblems(arguments, diagnostics);
        if (arguments.Text("Name") is { } given)
        {
            if (IsName(given)) name = given;
            else problems.Add(StackDescriptors.InvalidName, "Name", given);
        }
        if (stack.Layers.FirstOrDefault(l => l.Name == name) is { } other)
            problems.Add(StackDescriptors.DuplicateName, arguments.Has("Name") ? "Name" : null, Text(other), layer.Text, name);
        layer.Check(problems);
        stack.Layers.Add(new DeclaredLayer(layer, name, arguments, !problems.HasErrors));
    }

    private static void ReadOther(
        StackDeclaration stack, ISymbol type, string attribute, AttributeArguments arguments, List<DiagnosticInfo> diagnostics)
    {
        var problems = new AttributeProblems(arguments, diagnostics);
        switch (attribute)
        {
            case "NetworkAttribute":
                int precision = arguments.Integer("Precision");
                if (precision is 0 or 1) stack.Precision = (Graph.Precision)precision;
                else problems.Add(LayerDescriptors.UnknownEnumValue, "Precision", precision.ToString(CultureInfo.InvariantCulture), "Precision");
                break;
            case "InputAttribute" when stack.Input is null:
                stack.Input = arguments;
                if (stack.Layers.Count > 0) problems.Add(StackDescriptors.InputAfterLayer, null, Text(stack.Layers[stack.Layers.Count - 1]));
                var dimensions = arguments.Integers("shape");
                if (problems.RequireShape("shape", dimensions)) stack.InputShape = new(dimensions.Span.ToArray());
                break;
            case "FrozenAttribute":
                stack.IsFrozen = true;
                break;
            case "L1Attribute" when stack.L1 is null:
                stack.L1 = arguments;
                problems.RequireNotNegative("factor", arguments.Number("factor", 0));
                break;
            case "L2Attribute" when stack.L2 is null:
                stack.L2 = arguments;
                problems.RequireNotNegative("factor", arguments.Number("factor", 0));
                break;
            default:
                if (LossTable.Find(attribute) is not { } read) break;
                if (stack.LossArguments is null)
                {
                    stack.LossArguments = arguments;
                    stack.Loss = read(arguments, problems);
                }
                else if (stack.LossArguments.Attribute != arguments.Attribute)
                {
                    // The same loss twice is reported by the compiler.
                    problems.Add(LossDescriptors.TwoLosses, null, type.Name, stack.LossArguments.Attribute, arguments.Attribute);
                }
                break;
        }
    }

    /// <summary>A layer for messages: <c>Dense(10) 'dense1'</c>.</summary>
    public static string Text(DeclaredLayer layer) => $"{layer.Layer.Text} '{layer.Name}'";

    public static bool IsName(string name) =>
        name.Length > 0 && name.All(c => c is '_' or >= '0' and <= '9' or >= 'a' and <= 'z' or >= 'A' and <= 'Z') && name[0] is not (>= '0' and <= '9');
}
