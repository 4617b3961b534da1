using System.Globalization;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

/// <summary>What the members' text is made from, worked out once.</summary>
internal sealed class SurfaceModel
{
    public SurfaceModel(NetworkDefinition definition, Module module)
    {
        Definition = definition;
        Module = module;
        Plan = ParameterPlan.Of(module);
        Real = definition.Precision == Precision.Single ? "float" : "double";
        ParameterSet = definition.Precision == Precision.Single ? "global::NetGen.ParameterSet" : "global::NetGen.ParameterSet<double>";
        Inputs = InputsOf(definition.Inference);
        OutputShape = definition.Inference.Nodes[definition.Inference.OutputsOf(OutputRole.Result).First().Node].Type.Shape;
        ScoresShape = FunctionAssembly.ScoresType(definition).Shape;
        Variants = [.. VariantsOf()];
        Results = ResultsOf();
        (Session, NoSession) = SessionFunction.Of(definition);
    }

    /// <summary>One step of the network; null where it can't be stepped.</summary>
    public SessionPlan? Session { get; }

    /// <summary>Why a network over sequences has no sessions.</summary>
    public string? NoSession { get; }

    private ResultColumn[] ResultsOf()
    {
        var results = Definition.Inference.OutputsOf(OutputRole.Result).OrderBy(o => o.Index).ToArray();
        if (results.Length == 1) return [new ResultColumn("output", "output", OutputShape, "OutputLength", FunctionAssembly.OutputGradient)];
        return [.. results.Select((r, i) =>
        {
            string name = Definition.ResultNames[i];
            var shape = Definition.Inference.Nodes[r.Node].Type.Shape;
            return new ResultColumn(name, Identifiers.Result(name, Inputs.Select(c => c.Identifier)), shape, Number(shape.Length), FunctionAssembly.OutputGradientName(Definition, i));
        })];
    }

    /// <summary>The columns of a forward function that its caller gives.</summary>
    public InputColumn[] InputsOf(Function function)
    {
        var columns = function.Columns.Where(c => c.Role == ColumnRole.Input && Definition.Hyperparameters.All(h => h.Name != c.Name)).ToArray();
        string?[] lengths = columns.Length == 1 ? ["InputLength"] : Identifiers.Lengths(columns.Select(c => c.Name), Definition.Type);
        return columns.Select((c, i) => new InputColumn(
            i, c.Name, Identifiers.Parameter(c.Name), c.Type.Shape, c.Type.Element == ElementType.Real ? Real : "int", c.Type.Element == ElementType.Real,
            function == Definition.Inference && lengths[i] is { } length ? length : Number(c.Type.Shape.Length), c.Type.Batched) { Range = RangeOf(c) }).ToArray();
    }

    private IntegerRange? RangeOf(Column column) =>
        column.Type.Element == ElementType.Integer ? Definition.Ranges.FirstOrDefault(r => r.Column == column.Name)?.Range : null;

    private IEnumerable<LossVariant> VariantsOf()
    {
        if (Definition.LossMethod is { } method)
        {
            yield return new LossVariant(FunctionAssembly.Step, FunctionAssembly.Evaluate, [.. method.Inference.Columns.Where(c => c.Role == ColumnRole.Target).Select(c =>
                new TargetColumn(c.Name, Identifiers.Target(c.Name), c.Type.Element == ElementType.Real ? Real : "int", c.Type.Shape, Number(c.Type.Shape.Length), Classes: 0) { Range = RangeOf(c) })]);
            yield break;
        }
        if (TakesIndices)
        {
            var shape = Losses.Loss.IndexShape(ScoresShape);
            yield return new LossVariant(
                FunctionAssembly.StepIndices, FunctionAssembly.EvaluateIndices, [new("target", "target", "int", shape, Number(shape.Length), Classes) { IgnoreIndex = IgnoreIndex }]);
        }
        if (TakesReal) yield return new LossVariant(FunctionAssembly.Step, FunctionAssembly.Evaluate, [new("target", "target", Real, ScoresShape, TargetLength, Classes: 0)]);
    }

    public NetworkDefinition Definition { get; }

    public Module Module { get; }

    public ParameterPlan Plan { get; }

    /// <summary>The class's name.</summary>
    public string Name => Definition.Type.Name;

    /// <summary>The class's name without the mark of a keyword, for messages.</summary>
    public string DisplayName => Name.TrimStart('@');

    /// <summary>The C# type of real numbers.</summary>
    public string Real { get; }

    public string ParameterSet { get; }

    public InputColumn[] Inputs { get; }

    /// <summary>What <c>Forward</c> returned: the prediction, and what is beside it.</summary>
    public ResultColumn[] Results { get; }

    /// <summary>What is beside the prediction.</summary>
    public IEnumerable<ResultColumn> Further => Results.Skip(1);

    public bool HasFurther => Results.Length > 1;

    /// <summary>The forms of the loss, by the targets that they take.</summary>
    public LossVariant[] Variants { get; }

    /// <summary>The first input with a value for each sample, by which samples are counted.</summary>
    public InputColumn Counted => Inputs.First(i => i.IsBatched);

