using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>The statements that run attention: calls of the runtime with sizes and distances, so that heads and parts of a product are read where they lie.</summary>
internal static class AttentionStatements
{
    public static string Forward(AttentionOperation attention, MovementCall call, string[] operands, string result, string count)
    {
        string rows = Rows(call, operands, 3);
        return $"Attention.Forward({rows}, {Lengths(attention, call, operands, 3)}, {result}, {Layout(call.ResultStrides)}, {Shape(attention, call.OperandStrides)}, {count}{Noise(attention, call, operands)});";
    }

    public static string Gradient(AttentionGradientOperation gradient, MovementCall call, string[] operands, string result, string count)
    {
        string rows = Rows(call, operands, 4);
        var sizes = call.OperandStrides.Select(s => s.Sizes).ToArray();
        bool beside = call.ResultStrides.Sizes.Count == 2;
        var parts = new List<string>();
        for (int i = 0, at = 0; i < 3; i++)
        {
            parts.Add($"{(at == 0 ? result : $"ref Unsafe.Add({result}, {CodeWriter.Number(at)})")}, {Layout(call.ResultStrides.Sample, beside ? call.ResultStrides.Distances[0] : sizes[i][1])}");
            at += beside ? sizes[i][1] : sizes[i][0] * sizes[i][1];
        }
        return $"Attention.Gradient({rows}, {Lengths(gradient.Forward, call, operands, 4)},\n    {string.Join(", ", parts)}, {Shape(gradient.Forward, call.OperandStrides)}, {count}{Noise(gradient.Forward, call, operands)});";
    }

    private static string Rows(MovementCall call, string[] operands, int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => $"{operands[i]}, {Layout(call.OperandStrides[i])}"));

    private static string Noise(AttentionOperation attention, MovementCall call, string[] operands) =>
        attention.Noise == 0 ? "" : $", {operands[operands.Length - 1]}, {CodeWriter.Number(call.OperandStrides[operands.Length - 1].Sample)}";

    private static string Lengths(AttentionOperation attention, MovementCall call, string[] operands, int index) =>
        operands.Length - attention.Noise > index ? $"{operands[index]}, {CodeWriter.Number(call.OperandStrides[index].Sample)}" : "ref Unsafe.NullRef<int>(), 0";

    private static string Shape(AttentionOperation attention, EquatableArray<Strides> strides)
    {
        EquatableArray<int> q = strides[0].Sizes, k = strides[1].Sizes, v = strides[2].Sizes;
        string?[] all =
        [
            attention.Causal ? "Causal = true" : null, attention.MasksQueries ? "MasksQueries = true" : null,
            attention.Noise > 0 ? $"Dropout = {CodeWriter.Literal(attention.Dropout, Precision.Double)}" : null,
        ];
        var flags = all.Where(f => f is not null).ToArray();
        int[] numbers = [attention.Heads, q[0], k[0], q[1] / attention.Heads, v[1] / attention.Heads];
        return $"new AttentionShape({string.Join(", ", numbers.Select(n => CodeWriter.Number(n)))}, {CodeWriter.Literal(attention.Scale, Precision.Double)})"
            + (flags.Length == 0 ? "" : $" {{ {string.Join(", ", flags)} }}");
    }

    private static string Layout(Strides strides) => Layout(strides.Sample, strides.Distances[0]);

    private static string Layout(int sample, int row) => $"new RowLayout({CodeWriter.Number(sample)}, {CodeWriter.Number(row)})";
}
