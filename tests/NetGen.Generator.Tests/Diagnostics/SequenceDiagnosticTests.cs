namespace NetGen.Tests.Diagnostics;

/// <summary>What can be wrong with tokens, positions and attention.</summary>
public class SequenceDiagnosticTests
{
    [Theory]
    [InlineData("Embedding({|NG0030:0|}, 8)", "vocabulary of Embedding must be at least 1, but it is 0")]
    [InlineData("Embedding(65, {|NG0030:-1|})", "dimensions of Embedding must be at least 1, but it is -1")]
    [InlineData("Embedding(65, 8, WeightInitializer = {|NG0034:(Initializer)99|})", "99 is not a value of Initializer")]
    public void TokensInAStack(string layer, string message) => DiagnosticCheck.Reports($"[Network, Input(5), {layer}, Flatten, Dense(2)] public partial class Net;", message);

    [Fact]
    public void EmbeddingOfRealNumbers() => DiagnosticCheck.Reports(
        "[Network, Input(5), Dense(3), {|NG0044:Embedding(10, 4)|}, Flatten, Dense(2)] public partial class Net;",
        "Embedding(10, 4) takes integers, but real numbers reach it: make it the first layer, so that the network's input are integers");

    [Fact]
    public void EmbeddingWithinANamedStack() => DiagnosticCheck.Reports(
        """
        [Blocks] public static partial class B { [Dense(3), Embedding(10, 4)] public static partial Tensor F(Tensor x); }
        [Network, Input(5), {|NG0044:Stack(typeof(B), nameof(B.F))|}, Flatten, Dense(2)] public partial class Net;
        """,
        "Embedding(10, 4) takes integers, but real numbers reach it: make it the first layer of F");

    [Theory]
    [InlineData("{|NG0044:Dense|}(tokens, 3)", "Dense(3) takes real numbers, but integers reach it: give tokens and labels to Embedding or OneHot first; where their size means something, write (Tensor) before them")]
    [InlineData("Embedding(tokens, {|NG0030:0|}, 3)", "vocabulary of Embedding must be at least 1, but it is 0")]
    [InlineData("Embedding(tokens, weight: {|NG0063:Fill(1, 3)|})", "Embedding can't take 3: weights are one matrix of vocabulary x dimensions")]
    [InlineData("Dense(Embedding(tokens, 7, 3), weight: {|NG0064:Tanh(Embedding(tokens, 7, 3)).Weight|})", "This fails when it is run at compile time: this is not the result of a layer with weights")]
    [InlineData("Dense(Embedding(tokens, 7, 3), weight: {|NG0063:Embedding(tokens, 7, 4).Weight|})", "Dense can't take this: weights 7 x 4 take rows of 4, the shape is 5 x 3")]
    public void TokensInForward(string expression, string message) => Forward(expression, message);

    [Fact]
    public void TokensAreQuiet() => DiagnosticCheck.IsQuiet(Source("Dense((Tensor)tokens, 3) + Sum(OneHot(tokens, 4))"));

    private static void Forward(string expression, params string[] messages) => DiagnosticCheck.Reports(Source(expression), messages);

    private static string Source(string expression) =>
        $$"""
        using static NetGen.Layers;
        [Network] public sealed partial class Net
        {
            private static Tensor Forward([Shape(5)] IntTensor tokens) => {{expression}};
        }
        """;
}
