using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

internal static partial class SurfaceEmitter
{
    /// <summary>Values of a session begin at multiples of so many elements, and those of its context at multiples of so many bytes.</summary>
    private const int ValueAlignment = 16, ContextAlignment = 64;

    /// <summary><c>CreateSession</c>; where a network over sequences can't be stepped, calling it is an error that says why.</summary>
    private static void EmitSession(CodeWriter writer, SurfaceModel model)
    {
        if (model.NoSession is { } refusal)
        {
            string message = SurfaceModel.Quoted($"{model.DisplayName} has no sessions: {refusal}.");
            writer.Line($"""
                /// <summary>There are no sessions: {GeneratedFile.Xml(refusal)}.</summary>
                [global::System.Obsolete({message}, error: true), global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]
                public global::NetGen.Session<{model.Real}> CreateSession() => throw new global::System.NotSupportedException({message});

                """);
        }
        if (model.Session is not { } plan) return;
        var input = plan.Function.Columns[plan.Input];
        var contexts = model.Inputs.Where(i => plan.Contexts.Inputs.Contains(i.Name)).ToArray();
        var documentation = new List<string>
        {
            "A session of its own for each client: its state over the parameters of this network, which goes through a sequence step by step.",
            $"One step takes {GeneratedFile.Xml(input.Type.Shape.Rank == 0 ? "one element" : input.Type.Shape.ToString())} of '{GeneratedFile.Xml(input.Name)}' and gives {GeneratedFile.Xml(OutputOf(plan).ToString())}.",
        };
        if (contexts.Length > 0) documentation.Add($"What depends on {string.Join(", ", contexts.Select(c => $"'{GeneratedFile.Xml(c.Name)}'"))} alone is computed here, once.");
        writer.Line("/// <summary>");
        foreach (string line in documentation) writer.Line("/// " + line);
        writer.Line("/// </summary>");
        if (contexts.Length == 0) writer.Line($"public global::NetGen.Session<{model.Real}> CreateSession() => new Stepping(this);").Line();
        else
        {
            string parameters = string.Join(", ", contexts.Select(i => $"global::System.ReadOnlySpan<{i.Type}> {i.Identifier}"));
            ContextDocumentation(writer, contexts);
            using (writer.Braces($"public Stepping CreateSession({parameters})"))
                writer.Line($"""
                    var session = new Stepping(this);
                    session.Reset({string.Join(", ", contexts.Select(i => i.Identifier))});
                    return session;
                    """);
            writer.Line();
            writer.Line("""
                /// <summary>A session that goes on from a state that another saved, with what that was given before its first step.</summary>
                /// <param name="state">What <c>Save</c> gave.</param>
                /// <exception cref="global::System.IO.InvalidDataException">The bytes are no state, or that of another network.</exception>
                """);
            using (writer.Braces("public Stepping RestoreSession(global::System.ReadOnlySpan<byte> state)"))
                writer.Line("""
                    var session = new Stepping(this);
                    session.Restore(state);
                    return session;
                    """);
            writer.Line();
        }
        if (plan.Contexts.Function is not null)
        {
            string program = "Programs." + ProgramNames.Pascal(SessionFunction.ContextName);
            writer.Line($"private readonly global::NetGen.CompilerServices.ArenaPool _arenasOfContext = new(0, {program}BytesPerSample + {program}BytesFixed);").Line();
        }
        EmitStepping(writer, model, plan, contexts);
    }

    private static Shape OutputOf(SessionPlan plan) => plan.Function.Nodes[plan.Function.OutputsOf(OutputRole.Result).First(o => o.Index == 0).Node].Type.Shape;

