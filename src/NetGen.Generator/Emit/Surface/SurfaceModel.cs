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
        var columns = definition.Inference.Columns.Where(c => c.Role == ColumnRole.Input).ToArray();
        Inputs = columns.Select((c, i) => new InputColumn(
            i, c.Name, Identifiers.Parameter(c.Name), c.Type.Shape, c.Type.Element == ElementType.Real ? Real : "int", c.Type.Element == ElementType.Real,
            columns.Length == 1 ? "InputLength" : Identifiers.Member(c.Name) + "Length")).ToArray();
        OutputShape = definition.Inference.Nodes[definition.Inference.OutputsOf(OutputRole.Result).First().Node].Type.Shape;
        ScoresShape = FunctionAssembly.ScoresType(definition).Shape;
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

    public Shape OutputShape { get; }

    public Shape ScoresShape { get; }

    /// <summary>Elements of the targets when real, as C#.</summary>
    public string TargetLength => ScoresShape.Length == OutputShape.Length ? "OutputLength" : Number(ScoresShape.Length);

    /// <summary>The number of classes that indices choose from.</summary>
    public long Classes => Math.Max(2, ScoresShape.Length);

    public bool HasProbe => Module.Find(FunctionAssembly.Probe) is not null;

    public bool TakesReal => Module.Find(FunctionAssembly.Step) is not null;

    public bool TakesIndices => Module.Find(FunctionAssembly.StepIndices) is not null;

    public bool HasLoss => TakesReal || TakesIndices;

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

    public IEnumerable<InputColumn> RealInputs => Inputs.Where(i => i.IsReal);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A shape as a collection expression: <c>[28, 28, 1]</c>.</summary>
    public static string Dimensions(Shape shape) => "[" + string.Join(", ", shape.Dimensions.Select(d => Number(d))) + "]";

    public static string Quoted(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}

/// <summary>An input of the network, as members see it.</summary>
/// <param name="Type">The C# type of its elements.</param>
/// <param name="Length">The constant that holds the elements of one sample.</param>
internal sealed record InputColumn(int Index, string Name, string Identifier, Shape Shape, string Type, bool IsReal, string Length)
{
    public string Gradient => Identifier.TrimStart('@') + "Gradient";

    /// <summary>The identifier without the mark of a keyword, as XML documentation wants it.</summary>
    public string Plain => Identifier.TrimStart('@');
}
