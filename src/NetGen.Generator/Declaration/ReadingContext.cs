using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration.Interpretation;
using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>Layers that refer to methods: their code is run while they are read.</summary>
internal sealed class ReadingContext(INamedTypeSymbol type, Interpreter interpreter)
{
    /// <summary>The attributes of these layers.</summary>
    public static readonly string[] Attributes = ["ApplyAttribute", "StackAttribute"];

    /// <summary>Reads a layer; what it returns is null where the method is not there or doesn't fit, which is reported.</summary>
    public Func<AttributeArguments, Layer?>? Find(string attribute) => attribute switch
    {
        "ApplyAttribute" => ReadApply,
        "StackAttribute" => ReadStack,
        _ => null,
    };

    private Layer? ReadApply(AttributeArguments arguments)
    {
        string name = arguments.Text("method") ?? "";
        var method = type.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(m => Interpretation.Attributes.Has(m, "Elementwise"));
        if (method is not { IsStatic: true, Parameters.Length: 1 })
        {
            interpreter.ReportAt(
                ForwardDescriptors.MethodDoesNotFit, arguments.LocationOf("method"), name, "Apply", "it must name a static method of this class with [Elementwise], from a number to a number");
            return null;
        }
        var syntax = arguments.Syntax;
        return interpreter.TryElementwise(method, syntax) is { } value ? new ApplyLayer(name, value, interpreter.TryGradient(method, syntax)) : null;
    }

    private Layer? ReadStack(AttributeArguments arguments)
    {
        string name = arguments.Text("method") ?? "";
        var method = arguments.Type("type")?.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault();
        if (method is null || interpreter.LayersOf(method) is not { } stack)
        {
            interpreter.ReportAt(
                ForwardDescriptors.MethodDoesNotFit, arguments.LocationOf("method"), name, "Stack", "it must name a static partial method with layers, from a tensor to a tensor");
            return null;
        }
        bool valid = stack.IsComplete && stack.Layers.All(l => l.IsValid);
        return valid ? new NestedStackLayer(method.Name, stack.Layers.Select(l => new NamedLayer(l.Name, l.Layer)).ToEquatableArray()) : null;
    }
}
