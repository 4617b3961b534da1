using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

internal sealed partial class Interpreter
{
    private const string Namespace = "NetGen";

    /// <summary>Where layers that are called now belong.</summary>
    private Scope _scope = network.Root;

    private object? EvaluateCall(IInvocationOperation call, Frame frame)
    {
        var method = call.TargetMethod;
        if (IsLanguage(method.ContainingType, "Layers"))
            return EvaluateLanguage(call, frame);
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            var function = Evaluate(call.Instance!, frame) as FunctionValue ?? throw Fails(call, "the delegate is null");
            return CallFunction(call, function, ArgumentsOf(call, frame), frame.Scope);
        }
        if (method.MethodKind == MethodKind.LocalFunction)
            return CallLocal(call, method, ArgumentsOf(call, frame), frame, frame.Scope);
        if (IsFramework(method)) return CallFramework(call, method, frame);
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || !method.IsStatic)
            throw Unsupported(call, $"'{method.Name}', a method of an object,", "make it static: there is no instance at compile time");
        return CallMethod(call, method, ArgumentsOf(call, frame), frame.Scope);
    }

    /// <summary>The arguments in the order of the parameters, evaluated in the order in which they are written; defaults where none is given.</summary>
    private object?[] ArgumentsOf(IInvocationOperation call, Frame frame)
    {
        var values = new object?[call.TargetMethod.Parameters.Length];
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { } parameter) throw Stop();
            if (parameter.RefKind is RefKind.Ref or RefKind.Out)
                throw Unsupported(argument, parameter.RefKind == RefKind.Ref ? "ref" : "out", "return a tuple: (Tensor, Tensor) Split(Tensor x)");
            values[parameter.Ordinal] = Evaluate(argument.Value, frame);
        }
        return values;
    }

    /// <summary>Runs a static method of the user's, in a scope of its own.</summary>
    private object? CallMethod(IOperation operation, IMethodSymbol method, object?[] arguments, Scope caller)
    {
        method = method.OriginalDefinition;
        if (Attributes.Has(method, "Elementwise") && arguments.Any(a => a is TensorValue))
            throw Unsupported(operation, $"'{method.Name}', a function of numbers, on a tensor", $"write Map({method.Name}, x)");
        if (StackOf(method) is { } stack) return CallStack(operation, method, stack, arguments, caller);
        var body = BodyOf(method);
        if (body is null)
        {
            if (method.DeclaringSyntaxReferences.Length > 0 && method.Locations.Any(l => l.IsInSource)) throw Stop();
            throw Unsupported(
                operation, $"'{method.ContainingType.Name}.{method.Name}', whose source is not part of this project,",
                "move the method into this project, or use the functions of NetGen.Layers");
        }
        if (method.IsAsync) throw Unsupported(operation, $"'{method.Name}', which is async,", "return the values");
        return RunBody(method, body, arguments, null, ScopeOf(operation, method, caller), operation);
    }

    private Scope ScopeOf(IOperation operation, IMethodSymbol method, Scope caller)
    {
        bool own = Attributes.Has(method, "Shared") || Attributes.Has(method, "Entry");
        string path = own ? network.Scopes.OfMethod(method) : caller.Next(operation.Syntax, ScopeTable.Camel(method.Name));
        return caller.Inner(path, Attributes.Has(method, "Frozen"));
    }

    private object? CallLocal(IOperation operation, IMethodSymbol method, object?[] arguments, Frame frame, Scope caller)
    {
        method = method.OriginalDefinition;
        return BodyOf(method) is { } body ? RunBody(method, body, arguments, frame, ScopeOf(operation, method, caller), operation) : throw Stop();
    }

    /// <summary>Runs a delegate. What a lambda calls belongs to the scope that it was written in.</summary>
    private object? CallFunction(IOperation operation, FunctionValue function, object?[] arguments, Scope caller)
    {
        if (function.Body is { } body) return RunBody(function.Method, body, arguments, function.Captured, caller, operation);
        if (function.Method.MethodKind == MethodKind.LocalFunction) return CallLocal(operation, function.Method, arguments, function.Captured!, caller);
        if (IsLanguage(function.Method.ContainingType, "Layers")) return CallLanguage(operation, function.Method, arguments, caller);
        if (IsFramework(function.Method)) return CallKnown(operation, function.Method, null, arguments);
        return CallMethod(operation, function.Method, arguments, caller);
    }

    private object? RunBody(IMethodSymbol method, IOperation body, object?[] arguments, Frame? captured, Scope scope, IOperation? call = null)
    {
        EnterCall(call ?? body);
        var frame = new Frame(captured, scope);
        var outer = _scope;
        _scope = scope;
        for (int i = 0; i < method.Parameters.Length && i < arguments.Length; i++) frame.Declare(method.Parameters[i], arguments[i]);
        var flow = Execute(body, frame);
        _calls--;
        _scope = outer;
        if (flow == Flow.Return || method.ReturnsVoid) return frame.Result;
        throw Stop();
    }

    /// <summary>Whether a method is the framework's: those are computed here, not run.</summary>
    private bool IsFramework(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Length == 0 && !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly)
        && method.ContainingNamespace?.ToDisplayString() is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));

    private static bool IsLanguage(ITypeSymbol? type, string name) =>
        type is { ContainingNamespace: { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true } } && type.Name == name;
}
