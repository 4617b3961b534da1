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
    bool HasErrors)
{
    /// <summary>Further functions over the same parameters: methods with <c>[Entry]</c>.</summary>
    public EquatableArray<EntryDefinition> Entries { get; init; }

    /// <summary>The loss where it is a method.</summary>
    public LossDefinition? LossMethod { get; init; }

    /// <summary>Inputs that are set between calls, one number each.</summary>
    public EquatableArray<Hyperparameter> Hyperparameters { get; init; }

    /// <summary>The names of the results, where there are several: those of the tuple that <c>Forward</c> returns.</summary>
    public EquatableArray<string> ResultNames { get; init; }

    /// <summary>What the integers of columns must be: checked at every call, before anything changes.</summary>
    public EquatableArray<ColumnRange> Ranges { get; init; }

    /// <summary>Inputs that a session is given before its first step, as the declaration says.</summary>
    public EquatableArray<string> Contexts { get; init; }

    /// <summary>Whether it gets kernels for graphics processors, where the project has what they need.</summary>
    public bool IsGpu { get; init; }

    /// <summary>Methods whose bodies the generator writes: layer stacks, which exist at compile time only.</summary>
    public EquatableArray<string> Stubs { get; init; }
}

/// <summary>An entry: its inputs are the columns, its result the output.</summary>
/// <param name="Method">The method's name, and the member's.</param>
internal sealed record EntryDefinition(string Method, Function Function);

/// <summary>
/// The forward functions with the loss behind them: the columns are the inputs, then the targets, then the weight of the sample; beside the outputs
/// of the forward function there is one <see cref="OutputRole.Loss"/> for each term.
/// </summary>
internal sealed record LossDefinition(Function Inference, Function Training, EquatableArray<LossTerm> Terms);

/// <summary>A part of the loss.</summary>
/// <param name="Trains">Patterns of the names of the parameters that it trains; null for all.</param>
internal sealed record LossTerm(string Name, string? Trains);

/// <summary>What integers must be: both ends are allowed.</summary>
/// <param name="What">What they are, for messages: <c>tokens of a vocabulary of 65</c>.</param>
internal sealed record IntegerRange(int Minimum, int Maximum, string What);

/// <summary>What the integers of a column must be.</summary>
internal sealed record ColumnRange(string Column, IntegerRange Range)
{
    public static EquatableArray<ColumnRange> Of(IReadOnlyDictionary<string, IntegerRange> ranges) =>
        ranges.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new ColumnRange(r.Key, r.Value)).ToEquatableArray();
}

/// <summary>A number that is set between calls.</summary>
internal sealed record Hyperparameter(string Name, double Value);

/// <summary>The user's class.</summary>
/// <param name="Namespace">Null for the global namespace.</param>
/// <param name="Containing">The classes around it, outermost first, as written: <c>partial class Outer</c>.</param>
/// <param name="Header">How the class is declared again: <c>sealed partial class LeNet5</c>.</param>
/// <param name="Accessibility">The accessibility, as written in C#.</param>
/// <param name="MetadataName">The full metadata name, for hint names.</param>
internal sealed record TypeDescription(
    string? Namespace, EquatableArray<string> Containing, string Name, string Header, string Accessibility, string MetadataName)
{
    /// <summary>Names of <see cref="HiddenNames"/> that mean something of the user's inside the class: generated code writes them in full.</summary>
    public EquatableArray<string> Hidden { get; init; } = [];

    /// <summary>Members that are not generated, because the class has others of the name, which is an error; <see cref="Constructor"/> among them.</summary>
    public EquatableArray<string> Omitted { get; init; } = [];

    /// <summary>Names of the class's own members that end in Length: the constants of its inputs have others.</summary>
    public EquatableArray<string> Lengths { get; init; } = [];

    /// <summary>What stands for the constructor in <see cref="Omitted"/>.</summary>
    public const string Constructor = ".ctor";
}

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
