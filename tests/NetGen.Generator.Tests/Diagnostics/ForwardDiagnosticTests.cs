using Microsoft.CodeAnalysis;

namespace NetGen.Tests.Diagnostics;

/// <summary>What is reported of Forward methods, and where.</summary>
public class ForwardDiagnosticTests
{
    private static void Body(string statements, params string[] messages) => Class(
        "    private static Tensor Forward([Shape(4)] Tensor x)\n    {\n" + statements + "\n    }", messages);

    private static void Class(string members, params string[] messages) => DiagnosticCheck.Reports(
        "using static NetGen.Layers;\n[Network]\npublic sealed partial class Net\n{\n" + members + "\n}", messages);

    [Theory]
    [InlineData("{|NG0060:try { return Dense(x, 3); } finally { }|}", "try can't be run at compile time: check the condition with if")]
    [InlineData("return Dense(x, {|NG0060:DateTime.Now|}.Year);", "'DateTime.Now' can't be run at compile time: use constants and static methods of this project")]
    [InlineData("return Dense(x, {|NG0060:int.Parse(\"3\")|});", "'Int32.Parse' can't be run at compile time: use Math, arrays, lists, Enumerable, and static methods of this project")]
    [InlineData("var o = {|NG0060:new { Units = 3 }|}; return Dense(x, o.Units);", "An anonymous object can't be run at compile time: use a tuple: (width: 3, height: 4)")]
    [InlineData("var a = {|NG0060:new int[2, 2]|}; return Dense(x, a[0, 0]);", "An array of several dimensions can't be run at compile time: use an array of arrays, or one array with computed indices")]
    [InlineData("goto end; end: return x;", "A jump to a label can't be run at compile time: use loops with break, continue or return", "goto end;")]
    [InlineData("int n = 3; {|NG0060:lock (\"a\") n++;|} return Dense(x, n);", "lock can't be run at compile time: the body is run once, by one thread")]
    [InlineData("dynamic n = 3; return {|NG0060:Dense(x, n.Units)|};", "dynamic can't be run at compile time: use the type itself")]
    [InlineData("int[] a = [1, 2]; ref int {|NG0060:r = ref a[0]|}; r = 3; return Dense(x, a[0]);", "A ref variable can't be run at compile time: use an array or a list with an index")]
    [InlineData("var n = {|NG0060:new System.Text.StringBuilder()|}; return Dense(x, n.Length);", "An object of 'StringBuilder' can't be run at compile time: use tuples, arrays, lists and dictionaries")]
    [InlineData("Span<int> a = {|NG0060:stackalloc int[2]|}; return Dense(x, a.Length);", "stackalloc can't be run at compile time: use an array: new[] { 1, 2 }")]
    [InlineData("return Dense(x, (int)({|NG0060:(decimal)x.Rank|}));", "decimal can't be run at compile time: use double")]
    public void NotInTheLanguage(string statements, string message, string? at = null) =>
        Body(at is null ? statements : statements.Replace(at, "{|NG0060:" + at + "|}", StringComparison.Ordinal), message);

    [Theory]
    [InlineData("private static void Half(Tensor x, out Tensor y) => y = x / 2;\nprivate static Tensor Forward([Shape(4)] Tensor x) { Half(x, {|NG0060:out var y|}); return y; }", "out can't be run at compile time: return a tuple: (Tensor, Tensor) Split(Tensor x)")]
    [InlineData("private Tensor Half(Tensor x) => x / 2;\nprivate static Tensor Forward([Shape(4)] Tensor x) => {|NG0060:new Net().Half(x)|};", "'Half', a method of an object, can't be run at compile time: make it static: there is no instance at compile time")]
    [InlineData("private static IEnumerable<int> Units() { {|NG0060:yield return 3;|} }\nprivate static Tensor Forward([Shape(4)] Tensor x) { foreach (int n in Units()) x = Dense(x, n); return x; }", "yield can't be run at compile time: return a list or an array")]
    [InlineData("private static Tensor Forward([Shape(4)] Tensor x) { foreach (var row in {|NG0061:Rows(x)|}) x = x + 1; return x; }\nprivate static System.Collections.IEnumerable Rows(object x) => (System.Collections.IEnumerable)x;", "A loop over a tensor has no elements that are known: loop over indices and take parts: x[i]")]
    [InlineData("private static int Units { get; set; } = 3;\nprivate static Tensor Forward([Shape(4)] Tensor x) => Dense(x, {|NG0060:Units|});", "The property 'Units', which can change at run time, can't be run at compile time: declare it without a setter, or use const or static readonly")]
    [InlineData("private sealed class Options { public int Units = 3; }\nprivate static Tensor Forward([Shape(4)] Tensor x) => Dense(x, {|NG0060:new Options()|}.Units);", "An object of 'Options' can't be run at compile time: use tuples, arrays, lists and dictionaries")]
    public void MembersOutsideTheLanguage(string members, string message) => Class(members, message);

