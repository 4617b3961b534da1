using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

internal static partial class SurfaceEmitter
{
    /// <summary>Values of a session begin at multiples of so many elements.</summary>
    private const int ValueAlignment = 16;

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
        var offsets = new int[plan.Values.Count + 1];
        for (int i = 0; i < plan.Values.Count; i++) offsets[i + 1] = offsets[i] + Aligned(plan.Values[i].Length);
        int[] caches = new int[plan.Caches.Count + 1], rows = new int[plan.Caches.Count + 1];
        for (int i = 0; i < plan.Caches.Count; i++)
            (caches[i + 1], rows[i + 1]) = (caches[i] + Aligned(plan.Caches[i].Rows * plan.Caches[i].RowLength), rows[i] + Aligned(plan.Caches[i].RowLength));
        var input = plan.Function.Columns[plan.Input];
        bool integers = input.Type.Element == ElementType.Integer;
        var options = new List<string>();
        if (model.Inputs[0].Range is { } r) options.Add($"Minimum = {SurfaceModel.Number(r.Minimum)}, Maximum = {SurfaceModel.Number(r.Maximum)}, What = {SurfaceModel.Quoted(r.What)}");
        if (plan.Caches.Count > 0)
            options.Add($"Caches = [{string.Join(", ", plan.Caches.Select((c, i) => $"new({SurfaceModel.Number(caches[i])}, {SurfaceModel.Number(rows[i])}, {SurfaceModel.Number(c.Rows)}, {SurfaceModel.Number(c.RowLength)})"))}]");
        string range = options.Count == 0 ? "" : " { " + string.Join(", ", options) + " }";
        var output = plan.Function.Nodes[plan.Function.OutputsOf(OutputRole.Result).First(o => o.Index == 0).Node].Type.Shape;
        string values = string.Join(", ", plan.Values.Select((v, i) => $"new({SurfaceModel.Number(offsets[i])}, {SurfaceModel.Number(v.Length)}, {CodeWriter.Literal(v.Initial, Precision.Double)})"));
        writer.Line($$"""
            /// <summary>
            /// A session of its own for each client: its state over the parameters of this network, which goes through a sequence step by step.
            /// One step takes {{GeneratedFile.Xml(input.Type.Shape.Rank == 0 ? "one element" : input.Type.Shape.ToString())}} of '{{GeneratedFile.Xml(input.Name)}}' and gives {{GeneratedFile.Xml(output.ToString())}}.
            /// </summary>
            public global::NetGen.Session<{{model.Real}}> CreateSession() => new Stepping(this);

            """);
        using (writer.Line(GeneratedFile.GeneratedCode).Braces($"private sealed class Stepping({model.Name} network) : global::NetGen.Session<{model.Real}>(Layout)"))
        {
            writer.Line($"""
                private static readonly global::NetGen.CompilerServices.SessionLayout Layout = new(
                    typeof({model.Name}), {SurfaceModel.Number(input.Type.Shape.Length)}, {(integers ? "true" : "false")}, {SurfaceModel.Number(output.Length)}, {(plan.Limit is { } limit ? SurfaceModel.Number(limit) : "int.MaxValue")}, Programs.SessionBytesPerSample + Programs.SessionBytesFixed, {SurfaceModel.Number(offsets[plan.Values.Count])},
                    [{values}]){range};

                """);
            writer.Line($"protected override void Run(ref {model.Real} arena, ref {model.Real} before, ref {model.Real} behind, ref {model.Real} caches, ref {model.Real} rows, ref {model.Real} input, int token, int position, ref {model.Real} output)");
            var arguments = plan.Function.Columns.Select((c, i) => "ref " + Place(c, i)).Concat(plan.Function.Outputs.Select(o => "ref " + (o.Index == 0 ? "output" : o.Index <= plan.Values.Count ? At("behind", offsets[o.Index - 1]) : At("rows", rows[o.Index - 1 - plan.Values.Count]))));
            using (writer.Braces(""))
            {
                if (plan.Keys >= 0) writer.Line("int keys = position + 1;");
                writer.Line($"Programs.{ProgramNames.Pascal(SessionFunction.Name)}(network.Parameters, ref arena, 1, 1, {string.Join(", ", arguments)});");
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
            return "network." + Identifiers.Field(column.Name);
        }

        static int Aligned(int length) => (length + ValueAlignment - 1) / ValueAlignment * ValueAlignment;

        static string At(string place, int offset) => offset == 0 ? place : $"global::System.Runtime.CompilerServices.Unsafe.Add(ref {place}, {SurfaceModel.Number(offset)})";
    }
}
