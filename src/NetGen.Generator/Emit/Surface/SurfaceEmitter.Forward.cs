using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

/// <summary>What only networks with Forward have: hyperparameters, entries, and bodies of methods that exist at compile time.</summary>
internal static partial class SurfaceEmitter
{
    private static void EmitHyperparameterMembers(CodeWriter writer, NetworkDefinition definition, string real)
    {
        foreach (var hyperparameter in definition.Hyperparameters)
        {
            string field = Identifiers.Field(hyperparameter.Name);
            writer.Line($"private {real} {field} = {CodeWriter.Literal(hyperparameter.Value, definition.Precision)};").Line();
            writer.Line($"/// <summary>The hyperparameter <c>{hyperparameter.Name}</c>, which every call reads; {CodeWriter.Literal(hyperparameter.Value, definition.Precision).TrimEnd('F', 'D')} at first.</summary>");
            using (writer.Braces($"public {real} {Identifiers.Member(hyperparameter.Name)}"))
                writer.Line($"get => {field};").Line($"set => {field} = value;");
            writer.Line();
        }
    }

    private static void EmitEntry(CodeWriter writer, SurfaceModel model, EntryDefinition entry)
    {
        string function = FunctionAssembly.EntryName(entry.Method), program = Identifiers.Member(function);
        var inputs = model.InputsOf(entry.Function);
        var first = inputs.First(i => i.IsBatched);
        var shape = entry.Function.Nodes[entry.Function.OutputsOf(OutputRole.Result).First().Node].Type.Shape;
        string length = Number(shape.Length);
        string parameters = string.Join(", ", inputs.Select(i => $"global::System.ReadOnlySpan<{i.Type}> {i.Identifier}"));
        string count = $"global::NetGen.CompilerServices.Arguments.Samples(typeof({model.Name}), \"{first.Plain}\", {first.Identifier}.Length, {first.Length})";

        writer.Line($"private readonly global::NetGen.CompilerServices.ArenaPool _arenas{entry.Method} = new(Programs.{program}BytesPerSample, Programs.{program}BytesFixed);").Line();
        Documentation($"The entry <c>{entry.Method}</c> of any number of samples.");
        writer.Line($"/// <returns>{shape} for each sample.</returns>");
        using (writer.Braces($"public {model.Real}[] {entry.Method}({parameters})"))
            writer.Line($"""
                var output = new {model.Real}[{count} * {length}];
                {entry.Method}({string.Join(", ", inputs.Select(i => i.Identifier))}, output);
                return output;
                """);
        writer.Line();
        Documentation($"The entry <c>{entry.Method}</c> of any number of samples. Allocates nothing; any number of threads at once.");
        writer.Line($"/// <param name=\"output\">Receives {shape} for each sample.</param>");
        using (writer.Braces($"public void {entry.Method}({parameters}, global::System.Span<{model.Real}> output)"))
        {
            writer.Line($"int count = {count};");
            CheckOthers(writer, model, inputs, first);
            CheckLength(writer, model, "output", length);
            writer.Line($"var arena = _arenas{entry.Method}.Rent();");
            using (writer.Braces($"for (int start = 0; start < count; start += _arenas{entry.Method}.Capacity)"))
                writer.Line($"""
                    Programs.{program}(
                        Parameters, ref arena.First<{model.Real}>(), _arenas{entry.Method}.Capacity, global::System.Math.Min(_arenas{entry.Method}.Capacity, count - start),
                        {model.ColumnArguments(function, name => PartOf(inputs.First(i => i.Name == name)), ColumnRole.Input)}
                        ref {Reference($"output[(start * {length})..]")});
                    """);
            writer.Line($"_arenas{entry.Method}.Return(arena);");
        }
        writer.Line();

        void Documentation(string summary)
        {
            writer.Line($"/// <summary>{summary}</summary>");
            foreach (var input in inputs) writer.Line($"/// <param name=\"{input.Plain}\">Samples of {input.Shape}, one after another, row-major.</param>");
        }
    }

    /// <summary>Bodies of layer stacks on methods: they are run at compile time only.</summary>
    internal static void EmitBodies(CodeWriter writer, EquatableArray<string> stubs)
    {
        foreach (string stub in stubs)
            writer.Line($"{stub} => {CompileTimeOnly};").Line();
    }

    internal const string CompileTimeOnly =
        "throw new global::System.InvalidOperationException(\"A stack of layers exists at compile time only: call it in Forward, or in a method that Forward calls.\")";
}
