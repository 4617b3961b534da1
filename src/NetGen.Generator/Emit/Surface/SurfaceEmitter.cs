using System.Globalization;
using System.Text;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Surface;

/// <summary>
/// Writes <c>X.g.cs</c>: the members that users see. They check their arguments and call the compiled functions in <c>Programs</c>; what does
/// not depend on the network is in the runtime's <c>CompilerServices</c>.
/// </summary>
internal static partial class SurfaceEmitter
{
    /// <param name="module">The network's functions; null where the declaration has errors.</param>
    public static string Emit(NetworkDefinition definition, Module? module)
    {
        var writer = new CodeWriter();
        if (definition.HasErrors || module is null) EmitStubs(writer, definition);
        else EmitMembers(writer, new SurfaceModel(definition, module));
        return writer.ToString();
    }

    private static void EmitMembers(CodeWriter writer, SurfaceModel model)
    {
        var definition = model.Definition;
        using var scope = GeneratedFile.Open(writer, definition.Type, $"global::NetGen.INetwork<{model.Name}, {model.Real}>", () => EmitRemarks(writer, definition));
        EmitConstants(writer, model);
        EmitConstruction(writer, model);
        EmitHyperparameterMembers(writer, definition, model.Real);
        EmitPrediction(writer, model);
        foreach (var entry in definition.Entries) EmitEntry(writer, model, entry);
        EmitSession(writer, model);
        EmitPasses(writer, model);
        if (model.HasLoss) EmitLoss(writer, model);
        else EmitNoLoss(writer, model);
        EmitReference(writer, model);
        EmitStorage(writer, model);
        EmitNames(writer, model);
        EmitDescription(writer, model);
        EmitBodies(writer, definition.Stubs);
    }

    /// <summary>The summary as a table in the class's documentation, so that hovering over the class shows it.</summary>
    private static void EmitRemarks(CodeWriter writer, NetworkDefinition definition)
    {
        var rows = new List<string[]> { new[] { "layer", "kind", "output", "parameters" } };
        foreach (var column in definition.Inference.Columns.Where(c => c.Role == ColumnRole.Input)) rows.Add([column.Name, "", column.Type.Shape.ToString(), ""]);
        foreach (var layer in definition.Layers) rows.Add([layer.Name, layer.Kind, layer.OutputShape.ToString(), Grouped(layer.Parameters)]);
        rows.Add(["total", "", "", Grouped(definition.Layers.Sum(l => l.Parameters))]);
        var widths = Enumerable.Range(0, 4).Select(c => rows.Max(r => r[c].Length)).ToArray();

        writer.Line("/// <remarks>").Line("/// <code>");
        foreach (var row in rows)
        {
            var text = new StringBuilder();
            for (int c = 0; c < 3; c++) text.Append(row[c].PadRight(widths[c])).Append("  ");
            text.Append(row[3].PadLeft(widths[3]));
            writer.Line("/// " + GeneratedFile.Xml(text.ToString().TrimEnd()));
        }
        writer.Line("/// </code>");
        if (definition.Loss is { } loss) writer.Line($"/// Trained with {GeneratedFile.Xml(loss.Name)}.");
        writer.Line("/// </remarks>");

        static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
    }

    private static void EmitConstants(CodeWriter writer, SurfaceModel model)
    {
        if (model.Inputs.Length > 1)
            foreach (var input in model.Inputs.Where(i => !char.IsDigit(i.Length[0])))
                Constant(input.Length, $"Elements of one sample of '{input.Name}': {input.Shape}.", input.Shape.Length);
        Constant(
            "InputLength", model.Inputs.Length == 1 ? $"Elements of one sample of '{model.Inputs[0].Name}': {model.Inputs[0].Shape}." : "Elements of one sample of all inputs.",
            model.Inputs.Sum(i => i.Shape.Length));
        Constant("OutputLength", $"Elements of one prediction: {model.OutputShape}.", model.OutputShape.Length);
        Constant("ParameterCount", "The number of trained values.", model.Definition.Parameters.Sum(p => p.Shape.Length));

        void Constant(string name, string summary, long value) =>
            writer.Line($"/// <summary>{GeneratedFile.Xml(summary)}</summary>").Line($"public const int {name} = {SurfaceModel.Number(value)};").Line();
    }

    private static void EmitConstruction(CodeWriter writer, SurfaceModel model)
    {
        writer.Line($$"""
            private readonly global::NetGen.CompilerServices.ArenaPool _arenas = new(Programs.PredictBytesPerSample, Programs.PredictBytesFixed);

            /// <summary>Makes a network with initialised parameters, ready to use.</summary>
            /// <param name="seed">What initial values and random numbers are drawn from; the same seed gives the same network everywhere.</param>
            public {{model.Name}}(ulong seed = 0) =>
                Parameters = new({{SurfaceModel.Quoted(model.DisplayName)}}, Description.Parameters, {{SurfaceModel.Number(model.Plan.Length)}}, Description.States, {{SurfaceModel.Number(model.Plan.StateLength)}}, seed);

            /// <summary>The layers with their shapes, parameters and operations; its text is a table.</summary>
            public static global::NetGen.NetworkSummary Summary => Description.Summary;

            /// <summary>The columns that a batch or a dataset must have, and what the outputs mean.</summary>
            public static global::NetGen.NetworkSignature Signature => Description.Signature;

            /// <summary>The trained values, their gradients and the states.</summary>
            public {{model.ParameterSet}} Parameters { get; }

            """);
        if (model.Definition.Precision == Precision.Single)
            writer.Line($"global::NetGen.ParameterSet<float> global::NetGen.INetwork<{model.Name}, float>.Parameters => Parameters;").Line();
        writer.Line($$"""
            /// <summary>A network of its own with the same parameters and states: train it while this one predicts.</summary>
            public {{model.Name}} Clone()
            {
                var copy = new {{model.Name}}(Parameters.Seed){{(model.Definition.Hyperparameters.Count == 0 ? "" : " { " + string.Join(", ", model.Definition.Hyperparameters.Select(h => $"{Identifiers.Field(h.Name)} = {Identifiers.Field(h.Name)}")) + " }")}};
                global::NetGen.CompilerServices.Copying.Copy(Parameters, copy.Parameters);
                return copy;
            }

            """);
    }
}