    [Fact]
    public void AFieldThatCanChange() => Class(
        "    private static int _units = 3;\n    private static Tensor Forward([Shape(4)] Tensor x) => Dense(x, {|NG0060:_units|});",
        "the field '_units', which can change at run time, can't be run at compile time: declare it const or static readonly, or use Parameter or State");

    [Fact]
    public void AConditionOnAnElement() => Class(
        "[Elementwise] private static float F(float x) { if ({|NG0061:x > 0|}) return x; return 0; }\nprivate static Tensor Forward([Shape(4)] Tensor x) => Map(F, x);",
        "A condition depends on the argument of an element-wise function: use condition ? a : b, of which both sides are computed");

    [Fact]
    public void AConditionOnATensorIsLeftToTheCompiler() => DiagnosticCheck.LeavesToCompiler(
        "using static NetGen.Layers;\n[Network] public sealed partial class Net { private static Tensor Forward([Shape(4)] Tensor x) { if (x > 0) return x; return -x; } }", "CS0029");

    [Fact]
    public void AnEndlessLoop() => Body(
        "int i = 0;\n{|NG0062:while|} (true) i = 1 - i;\n",
        "This was stopped: more than 1,000,000 operations were run up to here: is this loop endless?");

    [Fact]
    public void AnEndlessRecursion() => Class(
        "    private static Tensor Forward([Shape(4)] Tensor x) => Again(x);\n    private static Tensor Again(Tensor x) => {|NG0062:Again(x)|};",
        "This was stopped: calls are nested too deeply here: is this recursion endless?");

    [Theory]
    [InlineData("return {|NG0063:x + Dense(x, 3)|};", "'+' can't take 4 and 3: axes are compared from the last, and each pair must be equal or one of them 1")]
    [InlineData("return {|NG0063:Maximum|}(x, Dense(x, 3));", "Maximum can't take 4 and 3: axes are compared from the last, and each pair must be equal or one of them 1")]
    [InlineData("return Sum(x, {|NG0063:1|});", "Sum can't take this: the shape 4 has no axis 1: axes are 0 to 0, or -1 for the last to -1")]
    [InlineData("return Concat([x, Reshape(x, 2, 2)], axis: {|NG0063:1|});", "Concat can't take this: the shape 4 has no axis 1: axes are 0 to 0, or -1 for the last to -1")]
    [InlineData("return Scan(Reshape(x, 2, 2), Fill(0, 3), {|NG0063:(h, s) => Dense(h, 5) + Sum(s)|}).Final;", "Scan can't take a carry that begins as 3 and goes on as 5: all steps have one body, so the carry keeps its shape")]
    [InlineData("return Scan(Reshape(x, 2, 2), (Fill(0, 3), Fill(0, 2)), {|NG0063:(h, s) => (h.Item1, Dense(s, 3))|}).Final.Item1;", "Scan can't take a carry 2 that begins as 2 and goes on as 3: all steps have one body, so the carry keeps its shape")]
    [InlineData("return Scan({|NG0063:(x, Reshape(x, 2, 2))|}, Fill(0, 3), (h, s) => h).Final;", "Scan can't take 4 and 2 x 2: all sequences have the same steps as their first axis")]
    [InlineData("return Scan({|NG0063:Sum(x)|}, Fill(0, 3), (h, s) => h + s).Final;", "Scan can't take scalar: a sequence has the steps as its first axis")]
    [InlineData("return Scan(x, {|NG0063:0.0|}, (h, s) => 2 * h).Outputs * x;", "Scan can't take a number: give a tensor, or a tuple of tensors: Fill(0, 8)")]
    [InlineData("return Scan(Reshape(x, 2, 2), Fill(0, 3), {|NG0063:(h, s) => Dense(BatchNorm(s), 3) + h|}).Final;", "Scan can't take a state that is set in a step: a state is set once in a pass: return it as a part of the carry, and set it behind the Scan")]
    public void ShapesThatDoNotFit(string statements, string message) => Body(statements, message);

    [Theory]
    [InlineData("return Dense(x, {|NG0064:new[] { 1, 2 }[2]|});", "This fails when it is run at compile time: the index 2 is outside the 2 elements")]
    [InlineData("int n = x.Rank - 1; return Dense(x, {|NG0064:3 / n|});", "This fails when it is run at compile time: it divides by zero")]
    [InlineData("{|NG0064:throw new ArgumentException(\"Too deep.\");|}", "This fails when it is run at compile time: Too deep.")]
    [InlineData("return Dense(x, {|NG0064:x.Rank switch { 2 => 3 }|});", "This fails when it is run at compile time: no arm of the switch matches 1")]
    public void Failures(string statements, string message)
    {
        if (statements.Contains("switch", StringComparison.Ordinal)) statements = "#pragma warning disable CS8509\n" + statements + "\n#pragma warning restore CS8509";
        Body(statements, message);
    }

