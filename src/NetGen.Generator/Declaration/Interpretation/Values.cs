using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Interpretation;

// What variables of a Forward method hold while it is run: numbers, bools, strings and null as themselves, enumerations as their numbers,
// and these.

/// <summary>A value of the network: a node of the function that is being built.</summary>
/// <param name="Use">The layer whose result it is, unchanged but for its shape; null for others.</param>
/// <param name="Waiting">Layers with weights before it, behind which no activation came yet.</param>
internal sealed record TensorValue(int Node, TensorType Type, LayerUse? Use, WeightUse[] Waiting)
{
    public Shape Shape => Type.Shape;

    /// <summary>Whether the C# type is <c>IntTensor</c>.</summary>
    public bool IsInteger => Type.Element == ElementType.Integer;
}

/// <summary>One call of a layer.</summary>
/// <param name="Input">What came into it.</param>
/// <param name="Output">The node of its result.</param>
internal sealed record LayerUse(Layer Layer, string Path, AttributeArguments Arguments, TensorValue Input, int Output)
{
    /// <summary>For messages: <c>Dense(10) 'block1.dense2'</c>.</summary>
    public string Text => $"{Layer.Text} '{Path}'";
}

/// <summary>A layer with weights, and whether the first activation behind it is of the ReLU family: that decides how the weights begin.</summary>
internal sealed class WeightUse(Layer layer, string path, Shape input, IReadOnlyDictionary<string, TensorType> others)
{
    /// <summary>The types of what the call gave beside the input.</summary>
    public IReadOnlyDictionary<string, TensorType> Others { get; } = others;

    public Layer Layer { get; } = layer;

    public string Path { get; } = path;

    public Shape Input { get; } = input;

    public bool IsRectified { get; set; }
}

/// <summary>An argument of an element-wise function, or what was computed from it; comparisons are 1 or 0.</summary>
internal sealed record ScalarValue(Scalar Scalar);

internal sealed record TupleValue(object?[] Items);

/// <summary>An array or a span.</summary>
internal sealed record ArrayValue(object?[] Items);

internal sealed record ListValue(List<object?> Items);

internal sealed record DictionaryValue(Dictionary<object, object?> Items);

internal sealed record IndexValue(int Value, bool FromEnd)
{
    public int In(int length) => FromEnd ? length - Value : Value;
}

/// <summary>A range; null bounds are the ends.</summary>
internal sealed record RangeValue(IndexValue? Start, IndexValue? End);

/// <summary>A lambda, a local function or a method as a value.</summary>
/// <param name="Captured">The variables around it; null for methods.</param>
internal sealed record FunctionValue(IMethodSymbol Method, IOperation? Body, Frame? Captured);

/// <summary>What <c>State(...)</c> returns.</summary>
internal sealed record StateHandle(int Index, string Name);

/// <summary>A local variable or parameter, which lambdas may share.</summary>
internal sealed class Variable(object? value)
{
    public object? Value { get; set; } = value;
}

/// <summary>The variables of one call; of a lambda, behind those around it.</summary>
internal sealed class Frame(Frame? outer, Scope scope)
{
    private readonly Dictionary<ISymbol, Variable> _variables = new(SymbolEqualityComparer.Default);

    /// <summary>Where parameters of layers called here belong.</summary>
    public Scope Scope { get; } = scope;

    /// <summary>What a return statement gave.</summary>
    public object? Result { get; set; }

    /// <summary>A new variable: in each turn of a loop another.</summary>
    public void Declare(ISymbol symbol, object? value) => _variables[symbol] = new Variable(value);

    public Variable? Find(ISymbol symbol)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
            if (frame._variables.TryGetValue(symbol, out var variable)) return variable;
        return null;
    }

    /// <summary>The same variables, while later ones are not seen: what a lambda captures.</summary>
    public Frame Capture()
    {
        var copy = new Frame(Outer, Scope);
        foreach (var pair in _variables) copy._variables[pair.Key] = pair.Value;
        return copy;
    }

    private Frame? Outer { get; } = outer;
}
