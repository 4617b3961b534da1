using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Diagnostics;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>Calls of <c>NetGen.Layers</c>, and of named stacks.</summary>
internal sealed partial class Interpreter
{
    /// <summary>The layers on a method; null where there are none, or it is no method for layers, which is reported.</summary>
    public StackDeclaration? LayersOf(IMethodSymbol method)
    {
        try
        {
            return StackOf(method);
        }
        catch (StopException)
        {
            return null;
        }
    }

    private readonly Dictionary<IMethodSymbol, StackDeclaration?> _stacks = new(SymbolEqualityComparer.Default);

    private TensorFunctions Functions => network.Functions;

    private object? EvaluateLanguage(IInvocationOperation call, Frame frame)
    {
        var arguments = new CallArguments(call.TargetMethod, call.Syntax);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is null) throw Stop();
            arguments.Add(argument, Evaluate(argument.Value, frame));
        }
        return CallLanguage(call, call.TargetMethod, arguments, frame.Scope);
    }

    /// <summary>A function of the language as a delegate: <c>Func&lt;Tensor, Tensor&gt; f = Exp;</c>.</summary>
    private object? CallLanguage(IOperation call, IMethodSymbol method, object?[] values, Scope scope)
    {
        var arguments = new CallArguments(method, call.Syntax);
        for (int i = 0; i < method.Parameters.Length && i < values.Length; i++) arguments.Add(method.Parameters[i], values[i]);
        return CallLanguage(call, method, arguments, scope);
    }

    private object? CallLanguage(IOperation call, IMethodSymbol method, CallArguments arguments, Scope scope)
    {
        CheckNodes(call);
        string name = method.Name;
        bool isFunction = method.Parameters.Any(p => p.Name is "axis" or "weight");
        if (!isFunction && LayerTable.Find(name + "Attribute") is { } read) return CallLayer(call, method, read(arguments), arguments, scope);
        var language = new LanguageCall(call, arguments, network, this);
        try
        {
            return LanguageTable.Find(name) is { } function
                ? function(language)
                : throw Unsupported(call, $"'{name}'", "use the functions of this version of NetGen.Layers");
        }
        catch (Operations.TensorException exception)
        {
            language.Refuse(exception);
            throw Stop();
        }
        catch (LanguageCall.RefusedException)
        {
            throw Stop();
        }
    }

    private object CallLayer(IOperation call, IMethodSymbol method, Layer layer, CallArguments arguments, Scope scope)
    {
        var problems = new AttributeProblems(arguments, network.Diagnostics);
        var x = AsTensor(arguments.Value(method.Parameters[0].Name), call);
        layer.Check(problems);
        string? path;
        if (arguments.Text("Name") is { } given)
        {
            if (!StackReader.IsName(given)) problems.Add(StackDescriptors.InvalidName, "Name", given);
            path = scope.Given(given, $"{layer.Text} '{given}'", out string other);
            if (path is null) problems.Add(StackDescriptors.DuplicateName, "Name", other, layer.Text, given);
        }
        else
        {
            path = scope.Next(call.Syntax, layer.Kind.ToLowerInvariant());
        }
        if (problems.HasErrors || path is null) throw Stop();
        bool frozen = scope.Frozen || arguments.Boolean("Frozen", false);
        if (layer is RecurrentLayer recurrent)
        {
            var around = new RecurrentFunction(recurrent, arguments, method, call, network, this);
            return around.Result(network.Apply(layer, path, arguments, problems, x, frozen, recurrent: around.Inputs(x)) ?? throw Stop());
        }
        var others = method.Parameters.Skip(1).Where(p => (IsLanguage(p.Type, "Tensor") || IsLanguage(p.Type, "IntTensor")) && arguments.Value(p.Name) is not null)
            .ToDictionary(p => p.Name, p => AsTensor(arguments.Value(p.Name), call));
        return network.Apply(layer, path, arguments, problems, x, frozen, others) ?? throw Stop();
    }

    /// <summary>The layers on a method; null where there are none.</summary>
    private StackDeclaration? StackOf(IMethodSymbol method)
    {
        if (_stacks.TryGetValue(method, out var known)) return known;
        var definition = method.PartialDefinitionPart ?? method;
        StackDeclaration? stack = null;
        if (definition.GetAttributes().Any(a => Attributes.IsLayer(a.AttributeClass) || a.AttributeClass?.TypeKind == TypeKind.Error)
            && definition.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is MethodDeclarationSyntax syntax)
        {
            stack = StackReader.Read(definition, syntax.Identifier, network.Diagnostics, cancellation, new ReadingContext(network.Type, this));
            if (stack.Layers.Count == 0) stack = null;
            else if (!definition.IsPartialDefinition || definition.PartialImplementationPart is not null || !definition.IsStatic || definition.Parameters.Length != 1
                || !IsLanguage(definition.ReturnType, "Tensor") || !IsLanguage(definition.Parameters[0].Type, stack.Layers[0].Layer.TakesIntegers ? "IntTensor" : "Tensor"))
                throw Report(
                    ForwardDescriptors.MethodDoesNotFit, LocationInfo.Of(syntax.Identifier), method.Name, stack.Layers[0].Arguments.Attribute,
                    $"a layer stack is a static partial method without a body, from a tensor to a tensor: static partial Tensor {method.Name}({(stack.Layers[0].Layer.TakesIntegers ? "IntTensor tokens" : "Tensor x")});");
        }
        return _stacks[method] = stack;
    }

    /// <summary>Applies a named stack. All calls of one share its parameters.</summary>
    private object? CallStack(IOperation operation, IMethodSymbol method, StackDeclaration stack, object?[] arguments, Scope caller)
    {
        CheckNodes(operation);
        var value = AsTensor(arguments[0], operation);
        string path = network.Scopes.OfMethod(method);
        bool frozen = caller.Frozen || Attributes.Has(method, "Frozen");
        for (int i = 0; i < stack.Layers.Count; i++)
        {
            var layer = stack.Layers[i];
            if (!layer.IsValid || i >= stack.Known) throw Stop();
            var problems = new AttributeProblems(layer.Arguments, network.Diagnostics);
            value = network.Apply(layer.Layer, path + "." + layer.Name, layer.Arguments, problems, value, frozen || layer.Arguments.Boolean("Frozen", false)) ?? throw Stop();
        }
        if (!stack.IsComplete) throw Stop();
        return value;
    }

    internal TensorValue AsTensor(object? value, IOperation operation) => value switch
    {
        TensorValue tensor => tensor,
        null => throw Fails(operation, "the tensor is null"),
        not null when Operators.Convert(value, SpecialType.System_Double, false) is double number => Functions.Constant(number),
        _ => throw Unsupported(operation, "This as a tensor", "use tensors and numbers"),
    };

    private TensorValue TensorBinary(IOperation operation, BinaryOperatorKind kind, object? left, object? right)
    {
        CheckNodes(operation);
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals)
            throw Unsupported(operation, "== of tensors", "use Equal(x, y), which compares the elements");
        TensorValue a = AsTensor(left, operation), b = AsTensor(right, operation);
        if (Graph.Shape.Broadcast(a.Shape, b.Shape) is null)
            throw Report(
                ForwardDescriptors.ShapesDoNotFit, operation.Syntax, $"'{Sign(kind)}'", $"{a.Shape} and {b.Shape}",
                "axes are compared from the last, and each pair must be equal or one of them 1");
        return Functions.Binary(kind, a, b) ?? throw Unsupported(operation, $"'{Sign(kind)}' of tensors", "use + - * / and comparisons");
    }

    private static string Sign(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Add => "+",
        BinaryOperatorKind.Subtract => "-",
        BinaryOperatorKind.Multiply => "*",
        BinaryOperatorKind.Divide => "/",
        BinaryOperatorKind.LessThan => "<",
        BinaryOperatorKind.LessThanOrEqual => "<=",
        BinaryOperatorKind.GreaterThan => ">",
        BinaryOperatorKind.GreaterThanOrEqual => ">=",
        _ => kind.ToString(),
    };

    private object? ReadState(StateHandle state) => network.ReadState(state);

    private void WriteState(IPropertyReferenceOperation operation, StateHandle state, object? value)
    {
        var tensor = AsTensor(value, operation);
        var shape = network.Module.States[state.Index].Shape;
        if (tensor.Type.Batched)
            throw Report(
                ForwardDescriptors.ShapesDoNotFit, operation.Syntax, $"The state '{state.Name}'", "a value for each sample",
                "a state is one for all samples: take BatchMean or BatchSum before");
        if (tensor.Shape != shape)
            throw Report(ForwardDescriptors.ShapesDoNotFit, operation.Syntax, $"The state '{state.Name}'", $"{shape} and {tensor.Shape}", "a state keeps its shape");
        network.WriteState(state, tensor);
    }

    /// <summary>An element-wise function as an expression, with the derivative that stands for its own where one is given.</summary>
    internal (Expressions.Expression Value, Expressions.Expression? Derivative) Elementwise(FunctionValue function, IOperation operation) =>
        (ElementwiseOf(function.Method, a => CallFunction(operation, function, a, _scope), LocationInfo.Of(operation.Syntax)), GradientOf(function.Method, operation.Syntax));

    /// <summary>Runs a lambda or a method that is given to a function of the language.</summary>
    internal object? Call(FunctionValue function, object?[] arguments, IOperation operation) => CallFunction(operation, function, arguments, _scope);

    internal string NextPath(IOperation operation, string kind) => _scope.Next(operation.Syntax, kind);

    internal string PathOf(string name) => _scope.PathOf(name);

    internal bool IsFrozen => _scope.Frozen;

    internal Exception Refuse(LocationInfo location, string what, string came, string why)
    {
        network.Report(new DiagnosticInfo(ForwardDescriptors.ShapesDoNotFit, location, [what, came, why]));
        return new LanguageCall.RefusedException();
    }

    private object? SliceTensor(IOperation operation, TensorValue tensor, IReadOnlyList<object?> slices)
    {
        CheckNodes(operation);
        if (slices.Count > tensor.Shape.Rank)
            throw Report(
                ForwardDescriptors.ShapesDoNotFit, operation.Syntax, "The indexer", $"{tensor.Shape} and {slices.Count} indices", "there is one index or range for each axis at most");
        var starts = new int[tensor.Shape.Rank];
        var sizes = tensor.Shape.Dimensions.Span.ToArray();
        var kept = new List<int>();
        for (int axis = 0; axis < starts.Length; axis++)
        {
            object? slice = axis < slices.Count ? slices[axis] : null;
            if (slice is RangeValue range)
            {
                var (start, end) = Bounds(range, sizes[axis], operation);
                if (start == end) throw Fails(operation, $"the range of axis {axis} is empty");
                (starts[axis], sizes[axis]) = (start, end - start);
            }
            else if (slice is not null)
            {
                (starts[axis], sizes[axis]) = (Position(slice, sizes[axis], operation), 1);
                continue;
            }
            kept.Add(sizes[axis]);
        }
        return Functions.Reshape(Functions.Apply(tensor, (b, x) => Operations.Building.Slice(b, x, starts, sizes)), new Graph.Shape([.. kept]));
    }
}