    [Theory]
    [InlineData("private static Tensor Forward({|NG0065:Tensor x|}) => x;", "'x' needs the shape of one sample: [Shape(28, 28, 1)] Tensor x")]
    [InlineData("private Tensor {|NG0065:Forward|}([Shape(4)] Tensor x) => x;", "'Forward' is run at compile time, when there is no instance: make it static")]
    [InlineData("private static {|NG0065:int|} Forward([Shape(4)] Tensor x) => 3;", "'Forward' must return a Tensor, or a tuple of tensors with names")]
    [InlineData("private static Tensor Forward([Shape(4)] Tensor x, {|NG0065:int units|}) => x;", "'units' is a Int32: parameters of Forward are Tensor or IntTensor; write constants into the method, or use [Hyperparameter(...)] Tensor")]
    [InlineData("private static Tensor Forward([Shape(4)] Tensor x) => Dense(x, 2);\n[Loss] private static Tensor {|NG0065:Loss|}(Tensor output, Tensor target) => output - target;", "'Loss' must return one number for each sample, but the shape is 2: take its Sum or Mean ('target' has the result's shape, 2, unless it has a [Shape])")]
    [InlineData("private static Tensor Forward([Shape(4)] Tensor {|NG0065:weights|}) => Dense(weights, 2);", "'weights' is the name of the weights of the samples in a dataset: give the input another")]
    public void Signatures(string members, string message) => Class(members, message);

    [Fact]
    public void AnInputNamedLikeTheTarget() => DiagnosticCheck.Reports(
        "using static NetGen.Layers;\n[Network, SquaredErrorLoss]\npublic sealed partial class Net\n{\n    private static Tensor Forward([Shape(4)] Tensor {|NG0065:target|}) => Dense(target, 2);\n}",
        "'target' is the name of the target of [SquaredErrorLoss] in a dataset: give the input another");

    [Fact]
    public void LayersAndForward() => DiagnosticCheck.Reports(
        "using static NetGen.Layers;\n[Network, {|NG0066:Dense(3)|}]\npublic sealed partial class Net\n{\n    private static Tensor Forward([Shape(4)] Tensor x) => Dense(x, 2);\n}",
        "'Net' has the method Forward and the attribute 'Dense': a network is declared by one of them, so call the layer in Forward or remove the method");

    [Fact]
    public void AStackWithABody() => Class(
        "[Dense(3)] private static Tensor {|NG0067:Stem|}(Tensor x) => x;\nprivate static Tensor Forward([Shape(4)] Tensor x) => Stem(x);",
        "'Stem' doesn't fit [Dense]: a layer stack is a static partial method without a body, from a tensor to a tensor: static partial Tensor Stem(Tensor x);");

    [Fact]
    public void AnElementwiseGradientThatIsNotThere() => Class(
        "[Elementwise(Gradient = \"Nothing\")] private static float F(float x) => x;\nprivate static Tensor Forward([Shape(4)] Tensor x) => {|NG0067:Map(F, x)|};",
        "'F' doesn't fit [Elementwise]: its Gradient is 'Nothing', which must be a static method of one number of the same class");

    /// <summary>The checks of layers are those of the attributes, at the argument of the call.</summary>
    [Theory]
    [InlineData("return Dense(x, {|NG0030:0|});", "units of Dense must be at least 1, but it is 0")]
    [InlineData("return Dropout(x, rate: {|NG0030:1.5|});", "rate of Dropout must be at least 0 and below 1, but it is 1.5")]
    [InlineData("return Reshape(x, {|NG0032:3|});", "Reshape can't make 3 (3 values) of 4 (4 values): the lengths must be equal")]
    [InlineData("return {|NG0033:Softmax|}(Softmax(x));", "Softmax follows Softmax 'softmax1', which is a softmax already: a second one only flattens the distribution, so remove one of them")]
    [InlineData("return {|NG0031:LayerNorm|}(Dense(x, 1));", "LayerNorm takes at least 2 values along the last axis, but the shape that reaches it is 1: a single value less its mean is always 0")]
    [InlineData("return Dense(x, 3, weightInitializer: {|NG0036:Initializer.Normal|});", "WeightInitializer = Normal needs WeightInitializerArgument, the standard deviation")]
    [InlineData("x = Dense(x, 3, name: \"head\"); return Dense(x, 3, name: {|NG0024:\"head\"|});", "Dense(3) 'head' and Dense(3) are both named 'head': give one of them another Name")]
    public void LayersAsFunctions(string statements, string message) => Body(statements, message);

