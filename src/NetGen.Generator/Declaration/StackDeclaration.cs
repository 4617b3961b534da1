using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Losses;

namespace NetGen.Compiler.Declaration;

/// <summary>A layer as read from its attribute.</summary>
/// <param name="Name">The name given, or the kind and its number.</param>
/// <param name="IsValid">Whether its options are right; what is wrong has been reported.</param>
internal sealed record DeclaredLayer(Layer Layer, string Name, AttributeArguments Arguments, bool IsValid);

/// <summary>All attributes of a class that concern its network, read but not yet put together. Lives only while a class is read.</summary>
internal sealed class StackDeclaration
{
    public Graph.Precision Precision { get; set; }

    public AttributeArguments? Input { get; set; }

    /// <summary>The input's shape; null where there is none or it is wrong.</summary>
    public Graph.Shape? InputShape { get; set; }

    public List<DeclaredLayer> Layers { get; } = [];

    public AttributeArguments? LossArguments { get; set; }

    public Loss? Loss { get; set; }

    public AttributeArguments? L1 { get; set; }

    public AttributeArguments? L2 { get; set; }

    /// <summary>Whether every layer is frozen.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>The number of layers before the first attribute that the compiler couldn't bind: nothing is known from there on.</summary>
    public int Known { get; set; } = int.MaxValue;

    /// <summary>Whether the compiler could bind every attribute of the class.</summary>
    public bool IsComplete => Known == int.MaxValue;

    /// <summary>The class, to report at.</summary>
    public required SyntaxToken Identifier { get; init; }
}
