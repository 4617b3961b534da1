using NetGen.Compiler.Operations;
using NetGen.Execution.Tests.Programs;

namespace NetGen.Execution.Tests.Sequences;

/// <summary>Attention compiled, with its gradients, against the reference: sizes around those of vectors and tiles, lengths, and parts of products read where they lie.</summary>
public sealed class AttentionProgramTests
{
    private static readonly Dictionary<string, Func<GraphNetwork, int>> Networks = new()
    {
        ["one of all"] = n => Of(n, n.Input(1, 1), n.Input(1, 1), n.Input(1, 1), 1),
        ["packed, vectors"] = n => Packed(n, 17, 2, 16, causal: true),
        ["packed, odd"] = n => Packed(n, 31, 3, 3, causal: false),
        ["packed, causal, odd, several blocks"] = n => Packed(n, 97, 1, 17, causal: true),
        ["packed, lengths of both"] = n => Packed(n, 13, 2, 8, causal: true, lengths: true),
        ["memory"] = n => Of(n, n.Input(5, 6), n.Input(9, 6), n.Input(9, 10), 2),
        ["memory with lengths"] = n => Of(n, n.Input(7, 16), n.Input(3, 16), n.Input(3, 16), 1, lengths: n.Integers(4)),
        ["one query, as with a cache of keys"] = n => Of(n, n.Input(1, 32), n.Input(17, 32), n.Input(17, 32), 2, lengths: n.Integers(18)),
        ["dropout, causal, several blocks"] = n => Packed(n, 97, 2, 16, causal: true, dropout: 0.3),
        ["dropout, lengths, odd"] = n => Packed(n, 13, 3, 5, causal: false, lengths: true, dropout: 0.5),
        ["what the batch shares"] = n => Of(n, n.Parameter(3, 8), n.Input(4, 8), n.Input(4, 8), 2),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Attention_agrees_with_the_reference(string name)
    {
        int index = Array.IndexOf([.. Networks.Keys], name);
        GraphNetwork.Check(name, Networks[name], new[] { 256, 0 }[index % 2], wide: index % 3 == 1, counts: [1, 3]);
    }

    /// <summary>Queries, keys and values are read in the product that computes them, and their gradients are written as one: nothing is copied.</summary>
    [Fact]
    public void Parts_of_a_product_are_not_copied()
    {
        var (module, _) = GraphNetwork.Build(n => Packed(n, 16, 4, 32, causal: true), Compiler.Graph.Precision.Single);
        var program = Compiler.Lowering.ProgramLowering.Lower(module).Functions.Single(f => f.Name == "train");
        Assert.Equal(2, program.Calls.OfType<Compiler.Lowering.MovementCall>().Count());
        Assert.Empty(program.Calls.OfType<Compiler.Lowering.LoopCall>());
    }

    private static int Packed(GraphNetwork n, int steps, int heads, int size, bool causal, bool lengths = false, double dropout = 0)
    {
        int features = heads * size, x = n.Input(steps, 5);
        int[] parts = n.Builder.Split(n.Builder.Dense(x, n.Parameter(3 * features, 5)), 3);
        var attention = new AttentionOperation(heads, 0.4, causal, lengths, dropout);
        return n.Builder.Dense(n.Builder.Add(attention, [.. parts, .. lengths ? [n.Integers(steps + 1)] : Array.Empty<int>(), .. dropout > 0 ? [n.Builder.RandomUniform(5, new Compiler.Graph.Shape(2))] : Array.Empty<int>()]), n.Parameter(4, features));
    }

    private static int Of(GraphNetwork n, int query, int key, int value, int heads, int? lengths = null)
    {
        query = n.Builder.Broadcast(query, n.Builder.TypeOf(query) with { Batched = true });
        return n.Builder.Add(new AttentionOperation(heads, 0.7, false, false), lengths is { } l ? [query, key, value, l] : [query, key, value]);
    }
}
