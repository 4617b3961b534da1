using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

internal static partial class SurfaceEmitter
{
    /// <summary>Outputs that are classified on the stack.</summary>
    private const int LargestOnStack = 1024;

    private static void EmitPrediction(CodeWriter writer, SurfaceModel model)
    {
        var first = model.Counted;
        writer.Line("/// <summary>Computes the predictions of any number of samples.</summary>");
        InputDocumentation(writer, model);
        writer.Line("/// <returns>The predictions, sample after sample.</returns>")
            .Line("/// <exception cref=\"global::System.ArgumentException\">An input is not a whole number of samples.</exception>");
        using (writer.Braces($"public {model.Real}[] Predict({model.InputParameters})"))
        {
            writer.Line($"""
                var output = new {model.Real}[global::NetGen.CompilerServices.Arguments.Samples(typeof({model.Name}), "{first.Plain}", {first.Identifier}.Length, {first.Length}) * OutputLength];
                Predict({model.InputArguments}, output);
                return output;
                """);
        }
        writer.Line();

        writer.Line("/// <summary>Computes the predictions of any number of samples. Allocates nothing; any number of threads at once.</summary>");
        InputDocumentation(writer, model);
        writer.Line("""
            /// <param name="output">Receives the predictions, sample after sample.</param>
            /// <exception cref="global::System.ArgumentException">An input is not a whole number of samples, or the output has not one prediction for each.</exception>
            """);
        using (writer.Braces($"public void Predict({model.InputParameters}, global::System.Span<{model.Real}> output)"))
        {
            writer.Line($"int count = global::NetGen.CompilerServices.Arguments.Samples(typeof({model.Name}), \"{first.Plain}\", {first.Identifier}.Length, {first.Length});");
            CheckOthers(writer, model, model.Inputs, first);
            CheckLength(writer, model, "output", "OutputLength");
            writer.Line(
                $"Programs.PredictAll(Parameters, _arenas, count, {model.ColumnArguments(FunctionAssembly.Predict, name => Reference(model.Inputs.First(i => i.Name == name).Identifier), ColumnRole.Input)} ref {Reference("output")});");
        }
        writer.Line();

        writer.Line($"""
            /// <inheritdoc/>
            public void Predict(global::NetGen.Batch batch, global::System.Span<{model.Real}> output) =>
                Predict({string.Join(", ", model.Inputs.Select(i => BatchColumn(model, i)))}, output);

            """);
        if (model.HasFurther) EmitPredictResults(writer, model);
        if (model.Classifies) EmitClassify(writer, model);
    }

    /// <summary>All that <c>Forward</c> returned: <c>Predict</c> alone computes nothing that only the others need.</summary>
    private static void EmitPredictResults(CodeWriter writer, SurfaceModel model)
    {
        var first = model.Counted;
        string program = Identifiers.Member(FunctionAssembly.PredictResults);
        string count = $"global::NetGen.CompilerServices.Arguments.Samples(typeof({model.Name}), \"{first.Plain}\", {first.Identifier}.Length, {first.Length})";
        writer.Line($"private readonly global::NetGen.CompilerServices.ArenaPool _arenasOfResults = new(Programs.{program}BytesPerSample, Programs.{program}BytesFixed);").Line();
        writer.Line("/// <summary>Computes all results of any number of samples.</summary>");
        InputDocumentation(writer, model);
        writer.Line("/// <returns>The results, sample after sample.</returns>")
            .Line("/// <exception cref=\"global::System.ArgumentException\">An input is not a whole number of samples.</exception>");
        using (writer.Braces($"public ({string.Join(", ", model.Results.Select(r => $"{model.Real}[] {Identifiers.Keyword(r.Name)}"))}) PredictAll({model.InputParameters})"))
        {
            writer.Line($"int count = {count};");
            writer.Line($"var results = ({string.Join(", ", model.Results.Select(r => $"new {model.Real}[count * {r.Length}]"))});");
            writer.Line($"Predict({model.InputArguments}, {string.Join(", ", model.Results.Select((_, i) => "results.Item" + Number(i + 1)))});").Line("return results;");
        }
        writer.Line();
        writer.Line("/// <summary>Computes all results of any number of samples. Allocates nothing; any number of threads at once.</summary>");
        InputDocumentation(writer, model);
        foreach (var result in model.Results) writer.Line($"/// <param name=\"{result.Plain}\">Receives {result.Shape} for each sample.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">An input is not a whole number of samples, or a length is wrong.</exception>");
        using (writer.Braces($"public void Predict({model.InputParameters}, {string.Join(", ", model.Results.Select(r => $"global::System.Span<{model.Real}> {r.Identifier}"))})"))
        {
            writer.Line($"int count = {count};");
            CheckOthers(writer, model, model.Inputs, first);
            foreach (var result in model.Results) CheckLength(writer, model, result.Identifier, result.Length);
            writer.Line($"Programs.{program}All(Parameters, _arenasOfResults, count, {model.ColumnArguments(FunctionAssembly.PredictResults, name => Reference(model.Inputs.First(i => i.Name == name).Identifier), ColumnRole.Input)} {References(model.Results)});");
        }
        writer.Line();
    }

    private static string References(IEnumerable<ResultColumn> results) => string.Join(", ", results.Select(r => "ref " + Reference(r.Identifier)));

    private static void EmitClassify(CodeWriter writer, SurfaceModel model)
    {
        bool many = model.OutputShape.Length > 1;
        writer.Line(many
            ? "/// <summary>The most probable class of one sample.</summary>"
            : "/// <summary>1 where one sample is more probably a yes than a no, else 0.</summary>");
        InputDocumentation(writer, model);
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">An input is not one sample.</exception>");
        using (writer.Braces($"public int Classify({model.InputParameters})"))
        {
            foreach (var input in model.Inputs)
                writer.Line($"global::NetGen.CompilerServices.Arguments.Length(typeof({model.Name}), \"{input.Plain}\", {input.Identifier}.Length, 1, {input.Length});");
            string memory = model.OutputShape.Length <= LargestOnStack ? "stackalloc" : "new";
            writer.Line($"""
                global::System.Span<{model.Real}> output = {memory} {model.Real}[OutputLength];
                Predict({model.InputArguments}, output);
                return {(many ? $"global::NetGen.CompilerServices.Classes.Largest<{model.Real}>(output)"
                    : $"output[0] > {(model.Definition.Output == OutputMeaning.Probabilities ? CodeWriter.Literal(0.5, model.Definition.Precision) : "0")} ? 1 : 0")};
                """);
        }
        writer.Line();
    }

