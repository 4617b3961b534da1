using Microsoft.CodeAnalysis;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>A parameter of a method that is run at compile time, as a column of a function.</summary>
/// <param name="Hyperparameter">What its property begins with; null for columns of the batch.</param>
internal sealed record ForwardParameter(IParameterSymbol Symbol, string Name, TensorType Type, double? Hyperparameter);

/// <summary>A method that is run at compile time, with its parameters.</summary>
/// <param name="Trains">Of a loss: the parameters that it trains.</param>
internal sealed record ForwardMethod(IMethodSymbol Symbol, ForwardParameter[] Parameters, SyntaxToken Identifier, string? Trains = null);

/// <summary>The methods of a class that concern its network. Lives only while a class is read.</summary>
internal sealed class ForwardDeclaration
{
    public ForwardMethod? Forward { get; set; }

    public List<ForwardMethod> Entries { get; } = [];

    public List<ForwardMethod> Losses { get; } = [];

    /// <summary>Methods that the generator gives a body.</summary>
    public List<string> Stubs { get; } = [];
}