    /// <summary>
    /// The columns of a function as arguments of its program, in its order: hyperparameters are fields, the others where the caller has them.
    /// </summary>
    /// <param name="function">The function's name.</param>
    /// <param name="place">From the name of a column to a reference, without <c>ref</c>.</param>
    /// <param name="roles">The columns to pass.</param>
    public string ColumnArguments(string function, Func<string, string> place, params ColumnRole[] roles) => string.Join(" ", Module.Find(function)!.Columns
        .Where(c => roles.Contains(c.Role)).Select(c => "ref " + (Definition.Hyperparameters.Any(h => h.Name == c.Name) ? Identifiers.Field(c.Name) : place(c.Name)) + ","));

    public Shape OutputShape { get; }

    public Shape ScoresShape { get; }

    /// <summary>Elements of the targets when real, as C#.</summary>
    public string TargetLength => ScoresShape.Length == OutputShape.Length ? "OutputLength" : Number(ScoresShape.Length);

    /// <summary>The number of classes that indices choose from.</summary>
    public long Classes => Math.Max(2, ScoresShape.Last);

    /// <summary>The index that stands for a position without a target, or null.</summary>
    public int? IgnoreIndex => (Definition.Loss as Losses.CrossEntropyLoss)?.IgnoreIndex;

    public bool HasProbe => Module.Find(FunctionAssembly.Probe) is not null;

    public bool TakesReal => Module.Find(FunctionAssembly.Step) is not null;

    public bool TakesIndices => Module.Find(FunctionAssembly.StepIndices) is not null;

    public bool HasLoss => Variants.Length > 0;

    /// <summary>Whether <c>Classify</c> makes sense: one distribution over classes, or one yes or no.</summary>
    public bool Classifies => Definition.Output switch
    {
        OutputMeaning.Classes => OutputShape.Length == OutputShape.Last,
        OutputMeaning.Probabilities or OutputMeaning.Margins => OutputShape.Length == 1,
        _ => false,
    };

    public bool HasParameterGradients(string function) => Module.Find(function)!.OutputsOf(OutputRole.ParameterGradient).Any();

    /// <summary>The inputs as parameters of a member: <c>ReadOnlySpan&lt;float&gt; input</c>.</summary>
    public string InputParameters => string.Join(", ", Inputs.Select(i => $"global::System.ReadOnlySpan<{i.Type}> {i.Identifier}"));

    public string InputArguments => string.Join(", ", Inputs.Select(i => i.Identifier));

    /// <summary>The inputs that have gradients.</summary>
    public IEnumerable<InputColumn> RealInputs => Inputs.Where(i => i.IsReal && i.IsBatched);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A shape as a collection expression: <c>[28, 28, 1]</c>.</summary>
    public static string Dimensions(Shape shape) => "[" + string.Join(", ", shape.Dimensions.Select(d => Number(d))) + "]";

    public static string Quoted(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}

/// <summary>A result of the network, as members see it.</summary>
/// <param name="Length">Elements of one sample, as C#.</param>
/// <param name="Gradient">The parameter of <c>Backward</c> for its gradient.</param>
internal sealed record ResultColumn(string Name, string Identifier, Shape Shape, string Length, string Gradient)
{
    public string Plain => Identifier.TrimStart('@');
}

/// <summary>A form of the loss.</summary>
/// <param name="Step">The function that computes gradients.</param>
/// <param name="Evaluate">The function that evaluates.</param>
internal sealed record LossVariant(string Step, string Evaluate, TargetColumn[] Targets)
{
    public string Parameters => string.Concat(Targets.Select(t => $", global::System.ReadOnlySpan<{t.Type}> {t.Identifier}"));

    public string Arguments => string.Concat(Targets.Select(t => ", " + t.Identifier));
}

/// <summary>A target of the loss, as members see it.</summary>
/// <param name="Type">The C# type of its elements.</param>
/// <param name="Length">Elements of one sample, as C#.</param>
/// <param name="Classes">The number of classes that indices choose from; 0 where anything goes.</param>
internal sealed record TargetColumn(string Name, string Identifier, string Type, Shape Shape, string Length, long Classes)
{
    /// <summary>What its integers must be; null where anything goes.</summary>
    public IntegerRange? Range { get; init; }

    public string Plain => Identifier.TrimStart('@');

    /// <summary>The index that stands for a position without a target, or null.</summary>
    public int? IgnoreIndex { get; init; }
}

/// <summary>An input of the network, as members see it.</summary>
/// <param name="Type">The C# type of its elements.</param>
/// <param name="Length">The constant that holds the elements of one sample, or their number where it has none.</param>
internal sealed record InputColumn(int Index, string Name, string Identifier, Shape Shape, string Type, bool IsReal, string Length, bool IsBatched)
{
    public string Gradient => Identifier.TrimStart('@') + "Gradient";

    /// <summary>What its integers must be; null where anything goes.</summary>
    public IntegerRange? Range { get; init; }

    /// <summary>The identifier without the mark of a keyword, as XML documentation wants it.</summary>
    public string Plain => Identifier.TrimStart('@');
}
