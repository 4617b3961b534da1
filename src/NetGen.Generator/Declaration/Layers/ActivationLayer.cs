using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>A function of each value by itself.</summary>
internal abstract record ActivationLayer : Layer
{
    public override bool IsActivation => true;

    protected abstract Expression Value { get; }

    /// <summary>The derivative, where that of the expression is not the one to use.</summary>
    protected virtual Expression? Derivative => null;

    public override int Build(LayerContext context, int input) =>
        Derivative is { } derivative ? context.Map(Value, derivative, input) : context.Map(Value, input);
}
