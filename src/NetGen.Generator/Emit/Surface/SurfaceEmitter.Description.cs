using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

internal static partial class SurfaceEmitter
{
    private static void EmitStorage(CodeWriter writer, SurfaceModel model)
    {
        writer.Line("""
            /// <summary>Writes parameters and states as a safetensors file, with PyTorch's names and shapes: to a temporary file first, which then takes the name.</summary>
            /// <param name="path">The file.</param>
            public void Save(string path) => global::NetGen.ParameterFile.Save(Parameters, path);

            /// <summary>Writes parameters and states in the safetensors format.</summary>
            /// <param name="stream">Where to.</param>
            public void Save(global::System.IO.Stream stream) => global::NetGen.ParameterFile.Save(Parameters, stream);

            """);
        foreach (var (type, place, description) in (ReadOnlySpan<(string, string, string)>)
            [
                ("string", "path", "The file: one that <c>Save</c> wrote, or a PyTorch state_dict of the same names and shapes."),
                ("global::System.IO.Stream", "stream", "Where from: a file in the safetensors format."),
            ])
            writer.Line($$"""
                /// <summary>Makes a network with the parameters and states of a safetensors file.</summary>
                /// <param name="{{place}}">{{description}}</param>
                /// <param name="options">How names are matched, and whether all must be there.</param>
                public static {{model.Name}} Load({{type}} {{place}}, global::NetGen.LoadOptions? options = null) => Load({{place}}, options, out _);

                /// <summary>Makes a network with the parameters and states of a safetensors file.</summary>
                /// <param name="{{place}}">{{description}}</param>
                /// <param name="options">How names are matched, and whether all must be there.</param>
                /// <param name="report">What was loaded, what was missing, and what the file has beside.</param>
                public static {{model.Name}} Load({{type}} {{place}}, global::NetGen.LoadOptions? options, out global::NetGen.LoadReport report)
                {
                    var network = new {{model.Name}}();
                    report = global::NetGen.ParameterFile.Load(network.Parameters, {{place}}, options);
                    return network;
                }

                """);
    }