    private static void EmitStepping(CodeWriter writer, SurfaceModel model, SessionPlan plan, InputColumn[] contexts)
    {
        int[] offsets = Offsets(plan.Values.Select(v => v.Length), ValueAlignment), caches = Offsets(plan.Caches.Select(c => c.Rows * c.RowLength), ValueAlignment);
        int[] rows = Offsets(plan.Caches.Select(c => c.RowLength), ValueAlignment), kept = Offsets(plan.Contexts.Values.Select(v => BytesOf(v.Type)), ContextAlignment);
        var input = plan.Function.Columns[plan.Input];
        bool integers = input.Type.Element == ElementType.Integer;
        var options = new List<string>();
        if (model.Inputs.First(i => i.Name == input.Name).Range is { } r)
            options.Add($"Minimum = {Number(r.Minimum)}, Maximum = {Number(r.Maximum)}, What = {SurfaceModel.Quoted(r.What)}");
        if (plan.Caches.Count > 0)
            options.Add($"Caches = [{string.Join(", ", plan.Caches.Select((c, i) => $"new({Number(caches[i])}, {Number(rows[i])}, {Number(c.Rows)}, {Number(c.RowLength)})"))}]");
        if (plan.Contexts.Values.Count > 0) options.Add($"ContextBytes = {Number(kept[kept.Length - 1])}");
        string range = options.Count == 0 ? "" : " { " + string.Join(", ", options) + " }";
        string values = string.Join(", ", plan.Values.Select((v, i) =>
            $"new({Number(offsets[i])}, {Number(v.Length)}, {CodeWriter.Literal(v.Initial, Precision.Double)}{(v.Context < 0 ? "" : $", Context: {Number(kept[v.Context])}")})"));
        if (contexts.Length > 0) writer.Line($"/// <summary>A session of {GeneratedFile.Xml(model.DisplayName)}.</summary>");
        writer.Line(GeneratedFile.GeneratedCode);
        using (writer.Braces($"{(contexts.Length > 0 ? "public" : "private")} sealed class Stepping : global::NetGen.Session<{model.Real}>"))
        {
            writer.Line($"""
                private static readonly global::NetGen.CompilerServices.SessionLayout Layout = new(
                    typeof({model.Name}), {Number(input.Type.Shape.Length)}, {(integers ? "true" : "false")}, {Number(OutputOf(plan).Length)}, {(plan.Limit is { } limit ? Number(limit) : "int.MaxValue")}, Programs.SessionBytesPerSample + Programs.SessionBytesFixed, {Number(offsets[plan.Values.Count])},
                    [{values}]){range};

                private readonly {model.Name} _network;

                """);
            bool isFixed = contexts.Length == 0 && plan.Contexts.Values.Count > 0;
            using (writer.Braces($"internal Stepping({model.Name} network) : base(Layout)"))
            {
                writer.Line("_network = network;");
                if (isFixed) writer.Line("Begin();");
            }
            writer.Line();
            if (plan.Contexts.Values.Count > 0) EmitReset(writer, model, plan, contexts, kept);
            writer.Line("/// <inheritdoc/>");
            writer.Line($"protected override void Run(ref {model.Real} arena, ref {model.Real} before, ref {model.Real} behind, ref {model.Real} caches, ref {model.Real} rows, ref {model.Real} input, int token, int position, ref {model.Real} output)");
            var arguments = plan.Function.Columns.Select((c, i) => "ref " + Place(c, i)).Concat(plan.Function.Outputs.Select(o => "ref " + (o.Index == 0 ? "output" : o.Index <= plan.Values.Count ? At("behind", offsets[o.Index - 1]) : At("rows", rows[o.Index - 1 - plan.Values.Count]))));
            using (writer.Braces(""))
            {
                if (plan.Keys >= 0) writer.Line("int keys = position + 1;");
                writer.Line($"Programs.{ProgramNames.Pascal(SessionFunction.Name)}(_network.Parameters, ref arena, 1, 1, {string.Join(", ", arguments)});");
            }
        }
        writer.Line();

        string Place(Column column, int index)
        {
            if (index == plan.Input) return integers ? "token" : "input";
            if (index == plan.Position) return "position";
            if (index == plan.Keys) return "keys";
            for (int i = 0; i < plan.Values.Count; i++)
                if (plan.Values[i].Column == index) return At("before", offsets[i]);
            for (int i = 0; i < plan.Caches.Count; i++)
                if (plan.Caches[i].Column == index) return At("caches", caches[i]);
            foreach (var read in plan.Contexts.Reads)
                if (read.Column == index) return KeptAt(plan.Contexts.Values[read.Context].Type, kept[read.Context], read.RowLength);
            return "_network." + Identifiers.Field(column.Name);
        }

        string KeptAt(TensorType type, int offset, int rowLength)
        {
            string element = type.Element == ElementType.Integer ? "int" : model.Real;
            return $"Context<{element}>({Number(offset)}{(rowLength == 0 ? "" : $" + position * {Number(rowLength)} * sizeof({element})")})";
        }

        int BytesOf(TensorType type) => (int)type.Shape.Length * (type.Element == ElementType.Integer || model.Definition.Precision == Precision.Single ? 4 : 8);

        static int[] Offsets(IEnumerable<int> lengths, int alignment)
        {
            var offsets = new List<int> { 0 };
            foreach (int length in lengths) offsets.Add(offsets[offsets.Count - 1] + (length + alignment - 1) / alignment * alignment);
            return [.. offsets];
        }

        static string At(string place, int offset) => offset == 0 ? place : $"global::System.Runtime.CompilerServices.Unsafe.Add(ref {place}, {Number(offset)})";
    }

