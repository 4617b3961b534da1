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

    [Theory]
    [InlineData("MultiHeadAttention({|NG0030:0|})", "heads of MultiHeadAttention must be at least 1, but it is 0")]
    [InlineData("MultiHeadAttention({|NG0045:4|})", "The 4 heads of MultiHeadAttention don't divide its 6 features evenly")]
    [InlineData("MultiHeadAttention({|NG0045:2|}, Rotary = true)", "The 4 halves of the heads of MultiHeadAttention don't divide its 6 features evenly")]
    [InlineData("MultiHeadAttention(2, Dropout = {|NG0030:1|})", "Dropout of MultiHeadAttention must be at least 0 and below 1, but it is 1")]
    [InlineData("PositionEmbedding(Length = {|NG0030:4|})", "Length of PositionEmbedding must be at least 5, the number of steps, but it is 4")]
    [InlineData("SinusoidalPositions(Wavelength = {|NG0030:0|})", "Wavelength of SinusoidalPositions must be above 0 and finite, but it is 0")]
    [InlineData("RmsNorm(Epsilon = {|NG0030:0|})", "Epsilon of RmsNorm must be above 0 and finite, but it is 0")]
    [InlineData("{|NG0031:Flatten, MultiHeadAttention(2)|}", "MultiHeadAttention takes a sequence [time, features], but the shape that reaches it is 30: such as Input(28, 64), or tokens behind an Embedding")]
    [InlineData("{|NG0031:Flatten, LastStep|}", "LastStep takes a sequence [time, features], but the shape that reaches it is 30: such as Input(28, 64), or tokens behind an Embedding")]
    public void SequencesInAStack(string layer, string message) => DiagnosticCheck.Reports(
        $"[Network, Input(5, 6), {layer.Replace("{|NG0031:Flatten, ", "Flatten, {|NG0031:", StringComparison.Ordinal)}, Flatten, Dense(2)] public partial class Net;", message);

    [Theory]
    [InlineData("MultiHeadAttention(x, {|NG0045:4|})", "The 4 heads of MultiHeadAttention don't divide its 6 features evenly")]
    [InlineData("MultiHeadAttention(x, 2, memory: {|NG0063:Flatten(x)|})", "MultiHeadAttention can't take 30: a memory is a sequence [time, features]")]
    [InlineData("MultiHeadAttention(x, 2, lengths: {|NG0063:tokens|})", "MultiHeadAttention can't take 5: lengths are one integer for each sample")]
    [InlineData("ScaledDotProductAttention(x, {|NG0063:Dense(x, 8)|}, x, heads: 2)", "ScaledDotProductAttention can't take 5 x 6 and 5 x 8: queries and keys have equally many features")]
    [InlineData("ScaledDotProductAttention(x, x, {|NG0063:x[1..]|}, heads: 2)", "ScaledDotProductAttention can't take 5 x 6 and 4 x 6: there is one value for each key")]
    [InlineData("ScaledDotProductAttention(x, x, Dense(x, 3), heads: {|NG0045:2|})", "The 2 heads of ScaledDotProductAttention don't divide its 3 features evenly")]
    [InlineData("Rotary(x, heads: {|NG0045:2|})", "The 4 halves of the heads of Rotary don't divide its 6 features evenly")]
    [InlineData("PositionEmbedding(x, positions: {|NG0063:length|})", "PositionEmbedding can't take scalar: positions are one integer for each of 5 steps")]
    [InlineData("LastStep(x, lengths: {|NG0063:tokens|})", "LastStep can't take 5: lengths are one integer for each sample")]
    public void SequencesInForward(string expression, string message) => DiagnosticCheck.Reports(
        $$"""
        using static NetGen.Layers;
        [Network] public sealed partial class Net
        {
            private static Tensor Forward([Shape(5, 6)] Tensor x, [Shape(5)] IntTensor tokens, IntTensor length) => {{expression}};
        }
        """,
        message);

    [Fact]
    public void SparseWithPenalties() => DiagnosticCheck.Reports(
        "[Network, Input(5), L2(1e-4), Embedding(10, 4, Sparse = {|NG0046:true|}), Flatten, Dense(2), CrossEntropyLoss] public partial class Net;",
        "'embedding1.weight' can't be Sparse: its vectors have a penalty, which acts on all of them: set L1 = 0 and L2 = 0 here, or use an optimizer's weight decay");

    [Theory]
    [InlineData("var e = Embedding(tokens, 7, 3, sparse: {|NG0046:true|}, name: \"e\"); return Dense(e, weight: e.Weight);", "'e.weight' can't be Sparse: its vectors are read by 'dense' too, as a whole")]
    [InlineData(
        "var e = Embedding(tokens, 7, 3, sparse: {|NG0046:true|}); return e + Embedding(other, weight: e.Weight);",
        "'embedding1.weight' can't be Sparse: its vectors are looked up 2 times: look all tokens up at once, and take slices of the result")]
    public void SparseWithOtherUses(string body, string message) => DiagnosticCheck.Reports(
        $$"""
        using static NetGen.Layers;
        [Network, MeanSquaredErrorLoss] public sealed partial class Net { private static Tensor Forward([Shape(5)] IntTensor tokens, [Shape(5)] IntTensor other) { {{body}} } }
        """, message);

    [Fact]
    public void SparseIsQuiet() => DiagnosticCheck.IsQuiet("[Network, Input(5), L2(1e-4), Embedding(10, 4, Sparse = true, L2 = 0), Flatten, Dense(2), CrossEntropyLoss] public partial class Net;");

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

    [Theory]
    [InlineData("SimpleRnn({|NG0030:0|})", "units of SimpleRnn must be at least 1, but it is 0")]
    [InlineData("Gru(3, Bidirectional = true, Reverse = {|NG0030:true|})", "Reverse of Gru must be left out with Bidirectional, which takes both directions, but it is true")]
    public void RecurrentLayers(string layer, string message) => DiagnosticCheck.Reports($"[Network, Input(5, 2), {layer}, Dense(2)] public partial class Net;", message);

    [Theory]
    [InlineData("Gru(x, {|NG0063:Fill(0, 4)|}, 3).Output", "Gru(3) can't take 4: states are 3")]
    [InlineData("Lstm(x, {|NG0063:(0, Fill(0, 3))|}, 3, bidirectional: true).Output", "Lstm(3, bidirectional) can't take 3: states are 6, those of both directions one behind the other")]
    [InlineData("Gru(x, 3, lengths: {|NG0063:lengths|})", "Gru(3) can't take 2: there is one length for each sample: IntTensor lengths")]
    public void StatesAndLengths(string result, string message) => DiagnosticCheck.Reports(
        $$"""
        using static NetGen.Layers;
        [Network] public sealed partial class Net { private static Tensor Forward([Shape(5, 2)] Tensor x, [Shape(2)] IntTensor lengths) => {{result}}; }
        """, message);
}
