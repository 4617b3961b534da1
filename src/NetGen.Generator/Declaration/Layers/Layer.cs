using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>
/// A layer as an immutable record of its options: one file a layer. It checks them, infers its output's shape and adds its nodes, however
/// it was declared. <see cref="LayerTable"/> lists the attributes.
/// </summary>
internal abstract record Layer
{
    /// <summary>The kind, the attribute's name without its suffix: <c>Dense</c>. In lower case with a number it is the layer's name.</summary>
    public abstract string Kind { get; }

    /// <summary>As declared, with the arguments that everyone looks for: <c>Dense(128)</c>.</summary>
    public virtual string Text => Kind;

    /// <summary>Reports options that are wrong whatever comes in.</summary>
    public virtual void Check(Problems problems)
    {
    }

    /// <summary>The shape of the output, or null when the input is refused, which is reported.</summary>
    public virtual Shape? Infer(Shape input, Problems problems) => input;

    /// <summary>As <see cref="Infer(Shape, Problems)"/> with the tensors that a call gives beside the input, by the names of the parameters: a memory, lengths.</summary>
    public virtual Shape? Infer(Shape input, IReadOnlyDictionary<string, TensorType> others, Problems problems) => Infer(input, problems);

    /// <summary>Adds the nodes, parameters and states, and returns the node of the output. The input's shape has passed <see cref="Infer(Shape, Problems)"/>.</summary>
    public abstract int Build(LayerContext context, int input);

    /// <summary>Whether He's initialisation suits the weights before it.</summary>
    public virtual bool IsRectifier => false;

    /// <summary>Whether it takes integers, such as tokens, in place of real numbers.</summary>
    public virtual bool TakesIntegers => false;

    /// <summary>Whether it multiplies by weights, so that what comes behind doesn't matter to the weights before it.</summary>
    public virtual bool HasWeights => false;

    /// <summary>Whether it is an activation at all: the first one behind a layer decides how its weights begin.</summary>
    public virtual bool IsActivation => false;

    /// <summary>Whether a loss may take its place, working on what comes into it.</summary>
    public virtual FinalActivation FinalActivation => FinalActivation.None;

    /// <summary>What its outputs are when it is the last layer; null where the loss decides.</summary>
    public virtual OutputMeaning? Meaning => null;

    /// <summary>Whether values pass unchanged, or only in another shape.</summary>
    public virtual bool KeepsValues => false;

    /// <summary>Whether no gradient passes to what comes before.</summary>
    public virtual bool CutsGradient => false;

    /// <summary>The layer's own factor of the absolute weights; null where the network's counts.</summary>
    public virtual double? L1 => null;

    /// <summary>The layer's own factor of the squared weights; null where the network's counts.</summary>
    public virtual double? L2 => null;
}