    /// <summary>Begins with a context: it is checked, what depends on it is computed, and the session is before its first step.</summary>
    private static void EmitReset(CodeWriter writer, SurfaceModel model, SessionPlan plan, InputColumn[] contexts, int[] kept)
    {
        if (contexts.Length == 0) writer.Line("private void Begin()");
        else
        {
            writer.Line("/// <summary>Begins again, with other inputs. Allocates nothing; what is refused changes nothing.</summary>");
            ContextDocumentation(writer, contexts);
            writer.Line($"public void Reset({string.Join(", ", contexts.Select(i => $"global::System.ReadOnlySpan<{i.Type}> {i.Identifier}"))})");
        }
        using (writer.Braces(""))
        {
            foreach (var i in contexts)
                writer.Line($"global::NetGen.CompilerServices.Arguments.{(i.IsBatched ? "Length" : "WholeLength")}(typeof({model.Name}), \"{i.Plain}\", {i.Identifier}.Length, {(i.IsBatched ? "1, " : "")}{Number(i.Shape.Length)});");
            foreach (var i in contexts)
                if (i.Range is { } range) CheckRange(writer, model, i.Identifier, Number(i.Shape.Length), range);
            if (plan.Contexts.Function is { } function)
            {
                var columns = function.Columns.Select(c => contexts.FirstOrDefault(i => i.Name == c.Name) is { } i ? Reference(i.Identifier) : "_network." + Identifiers.Field(c.Name));
                var results = plan.Contexts.Values.Select((v, k) => (v.Output, Offset: kept[k])).Where(v => v.Output >= 0).OrderBy(v => v.Output).Select(v => $"Context<{model.Real}>({Number(v.Offset)})");
                writer.Line($"""
                    var arena = _network._arenasOfContext.Rent();
                    Programs.{ProgramNames.Pascal(SessionFunction.ContextName)}(_network.Parameters, ref arena.First<{model.Real}>(), 1, 1, {string.Join(", ", columns.Concat(results).Select(a => "ref " + a))});
                    _network._arenasOfContext.Return(arena);
                    """);
            }
            for (int k = 0; k < plan.Contexts.Values.Count; k++)
                if (plan.Contexts.Values[k].Input is { } name && contexts.First(i => i.Name == name) is var copied)
                    writer.Line($"{copied.Identifier}.CopyTo(global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Context<{copied.Type}>({Number(kept[k])}), {copied.Identifier}.Length));");
            writer.Line("Reset();");
        }
        writer.Line();
    }

    private static void ContextDocumentation(CodeWriter writer, InputColumn[] contexts)
    {
        foreach (var input in contexts) writer.Line($"/// <param name=\"{input.Plain}\">{GeneratedFile.Xml(input.Shape.ToString())}, row-major.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">An input has another length, or integers that the network doesn't know.</exception>");
    }
}
