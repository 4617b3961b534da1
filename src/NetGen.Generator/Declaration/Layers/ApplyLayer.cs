using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>A function of each value by itself, written by the user.</summary>
/// <param name="Replacement">Stands for the derivative; null for its own.</param>
internal sealed record ApplyLayer(string Method, Expression Function, Expression? Replacement) : ActivationLayer
{
    public override string Kind => Method;

    protected override Expression Value => Function;

    protected override Expression? Derivative => Replacement;
}
