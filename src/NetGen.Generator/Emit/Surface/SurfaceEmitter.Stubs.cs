using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

internal static partial class SurfaceEmitter
{
    /// <summary>
    /// All members, with bodies that throw: a declaration with errors makes the diagnostics of its errors, and none at every use of the class.
    /// </summary>
    private static void EmitStubs(CodeWriter writer, NetworkDefinition definition)
    {
        string name = definition.Type.Name, real = definition.Precision == Precision.Single ? "float" : "double";
        string set = definition.Precision == Precision.Single ? "global::NetGen.ParameterSet" : "global::NetGen.ParameterSet<double>";
        var columns = definition.Inference.Columns.Where(c => c.Role == ColumnRole.Input && definition.Hyperparameters.All(h => h.Name != c.Name)).ToArray();
        string TypeOf(Column c) => c.Type.Element == ElementType.Real ? real : "int";
        string input = string.Join(", ", columns.Select(c => $"global::System.ReadOnlySpan<{TypeOf(c)}> {Identifiers.Parameter(c.Name)}"));
        string arrays = string.Join(", ", columns.Select(c => $"{TypeOf(c)}[] {Identifiers.Parameter(c.Name)}"));
        string gradient = string.Join(", ", columns.Where(c => c.Type is { Element: ElementType.Real, Batched: true })
            .Select(c => $"global::System.Span<{real}> {Identifiers.Parameter(c.Name).TrimStart('@')}Gradient = default").Append("global::NetGen.GradientMode mode = global::NetGen.GradientMode.Overwrite"));
        string mode = "global::NetGen.GradientMode mode = global::NetGen.GradientMode.Overwrite";
        string error = $"throw new global::System.InvalidOperationException({SurfaceModel.Quoted($"The declaration of {name.TrimStart('@')} has errors, which the build reported: nothing was compiled for it.")})";
        string network = $"global::NetGen.INetwork<{name}, {real}>";
        var omitted = definition.Type.Omitted;
        using var scope = GeneratedFile.Open(
            writer, definition.Type, network, () => writer.Line("/// <remarks>The declaration has errors: every member throws.</remarks>"));

        writer.Line("#pragma warning disable CS1591 // The members have no documentation while the declaration has errors.");
        foreach (string constant in (string[])["InputLength", "OutputLength", "ParameterCount"])
            Member($"public const int {constant} = 0;");
        if (columns.Length > 1)
            foreach (string? constant in Identifiers.Lengths(columns.Select(c => c.Name), definition.Type))
                if (constant is not null) Member($"public const int {constant} = 0;");
        foreach (string property in definition.Hyperparameters.Select(h => Identifiers.Member(h.Name)).Where(p => !omitted.Contains(p)))
            using (writer.Braces($"public {real} {property}")) writer.Line($"get => {error};").Line($"set => {error};");
        if (!omitted.Contains(TypeDescription.Constructor)) writer.Line($"public {name}(ulong seed = 0) => {error};").Line();
        Member($"public static global::NetGen.NetworkSummary Summary => {error};");
        Member($"public static global::NetGen.NetworkSignature Signature => {error};");
        Member($"public {set} Parameters => {error};");
        if (definition.Precision == Precision.Single) Member($"global::NetGen.ParameterSet<float> global::NetGen.INetwork<{name}, float>.Parameters => {error};");
        Member($"public {name} Clone() => {error};");
        Member($"public {real}[] Predict({input}) => {error};");
        Member($"public void Predict({input}, global::System.Span<{real}> output) => {error};");
        Member($"public void Predict(global::NetGen.Batch batch, global::System.Span<{real}> output) => {error};");
        Member($"public int Classify({input}) => {error};");
        Member($"public global::NetGen.Session<{real}> CreateSession() => {error};");
        Member($"public global::NetGen.Pass CreatePass(int capacity) => {error};");
        Member($"public global::System.ReadOnlySpan<{real}> Forward(global::NetGen.Pass pass, {input}, bool training = true) => {error};");
        Member($"public void Backward(global::NetGen.Pass pass, global::System.ReadOnlySpan<{real}> outputGradient, {gradient}) => {error};");
        if (definition.ResultNames.Count > 1) EmitStubResults();
        foreach (var entry in definition.Entries)
        {
            string parameters = string.Join(", ", entry.Function.Columns.Where(c => definition.Hyperparameters.All(h => h.Name != c.Name)).Select(c => $"global::System.ReadOnlySpan<{TypeOf(c)}> {Identifiers.Parameter(c.Name)}"));
            Member($"public {real}[] {entry.Method}({parameters}) => {error};");
            Member($"public void {entry.Method}({parameters}, global::System.Span<{real}> output) => {error};");
        }
        var losses = definition.LossMethod is { } method
            ? [[.. method.Inference.Columns.Where(c => c.Role == ColumnRole.Target).Select(c => (Type: TypeOf(c), Name: Identifiers.Target(c.Name)))]]
            : new[] { "int", real }.Select(t => new[] { (Type: t, Name: "target") }).ToArray();
        foreach (var ofLoss in losses)
        {
            string target = string.Concat(ofLoss.Select(t => $", global::System.ReadOnlySpan<{t.Type}> {t.Name}")), targetArrays = string.Concat(ofLoss.Select(t => $", {t.Type}[] {t.Name}"));
            Member($"public {real} ForwardBackward(global::NetGen.Pass pass, {input}{target}, {gradient}, global::System.ReadOnlySpan<{real}> weights = default) => {error};");
            Member($"public global::NetGen.TrainingResult Fit({arrays}{targetArrays}, global::NetGen.FitOptions? options = null, global::System.IProgress<global::NetGen.TrainingProgress>? progress = null, global::System.Threading.CancellationToken cancellationToken = default, {real}[]? weights = null) => {error};");
            Member($"public global::NetGen.Evaluation Evaluate({arrays}{targetArrays}, int batchSize = 256, {real}[]? weights = null) => {error};");
            if (ofLoss.Length > 0) Member($"public global::NetGen.GradientReport CheckGradients({input}{target}) => {error};");
        }
        Member($"public {real} ForwardBackward(global::NetGen.Pass pass, global::NetGen.Batch batch, {mode}) => {error};");
        Member($"public {real} Evaluate(global::NetGen.Pass pass, global::NetGen.Batch batch, global::System.Span<{real}> output) => {error};");
        Member($"public global::System.Collections.Generic.IReadOnlyDictionary<string, global::NetGen.Activation> Trace({input}) => {error};");
        Member($"public global::NetGen.GradientReport CheckGradients({input}) => {error};");
        Member($"public global::NetGen.GradientReport CheckGradients(global::NetGen.Batch batch) => {error};");
        foreach (string place in (string[])["string path", "global::System.IO.Stream stream"])
        {
            Member($"public void Save({place}) => {error};");
            Member($"public static {name} Load({place}, global::NetGen.LoadOptions? options = null) => {error};");
            Member($"public static {name} Load({place}, global::NetGen.LoadOptions? options, out global::NetGen.LoadReport report) => {error};");
        }
        if (columns.Length > 1 && !omitted.Contains("Stepping")) EmitStubSessions();
        if (!omitted.Contains("Names")) EmitStubNames(writer, definition);
        EmitBodies(writer, definition.Stubs);

        // The interface's members are there even where the class has others of their names.
        Explicit("Summary", "static global::NetGen.NetworkSummary", "");
        Explicit("Signature", "static global::NetGen.NetworkSignature", "");
        if (definition.Precision != Precision.Single) Explicit("Parameters", $"global::NetGen.ParameterSet<{real}>", "");
        Explicit("CreatePass", "global::NetGen.Pass", "(int capacity)");
        Explicit("Predict", "void", $"(global::NetGen.Batch batch, global::System.Span<{real}> output)");
        Explicit("ForwardBackward", real, "(global::NetGen.Pass pass, global::NetGen.Batch batch, global::NetGen.GradientMode mode)");
        Explicit("Evaluate", real, $"(global::NetGen.Pass pass, global::NetGen.Batch batch, global::System.Span<{real}> output)");
        Explicit("Clone", name, "()");

        void Member(string text)
        {
            int end = text.IndexOfAny(['=', '(']);
            if (text.StartsWith("public (", StringComparison.Ordinal)) end = text.IndexOf('(', end + 1);
            string head = text.Substring(0, end).TrimEnd();
            if (!omitted.Contains(head.Substring(head.LastIndexOf(' ') + 1))) writer.Line(text).Line();
        }

        // Several results.
        void EmitStubResults()
        {
            string[] results = [.. definition.ResultNames.Select(r => Identifiers.Result(r, columns.Select(c => Identifiers.Parameter(c.Name))))];
            string gradients = string.Join(", ", results.Select((_, i) => $"global::System.ReadOnlySpan<{real}> {Identifiers.Keyword(FunctionAssembly.OutputGradientName(definition, i))}"));
            Member($"public ({string.Join(", ", definition.ResultNames.Select(r => $"{real}[] {Identifiers.Keyword(r)}"))}) PredictAll({input}) => {error};");
            Member($"public void Predict({input}, {string.Join(", ", results.Select(r => $"global::System.Span<{real}> {r}"))}) => {error};");
            Member($"public global::System.ReadOnlySpan<{real}> Forward(global::NetGen.Pass pass, {input}, {string.Concat(results.Skip(1).Select(r => $"out global::System.ReadOnlySpan<{real}> {r}, "))}bool training = true) => {error};");
            Member($"public void Backward(global::NetGen.Pass pass, {gradients}, {gradient}) => {error};");
        }

        // Which input a session steps through is not known: it is given the others.
        void EmitStubSessions()
        {
            string[] contexts = [.. columns.Select((_, i) => columns.Where((_, j) => j != i).ToArray()).GroupBy(c => string.Join(" ", c.Select(TypeOf)))
                .Select(g => string.Join(", ", g.First().Select(c => $"global::System.ReadOnlySpan<{TypeOf(c)}> {Identifiers.Parameter(c.Name)}")))];
            foreach (string context in contexts) Member($"public Stepping CreateSession({context}) => {error};");
            Member($"public Stepping RestoreSession(global::System.ReadOnlySpan<byte> state) => {error};");
            using (writer.Braces($"public sealed class Stepping : global::NetGen.Session<{real}>"))
            {
                writer.Line("private Stepping() : base(null!) { }").Line();
                foreach (string context in contexts) writer.Line($"public void Reset({context}) => {error};").Line();
                writer.Line($"protected override void Run({string.Join(", ", ((string[])["arena", "before", "behind", "caches", "rows", "input"]).Select(n => $"ref {real} {n}"))}, int token, int position, ref {real} output) => {error};");
            }
            writer.Line();
        }

        void Explicit(string member, string type, string parameters)
        {
            if (omitted.Contains(member)) writer.Line($"{type} {network}.{member}{parameters} => {error};").Line();
        }
    }

    /// <summary>The names that are known in spite of the errors, so that uses of them make no errors of their own.</summary>
    private static void EmitStubNames(CodeWriter writer, NetworkDefinition definition)
    {
        var names = definition.Parameters.Select(p => p.Name).Concat(definition.States.Select(s => s.Name)).ToArray();
        var members = Identifiers.Members(names, NotNames);
        using (writer.Braces("public static class Names"))
            for (int i = 0; i < names.Length; i++) writer.Line($"public const string {members[i]} = {SurfaceModel.Quoted(names[i])};");
    }
}
