using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;
using NetGen.Reference;

namespace NetGen.Generator.Tests.Autodiff;

/// <summary>Attention: gradients of first and second order by finite differences, and the operation beside its composition of products.</summary>
public class AttentionGradientTests
{
    public static TheoryData<int, int, int, int, bool, string> Cases => new()
    {
        { 1, 1, 1, 1, false, "" },
        { 3, 3, 2, 2, true, "" },
        { 3, 5, 2, 1, false, "" },
        { 5, 3, 3, 2, true, "keys" },
        { 4, 4, 1, 3, false, "both" },
        { 4, 4, 2, 2, true, "both" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsByFiniteDifferences(int queries, int keys, int heads, int size, bool causal, string lengths)
    {
        var check = new GradientCheck { Batch = 2 };
        var (node, operands) = Attention(check, queries, keys, heads, size, causal, lengths);
        check.CheckTwice(node, operands);
    }

    /// <summary>One value as queries, keys and values.</summary>
    [Fact]
    public void AttentionOfAValueToItself()
    {
        var check = new GradientCheck { Batch = 2 };
        int x = check.Input(3, 4);
        check.CheckTwice(check.Builder.Add(new AttentionOperation(2, 0.7, true, false), x, x, x), x);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheOperationIsItsComposition(int queries, int keys, int heads, int size, bool causal, string lengths)
    {
        var check = new GradientCheck { Batch = 3 };
        var (node, operands) = Attention(check, queries, keys, heads, size, causal, lengths);
        var b = check.Builder;
        var attention = (AttentionOperation)b.Nodes[node].Operation;
        int composed = attention.Compose(b, operands[0], operands[1], operands[2], lengths.Length > 0 ? b.Nodes[node].Operands[3] : null);
        b.AddOutput("attention", OutputRole.Result, node);
        b.AddOutput("composed", OutputRole.Result, composed, 1);
        var context = new ReferenceContext { Columns = [.. check.Columns] };
        var results = new Interpreter(context).Run(b.Build(), 3);
        for (int i = 0; i < results[0].Values.Length; i++) Assert.Equal(results[0].Values[i], results[1].Values[i], 1e-12);
    }

    /// <summary>The gradients of the parts of one value, which a product gives together, are that value's again without a copy.</summary>
    [Fact]
    public void PackedGradientsStayPacked()
    {
        var b = new FunctionBuilder("f");
        int packed = b.AddColumn("x", ColumnRole.Input, new TensorType(new Shape(5, 12)));
        int[] parts = b.Split(packed, 3);
        int y = b.Add(new AttentionOperation(2, 1, false, false), parts);
        int gradient = b.AddColumn("dy", ColumnRole.OutputGradient, b.TypeOf(y));
        int dx = Assert.Single(Compiler.Autodiff.Gradients.Of(b, [(y, gradient)], [packed]));
        Assert.IsType<AttentionGradientOperation>(b.Nodes[dx].Operation);
    }

    private static (int Node, int[] Operands) Attention(GradientCheck check, int queries, int keys, int heads, int size, bool causal, string lengths)
    {
        int[] operands = [check.Input(queries, heads * size), check.Input(keys, heads * size), check.Input(keys, heads * (size + (lengths.Length > 0 ? 1 : 0)))];
        int[] length = lengths.Length == 0 ? [] : [check.Column(new TensorType(Shape.Scalar, ElementType.Integer), r => r.Next(keys + 1))];
        return (check.Builder.Add(new AttentionOperation(heads, 0.7, causal, lengths == "both"), [.. operands, .. length]), operands);
    }
}
