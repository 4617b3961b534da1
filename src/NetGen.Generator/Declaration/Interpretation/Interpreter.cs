using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Compiler.Diagnostics;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>
/// Runs C# at compile time, on Roslyn's operations: tensors are symbols, all else must be known. What it can't run it reports, once, and
/// stops; what the compiler couldn't bind has been reported already.
/// </summary>
/// <remarks>One file a concern: statements, expressions, operators, patterns, calls, collections and the framework's methods, layers.</remarks>
internal sealed partial class Interpreter(Compilation compilation, NetworkBuild network, CancellationToken cancellation)
{
    /// <summary>Operations that one run may take: a second's work, far above what a network needs.</summary>
    private const int MostSteps = 1_000_000;

    /// <summary>Calls within calls.</summary>
    private const int MostCalls = 200;

    /// <summary>Nodes of one function's graph.</summary>
    private const int MostNodes = 100_000;

    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly Dictionary<ISymbol, IOperation?> _bodies = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IFieldSymbol, object?> _fields = new(SymbolEqualityComparer.Default);
    private int _steps;

    /// <summary>The loop that is being run.</summary>
    private ILoopOperation? _loop;
    private int _calls;

    /// <summary>Thrown where the run ends early: what is wrong has been reported, or is the compiler's to report.</summary>
    private sealed class StopException : Exception;

    /// <summary>Runs a method on arguments. Returns false where it was stopped, which has been reported.</summary>
    public bool TryRun(IMethodSymbol method, object?[] arguments, Scope scope, out object? result)
    {
        result = null;
        _steps = _calls = 0;
        _loop = null;
        try
        {
            if (BodyOf(method) is not { } body) return false;
            result = RunBody(method, body, arguments, null, scope);
            return true;
        }
        catch (StopException)
        {
            return false;
        }
    }

    public void ReportAt(DiagnosticDescriptor descriptor, LocationInfo location, params string[] arguments) =>
        network.Report(new DiagnosticInfo(descriptor, location, new(arguments)));

    private Exception Report(DiagnosticDescriptor descriptor, SyntaxNode syntax, params string[] arguments) => Report(descriptor, LocationInfo.Of(syntax), arguments);

    private Exception Report(DiagnosticDescriptor descriptor, LocationInfo location, params string[] arguments)
    {
        network.Report(new DiagnosticInfo(descriptor, location, new(arguments)));
        return new StopException();
    }

    /// <summary>Something outside the language, and what to write instead.</summary>
    private Exception Unsupported(IOperation operation, string what, string instead) =>
        Report(ForwardDescriptors.NotInTheLanguage, operation.Syntax, what, instead);

    /// <summary>A failure that running the code would have too.</summary>
    private Exception Fails(IOperation operation, string why) => Report(ForwardDescriptors.FailsAtCompileTime, operation.Syntax, why);

    internal static Exception Stop() => new StopException();

    private void Step(IOperation operation)
    {
        if (++_steps > MostSteps)
            throw Report(
                ForwardDescriptors.Limit, _loop is { } loop ? LocationInfo.Of(loop.Syntax.GetFirstToken()) : LocationInfo.Of(operation.Syntax),
                $"more than {MostSteps.ToString("N0", CultureInfo.InvariantCulture)} operations were run up to here: is this loop endless?");
        if ((_steps & 1023) == 0) cancellation.ThrowIfCancellationRequested();
    }

    private void CheckNodes(IOperation operation)
    {
        if (network.Builder.Nodes.Count > MostNodes)
            throw Report(
                ForwardDescriptors.Limit, operation.Syntax,
                $"the graph has more than {MostNodes.ToString("N0", CultureInfo.InvariantCulture)} values up to here; use fewer turns of loops");
    }

    private void EnterCall(IOperation operation)
    {
        bool deep = ++_calls > MostCalls;
        if (!deep)
        {
            try
            {
                RuntimeHelpers.EnsureSufficientExecutionStack();
            }
            catch (InsufficientExecutionStackException)
            {
                deep = true;
            }
        }
        if (deep) throw Report(ForwardDescriptors.Limit, operation.Syntax, "calls are nested too deeply here: is this recursion endless?");
    }

    private SemanticModel ModelOf(SyntaxTree tree) => _models.TryGetValue(tree, out var model) ? model : _models[tree] = compilation.GetSemanticModel(tree);

    /// <summary>A method's operations, bound once a run; null where it has no source or the compiler has not understood it.</summary>
    private IOperation? BodyOf(IMethodSymbol method)
    {
        if (_bodies.TryGetValue(method, out var known)) return known;
        var definition = method.PartialImplementationPart ?? method;
        var syntax = definition.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
        IOperation? operation = syntax is null || !compilation.ContainsSyntaxTree(syntax.SyntaxTree) ? null : ModelOf(syntax.SyntaxTree).GetOperation(syntax, cancellation);
        IOperation? body = operation switch
        {
            IMethodBodyOperation m => m.BlockBody ?? m.ExpressionBody,
            ILocalFunctionOperation l => l.Body ?? l.IgnoredBody,
            IBlockOperation block => block,
            _ => null,
        };
        return _bodies[method] = body;
    }

    /// <summary>The value of a constant or of a static readonly field, which is run once.</summary>
    private object? ValueOf(IFieldSymbol field, IOperation operation)
    {
        if (field.HasConstantValue) return field.ConstantValue;
        if (_fields.TryGetValue(field, out object? value)) return value;
        if (!field.IsStatic || !field.IsReadOnly)
            throw Unsupported(operation, $"the field '{field.Name}', which can change at run time,", "declare it const or static readonly, or use Parameter or State");
        if (field.ContainingType.SpecialType != SpecialType.None || field.DeclaringSyntaxReferences.Length == 0)
            return KnownField(field, operation);
        var syntax = field.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        var initializer = (syntax as Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax)?.Initializer;
        if (initializer is null || ModelOf(syntax.SyntaxTree).GetOperation(initializer, cancellation) is not IFieldInitializerOperation { Value: { } expression })
            throw Unsupported(operation, $"the field '{field.Name}', which has no initializer,", "give it one where it is declared");
        EnterCall(operation);
        value = Evaluate(expression, new Frame(null, network.Root));
        _calls--;
        return _fields[field] = value;
    }
}