    private static void InputDocumentation(CodeWriter writer, SurfaceModel model, string? samples = null)
    {
        foreach (var input in model.Inputs)
            writer.Line($"/// <param name=\"{input.Plain}\">"
                + (input.IsBatched ? $"{samples ?? "Samples"} of {GeneratedFile.Xml(input.Shape.ToString())}, one after another, row-major." : $"{GeneratedFile.Xml(input.Shape.ToString())}, one for the whole batch, row-major.")
                + "</param>");
    }

    private static string PartOf(InputColumn input) => Reference(input.IsBatched ? $"{input.Identifier}[(start * {input.Length})..]" : input.Identifier);

    /// <summary>The lengths of the inputs beside the one that samples are counted by, and what integers must be.</summary>
    private static void CheckOthers(CodeWriter writer, SurfaceModel model, InputColumn[] inputs, InputColumn first)
    {
        foreach (var input in inputs)
            if (!input.IsBatched)
                writer.Line($"global::NetGen.CompilerServices.Arguments.WholeLength(typeof({model.Name}), \"{input.Plain}\", {input.Identifier}.Length, {input.Length});");
            else if (input != first) CheckLength(writer, model, input.Identifier, input.Length);
        foreach (var input in inputs)
            if (input.Range is { } range) CheckRange(writer, model, input.Identifier, input.Length, range);
    }

    private static void CheckRange(CodeWriter writer, SurfaceModel model, string identifier, string length, IntegerRange range) => writer.Line(
        $"global::NetGen.CompilerServices.Arguments.Integers(typeof({model.Name}), \"{identifier.TrimStart('@')}\", {identifier}, {length}, {Number(range.Minimum)}, {Number(range.Maximum)}, {SurfaceModel.Quoted(range.What)});");

    private static void CheckLength(CodeWriter writer, SurfaceModel model, string identifier, string length, bool optional = false) =>
        writer.Line(
            $"global::NetGen.CompilerServices.Arguments.{(optional ? "OptionalLength" : "Length")}(typeof({model.Name}), \"{identifier.TrimStart('@')}\", {identifier}.Length, count, {length});");

    private static string Reference(string span) => $"global::System.Runtime.InteropServices.MemoryMarshal.GetReference({span})";

    private static string BatchColumn(SurfaceModel model, InputColumn input) =>
        input.IsBatched
            ? $"global::NetGen.CompilerServices.Arguments.Column<{input.Type}>(typeof({model.Name}), batch, {SurfaceModel.Quoted(input.Name)}, {input.Length})"
            : $"batch.Get<{input.Type}>({SurfaceModel.Quoted(input.Name)})";
}
