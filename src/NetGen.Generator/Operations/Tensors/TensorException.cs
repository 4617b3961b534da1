namespace NetGen.Compiler.Operations;

/// <summary>What is wrong with a call of a tensor function, in words for its author.</summary>
/// <param name="argument">The parameter of the user's function that is at fault.</param>
internal sealed class TensorException(string argument, string message) : Exception(message)
{
    public string Argument { get; } = argument;
}
