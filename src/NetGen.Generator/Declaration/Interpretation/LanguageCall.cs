using Microsoft.CodeAnalysis;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>A call of a function of <c>NetGen.Layers</c> that is no layer: its arguments by name, and where to report.</summary>
internal sealed class LanguageCall(IOperation operation, CallArguments arguments, NetworkBuild network, Interpreter interpreter)
{
    /// <summary>Thrown behind a report.</summary>
    internal sealed class RefusedException : Exception;

    public string Name => arguments.Attribute;

    public IOperation Operation { get; } = operation;

    public NetworkBuild Network { get; } = network;

    public Interpreter Interpreter { get; } = interpreter;

    public TensorFunctions Functions => Network.Functions;

    public bool Has(string name) => arguments.Value(name) is not null;

    public object? Value(string name) => arguments.Value(name);

    public TensorValue Tensor(string name) => Interpreter.AsTensor(arguments.Value(name), Operation);

    public TensorValue[] Tensors(string name) => [.. Items(name).Select(i => Interpreter.AsTensor(i, Operation))];

    public int Integer(string name) => arguments.Value(name) is int value ? value : 0;

    public double Number(string name) => arguments.OptionalNumber(name) ?? 0;

    public double? OptionalNumber(string name) => arguments.OptionalNumber(name);

    public bool Flag(string name) => arguments.Value(name) is true;

    public string Text(string name) => arguments.Text(name) ?? "";

    public IReadOnlyList<object?> Items(string name) => arguments.Value(name) switch
    {
        ArrayValue array => array.Items,
        ListValue list => list.Items,
        _ => [],
    };

    public int[] Integers(string name) => [.. Items(name).Select(i => i is int value ? value : 0)];

    public Declaration.Layers.InitializerOption Initializer(string name) => arguments.Initializer(name);

    /// <summary>A shape whose sizes are at least 1 and fit into memory.</summary>
    public Shape Shape(string name)
    {
        int[] sizes = Integers(name);
        var problems = new AttributeProblems(arguments, Network.Diagnostics);
        if (!problems.RequireShape(name, new EquatableArray<int>(sizes))) throw new RefusedException();
        return new Shape(sizes);
    }

    /// <summary>Reports unless a condition holds.</summary>
    public void Require(bool condition, string argument, double value, string range)
    {
        var problems = new AttributeProblems(arguments, Network.Diagnostics);
        problems.Require(condition, argument, value, range);
        if (problems.HasErrors) throw new RefusedException();
    }

    public void Check(Action<Declaration.Layers.Problems> check)
    {
        var problems = new AttributeProblems(arguments, Network.Diagnostics);
        check(problems);
        if (problems.HasErrors) throw new RefusedException();
    }

    /// <summary>Reports what a function of tensors refuses.</summary>
    public Exception Refuse(TensorException exception)
    {
        string argument = exception.Argument == "axes" && !Has("axes") ? "axis" : exception.Argument;
        string message = exception.Message.TrimEnd('.');
        return Refuse(Has(argument) ? argument : null, "this", message.Length > 1 && char.IsLower(message[1]) ? char.ToLowerInvariant(message[0]) + message.Substring(1) : message);
    }

    /// <summary>Reports shapes that don't fit, at an argument.</summary>
    public Exception Refuse(string? argument, string came, string why) => Interpreter.Refuse(arguments.LocationOf(argument), Name, came, why);
}