    /// <summary>Members that the class of names has already.</summary>
    private static readonly string[] NotNames = ["Names", "Equals", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString", "Finalize"];

    private static void EmitNames(CodeWriter writer, SurfaceModel model)
    {
        var names = model.Definition.Parameters.Select(p => p.Name).Concat(model.Definition.States.Select(s => s.Name)).ToArray();
        if (names.Length == 0) return;
        var shapes = model.Definition.Parameters.Select(p => p.Shape).Concat(model.Definition.States.Select(s => s.Shape)).ToArray();
        var members = Identifiers.Members(names, NotNames);
        writer.Line("/// <summary>The names of parameters and states, for <c>Parameters[...]</c>.</summary>");
        writer.Line(GeneratedFile.GeneratedCode);
        using (writer.Braces("public static class Names"))
            for (int i = 0; i < names.Length; i++)
                writer.Line($"/** <summary>{shapes[i]}{(i < model.Definition.Parameters.Count ? "" : ", a state")}.</summary> */ public const string {members[i]} = {SurfaceModel.Quoted(names[i])};");
        writer.Line();
    }

    private static void EmitDescription(CodeWriter writer, SurfaceModel model)
    {
        var definition = model.Definition;
        string arenas = model.TakesReal ? "Step" : model.TakesIndices ? "StepIndices" : "Train";
        int size = definition.Precision == Precision.Single ? 4 : 8;
        writer.Line("/// <summary>What is known of the network without an instance.</summary>").Line(GeneratedFile.GeneratedCode);
        using var scope = writer.Braces("private static class Description");
        string[] parameters = [.. definition.Parameters.Select((p, i) => Segment(
            p.Name, p.Shape, model.Plan.Parameters[i], p.Initializer, p.FanIn, p.FanOut, p.IsWeight, p.Frozen, p.Positions, p.Sparse))];
        string[] states = [.. definition.States.Select((s, i) => Segment(
            s.Name, s.Shape, model.Plan.States[i], new Initializer(InitializerKind.Constant, s.InitialValue), 0, 0, isWeight: false, frozen: false, s.Positions, sparse: false))];
        string[] layers = [.. definition.Layers.Select(l =>
            $"new({SurfaceModel.Quoted(l.Name)}, {SurfaceModel.Quoted(l.Kind)}, {SurfaceModel.Dimensions(l.OutputShape)}, {Number(l.Parameters)}, {Number(l.Flops)}),")];
        bool isLong = parameters.Length + states.Length + layers.Length > LongestList;
        EmitSegments(writer, "Parameters", parameters, isLong);
        EmitSegments(writer, "States", states, isLong);

        writer.Line("// A pass serves every function that works on one.");
        foreach (string bytes in (string[])["BytesPerSample", "BytesFixed"])
        {
            writer.Line($"internal static long Pass{bytes} => global::System.Linq.Enumerable.Max(");
            using (writer.Indent()) writer.Line($"[{string.Join(", ", Functions(model).Select(f => $"Programs.{f}{bytes}"))}]);");
        }
        writer.Line();

        // What a prediction needs nothing of is made when it is asked for.
        writer.Line("private static global::NetGen.NetworkSummary? _summary;").Line("internal static global::NetGen.NetworkSummary Summary => _summary ??= new(");
        using (writer.Indent())
        {
            writer.Line($"{SurfaceModel.Quoted(model.DisplayName)}, {SurfaceModel.Dimensions(model.Inputs[0].Shape)},").Line("[");
            using (writer.Indent())
                if (isLong) writer.Line(Pieces("Layers", layers));
                else
                    foreach (string layer in layers) writer.Line(layer);
            writer.Line($"], {Number((long)model.Plan.Length * size)}, Programs.{arenas}BytesPerSample, Programs.{arenas}BytesFixed);");
        }
        writer.Line();
        if (isLong) EmitPieces(writer, "Layers", "global::NetGen.LayerSummary", layers);

        writer.Line("private static global::NetGen.NetworkSignature? _signature;").Line("internal static global::NetGen.NetworkSignature Signature => _signature ??= new(").Line("[");
        using (writer.Indent())
        {
            foreach (var input in model.Inputs.Where(i => i.IsBatched))
                Column(input.Name, "Input", input.Shape, real: input.IsReal, indices: !input.IsReal, classes: 0);
            if (model.Definition.LossMethod is not null)
                foreach (var target in model.Variants[0].Targets)
                    Column(target.Name, "Target", target.Shape, target.Type != "int", target.Type == "int", classes: 0);
            else if (model.HasLoss)
                Column(FunctionAssembly.Target, "Target", model.ScoresShape, model.TakesReal, model.TakesIndices, model.TakesIndices ? model.Classes : 0, model.IgnoreIndex);
            foreach (var input in model.Inputs.Where(i => !i.IsBatched))
                Column(input.Name, "PerBatch", input.Shape, real: input.IsReal, indices: !input.IsReal, classes: 0);
        }
        writer.Line($"], OutputLength, global::NetGen.OutputMeaning.{definition.Output}, global::NetGen.OutputMeaning.{definition.Scores}, {Bool(model.HasLoss)});");

        void Column(string name, string kind, Shape shape, bool real, bool indices, long classes, int? ignored = null) => writer.Line(
            $"new({SurfaceModel.Quoted(name)}, global::NetGen.ColumnKind.{kind}, {SurfaceModel.Dimensions(shape)}, {Bool(real)}, {Bool(indices)}, {Number(classes)}{(ignored is { } index ? $", {Number(index)}" : "")}),");
    }

    /// <summary>Elements of all lists together that one static constructor makes: beyond, and in methods of so many, they would be more than 8 KB of IL.</summary>
    private const int LongestList = 40;

    private static void EmitSegments(CodeWriter writer, string name, string[] segments, bool isLong)
    {
        const string element = "global::NetGen.CompilerServices.ParameterSegment";
        string type = $"internal static readonly {element}[] ";
        if (segments.Length == 0 || isLong)
        {
            writer.Line($"{type}{name} = [{Pieces(name, segments)}];").Line();
            EmitPieces(writer, name, element, segments);
            return;
        }
        writer.Line($"{type}{name} =").Line("[");
        using (writer.Indent())
            foreach (string segment in segments) writer.Line(segment);
        writer.Line("];").Line();
    }

    private static string Pieces(string name, string[] elements) =>
        string.Join(", ", Enumerable.Range(1, (elements.Length + LongestList - 1) / LongestList).Select(i => $".. {name}{Number(i)}()"));

    private static void EmitPieces(CodeWriter writer, string name, string type, string[] elements)
    {
        for (int i = 0; i < elements.Length; i += LongestList)
        {
            writer.Line($"private static {type}[] {name}{Number(i / LongestList + 1)}() =>").Line("[");
            using (writer.Indent())
                foreach (string element in elements.Skip(i).Take(LongestList)) writer.Line(element);
            writer.Line("];").Line();
        }
    }

    private static string Segment(
        string name, Shape shape, PlannedSegment place, Initializer initializer, int fanIn, int fanOut, bool isWeight, bool frozen, int positions, bool sparse) =>
        $"new({SurfaceModel.Quoted(name)}, {SurfaceModel.Dimensions(shape)}, {Number(place.Offset)}, IsPanels: {Bool(place.IsPanels)}, "
        + $"\"{initializer.Kind}\", {CodeWriter.Literal(initializer.A, Precision.Double)}, {CodeWriter.Literal(initializer.B, Precision.Double)}, "
        + $"{Number(fanIn)}, {Number(fanOut)}, IsWeight: {Bool(isWeight)}, Frozen: {Bool(frozen)}{(place.Groups > 1 ? $", Groups: {Number(place.Groups)}" : "")}"
        + $"{(positions > 1 ? $", Positions: {Number(positions)}" : "")}{(sparse ? ", Sparse: true" : "")}),";

    /// <summary>The functions that work on a pass, as <c>Programs</c> calls them.</summary>
    private static IEnumerable<string> Functions(SurfaceModel model) =>
        model.Module.Functions.Where(f => f.Name is not (FunctionAssembly.Predict or FunctionAssembly.PredictResults) && model.Definition.Entries.All(e => FunctionAssembly.EntryName(e.Method) != f.Name)).Select(f => Identifiers.Member(f.Name));

    private static string Bool(bool value) => value ? "true" : "false";
}
