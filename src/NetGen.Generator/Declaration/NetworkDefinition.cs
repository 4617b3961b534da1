using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;

namespace NetGen.Compiler.Declaration;

/// <summary>
/// All that the rest of the compiler knows of a network: what crosses the equality cut. Every member is immutable and structurally equal,
/// and none holds a symbol, a syntax node, a compilation or a location, or else every keystroke would compile every network again.
/// </summary>
/// <param name="Layers">The rows of the summary.</param>
/// <param name="Inference">The forward function when predicting: input columns; outputs Result and Scores.</param>
/// <param name="Training">The forward function when training: the same columns and outputs, and State outputs.</param>
/// <param name="Penalties">What the loss adds for the size of parameters.</param>
/// <param name="HasErrors">The declaration has errors: members are generated with bodies that throw, and the functions are placeholders.</param>
internal sealed record NetworkDefinition(
    TypeDescription Type,
    Precision Precision,
    EquatableArray<LayerDescription> Layers,
    EquatableArray<Parameter> Parameters,
    EquatableArray<State> States,
    Function Inference,
    Function Training,
    OutputMeaning Output,
    OutputMeaning Scores,
    Loss? Loss,
    EquatableArray<Penalty> Penalties,
    bool HasErrors);

/// <summary>The user's class.</summary>
/// <param name="Namespace">Null for the global namespace.</param>
/// <param name="Containing">The classes around it, outermost first, as written: <c>partial class Outer</c>.</param>
/// <param name="Header">How the class is declared again: <c>sealed partial class LeNet5</c>.</param>
/// <param name="Accessibility">The accessibility, as written in C#.</param>
/// <param name="MetadataName">The full metadata name, for hint names.</param>
internal sealed record TypeDescription(
    string? Namespace, EquatableArray<string> Containing, string Name, string Header, string Accessibility, string MetadataName);

/// <summary>One layer, for the summary and the documentation.</summary>
/// <param name="Kind">As declared: <c>Dense(128)</c>.</param>
/// <param name="Parameters">The number of trained values.</param>
/// <param name="Flops">Floating-point operations of one sample.</param>
internal sealed record LayerDescription(string Name, string Kind, Shape OutputShape, long Parameters, long Flops);

/// <summary>Adds <c>L1 * sum |w| + L2 * sum w * w</c> of a parameter to the loss, once a batch.</summary>
internal sealed record Penalty(int Parameter, double L1, double L2);

/// <summary>What the numbers of an output are; the runtime's enumeration of the same name.</summary>
internal enum OutputMeaning : byte
{
    Values,
    Classes,
    Probabilities,
    Margins,
}
