using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>Bare parameters and states, and functions of numbers.</summary>
internal static class ValueFunctions
{
    public static object? Parameter(LanguageCall call)
    {
        string name = Name(call);
        var shape = call.Shape("shape");
        var option = new InitializerOption((DeclaredInitializer)call.Integer("initializer"), call.OptionalNumber("argument"));
        bool isMatrix = shape.Rank >= 2;
        call.Check(p => option.Check(new Renamed(p), "initializer", isMatrix));
        int inputs = isMatrix ? shape.Last : (int)shape.Length, outputs = isMatrix ? (int)(shape.Length / shape.Last) : (int)shape.Length;
        var parameter = new Parameter(
            call.Interpreter.PathOf(name), shape, isMatrix ? option.ForWeights(rectified: false) : option.ForBias(), inputs, outputs, IsWeight: isMatrix,
            Frozen: call.Flag("frozen") || call.Interpreter.IsFrozen);
        int index = call.Network.Module.Parameter(parameter);
        if (call.Network.Module.Parameters[index].Shape != shape)
            throw call.Refuse("shape", $"{call.Network.Module.Parameters[index].Shape} and {shape}", $"the parameter '{parameter.Name}' has one shape");
        return call.Functions.Value(call.Functions.Builder.Parameter(index, shape));
    }

    public static object? State(LanguageCall call)
    {
        string name = call.Interpreter.PathOf(Name(call));
        var shape = call.Shape("shape");
        int index = call.Network.Module.State(new State(name, shape, call.Number("initial")));
        if (call.Network.Module.States[index].Shape != shape)
            throw call.Refuse("shape", $"{call.Network.Module.States[index].Shape} and {shape}", $"the state '{name}' has one shape");
        return new StateHandle(index, name);
    }

    public static object? Map(LanguageCall call)
    {
        TensorValue[] operands = [.. new[] { "x", "y", "z" }.Where(call.Has).Select(call.Tensor)];
        for (int i = 1; i < operands.Length; i++) LanguageTable.RequireBroadcast(call, operands[0], operands[i]);
        if (call.Value("function") is not FunctionValue function) throw call.Refuse("function", "null", "give a method or a lambda");
        var (value, derivative) = call.Interpreter.Elementwise(function, call.Operation);
        return derivative is null
            ? call.Functions.Map(value, operands)
            : call.Functions.Value(call.Functions.Builder.Add(new MapOperation(value, derivative), operands[0].Node), operands[0]);
    }

    private static string Name(LanguageCall call)
    {
        string name = call.Text("name");
        if (StackReader.IsName(name)) return name;
        call.Check(p => p.Add(StackDescriptors.InvalidName, "name", name));
        return name;
    }

    /// <summary>The initializer's argument is called <c>argument</c> here.</summary>
    private sealed class Renamed(Problems problems) : Problems(problems.Owner)
    {
        public override void Add(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, string? argument, int element, params string[] values) =>
            problems.Add(descriptor, argument == "initializerArgument" ? "argument" : argument, element, [.. values.Select(v => v == "initializerArgument" ? "argument" : v)]);
    }
}