    [Fact]
    public void WhatTheCompilerCannotBindIsLeftToIt() => DiagnosticCheck.LeavesToCompiler(
        "using static NetGen.Layers;\n[Network] public sealed partial class Net { private static Tensor Forward([Shape(4)] Tensor x) => Dense(x, nothing); }", "CS0103");

    /// <summary>Whatever of the surface the signatures say is there, though Forward could not be run: one mistake makes one diagnostic.</summary>
    [Fact]
    public void MembersAreThereInSpiteOfErrors() => DiagnosticCheck.Reports(
        """
        using static NetGen.Layers;
        [Network]
        public sealed partial class Net
        {
            private static (Tensor scores, Tensor weights) Forward([Shape(9)] IntTensor source, [Shape(5, 3)] Tensor x, [Hyperparameter(0.5)] Tensor rate) => (Dense(Lstm(x, 4), {|NG0030:0|}), x);
            [Entry] private static Tensor Decode([Shape(3)] Tensor z) => Dense(z, 2);
            [Loss] private static Tensor Loss(Tensor scores, [Shape(4)] IntTensor label, Tensor amount) => Sum(scores);
        }
        public static class Uses
        {
            public static void Run(int[] source, float[] x, int[] label, float[] y)
            {
                var net = new Net(seed: 1) { Rate = Net.SourceLength + Net.XLength };
                float[] scores = net.PredictAll(source, x).scores, decoded = net.Decode(x);
                net.Predict(source, x, scores, decoded);
                net.Fit(source, x, label, y, new FitOptions());
                net.ForwardBackward(net.CreatePass(4), source, x, label, y, xGradient: x);
                var session = net.CreateSession(source);
                session.Reset(source);
                session.Step(x, scores);
                net.RestoreSession(session.Save()).Reset();
            }
        }
        """,
        "units of Dense must be at least 1, but it is 0");

    /// <summary>Constants of the lengths of inputs give way to what is there already.</summary>
    [Theory]
    [InlineData("[Shape(4)] Tensor source, [Shape(3)] Tensor other", "public const int SourceLength = 17;")]
    [InlineData("[Shape(4)] Tensor source, [Shape(3)] Tensor other", "public static int SourceLength() => 1;")]
    [InlineData("[Shape(4)] Tensor input, [Shape(3)] Tensor other", "")]
    [InlineData("[Shape(4)] Tensor output, [Shape(3)] Tensor session", "")]
    [InlineData("[Shape(4)] Tensor a_b, [Shape(3)] Tensor aB", "")]
    public void LengthsGiveWay(string inputs, string member)
    {
        string[] names = [.. inputs.Split(", ").Select(i => i.Split(' ')[^1])];
        DiagnosticCheck.LeavesToCompiler($"[Network] public sealed partial class Net {{ {member} private static Tensor Forward({inputs}) => Layers.Dense(Layers.Concat([{names[0]}, {names[1]}]), 2); }}");
    }

    [Theory]
    [InlineData("public float Rate;", "[Hyperparameter(1)] Tensor {|NG0065:rate|}", "", "'rate' becomes the property 'Rate', and the class has a member of that name: rename one of them")]
    [InlineData("private int _rate = 1; public int R => _rate;", "[Hyperparameter(1)] Tensor {|NG0065:rate|}", "", "'rate' becomes the field '_rate', and the class has a member of that name: rename one of them")]
    [InlineData("", "[Hyperparameter(1)] Tensor {|NG0065:summary|}", "", "'summary' becomes the property 'Summary', and every network has a member of that name: give the hyperparameter another")]
    [InlineData("", "[Hyperparameter(1)] Tensor rate", "[Entry] private static Tensor {|NG0065:Predict|}([Shape(2)] Tensor z) => z;", "'Predict' becomes a method of the network, and every network has a member of that name: give the entry another")]
    public void MembersOfHyperparametersAndEntriesNeedRoom(string member, string hyperparameter, string entry, string message) => DiagnosticCheck.Reports(
        $"[Network] public sealed partial class Net {{ {member} private static Tensor Forward([Shape(4)] Tensor x, {hyperparameter}) => x; {entry} }}", message);

    [Theory]
    [InlineData("[Shape(4)] Tensor x, {|NG0065:[Context, Hyperparameter(1)] Tensor rate|}", "", "rate")]
    [InlineData("[Shape(4)] Tensor x", "[Entry] private static Tensor Decode({|NG0065:[Context, Shape(2)] Tensor z|}) => z;", "z")]
    public void ContextsAreInputsOfForward(string inputs, string entry, string name) => DiagnosticCheck.Reports(
        $"[Network] public sealed partial class Net {{ private static Tensor Forward({inputs}) => x; {entry} }}",
        $"'{name}' has [Context], which marks inputs of Forward that a session is given before its first step");
}
