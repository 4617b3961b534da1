using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Graph;

public class VerifierTests
{
    private static readonly Module Valid = ModuleParser.Parse("""
        module Net Single
        parameter w real[2 x 3] : Zeros 0 0 3 2 weight
        state s real[2] : 0
        function train
        column x Input real[batch x 3]
        column label Input int[batch]
        column dy OutputGradient real[batch x 2]
        %0 = input {0} : real[batch x 3]
        %1 = parameter {0} : real[2 x 3]
        %2 = dense %0 %1 : real[batch x 2]
        %3 = state {0} : real[2]
        %4 = map {x0 + x1} %2 %3 : real[batch x 2]
        split
        %5 = input {2} : real[batch x 2]
        %6 = denseWeightGradient %0 %5 : real[2 x 3]
        %7 = denseInputGradient %5 %1 : real[batch x 3]
        %8 = constant {0} : real[]
        output result Result 0 %4
        output w ParameterGradient 0 %6
        output x InputGradient 0 %7
        output s State 0 %3
        output loss Loss 0 %8
        """.ReplaceLineEndings("\n"));

    [Fact]
    public void AValidModulePasses() => FunctionVerifier.Verify(Valid);

    [Theory]
    [InlineData("%2 = dense %0 %1 : real[batch x 2]", "%2 = dense %0 %1 : real[batch x 5]", "says")]
    [InlineData("%2 = dense %0 %1 : ", "%2 = dense %0 %4 : ", "not an earlier node")]
    [InlineData("%2 = dense %0 %1 : ", "%2 = dense %1 %0 : ", "dense: takes one matrix")]
    [InlineData("%0 = input {0} : real[batch x 3]", "%0 = input {7} : real[batch x 3]", "column 7")]
    [InlineData("%0 = input {0} : real[batch x 3]", "%0 = input {0} : real[3]", "reads x as")]
    [InlineData("%1 = parameter {0} ", "%1 = parameter {1} ", "parameter 1 of 1")]
    [InlineData("%3 = state {0} : real[2]", "%3 = state {0} : real[1]", "reads s as")]
    [InlineData("%3 = state {0} : real[2]", "%3 = state {9} : real[2]", "state 9 of 1")]
    [InlineData("%4 = map {x0 + x1} %2 %3 : real[batch x 2]\nsplit", "%4 = map {x0 + x1} %2 %3 : real[batch x 2]\n", "")]
    [InlineData("split\n%5 = input {2} : real[batch x 2]", "%5 = input {2} : real[batch x 2]\nsplit", "first phase reads dy")]
    [InlineData("output result Result 0 %4", "output result Result 0 %5", "second phase")]
    [InlineData("output result Result 0 %4", "output result Result 0 %44", "not a node")]
    [InlineData("output w ParameterGradient 0 %6", "output w ParameterGradient 0 %7", "must be real[2 x 3]")]
    [InlineData("output w ParameterGradient 0 %6", "output w ParameterGradient 3 %6", "index 3 of 1")]
    [InlineData("output x InputGradient 0 %7", "output x InputGradient 2 %5", "not a real input")]
    [InlineData("output x InputGradient 0 %7", "output x InputGradient 0 %5", "must be real[batch x 3]")]
    [InlineData("output s State 0 %3", "output s State 0 %4", "must be real[2]")]
    [InlineData("output loss Loss 0 %8", "output loss Loss 0 %6", "must be real[]")]
    [InlineData("output loss Loss 0 %8", "output loss Result 0 %4", "given 2 times")]
    [InlineData("column label ", "column x ", "two of column x")]
    public void BrokenRulesAreNamed(string old, string broken, string message)
    {
        string text = ModulePrinter.Print(Valid);
        Assert.Contains(old, text);
        var module = ModuleParser.Parse(text.Replace(old, broken));
        if (message.Length == 0) FunctionVerifier.Verify(module);
        else Assert.Contains(message, Assert.Throws<GraphException>(() => FunctionVerifier.Verify(module)).Message);
    }

    [Fact]
    public void ScansAreVerifiedInside()
    {
        var b = new FunctionBuilder("cell");
        int s = b.AddColumn("s", ColumnRole.Carry, new TensorType(new Shape(2)));
        b.AddOutput("s", OutputRole.Carry, b.Map(v => v[0] * 2, s));
        var cell = b.Build();
        var f = new FunctionBuilder("f");
        int x = f.AddColumn("x", ColumnRole.Input, new TensorType(new Shape(2)));
        f.AddOutput("y", OutputRole.Result, f.Scan(cell, 3, [x], [], [])[0]);
        string text = f.Build().ToString();
        FunctionVerifier.Verify(FunctionParser.Parse(text));
        foreach (var (old, broken, message) in new[]
        {
            ("{0} %1 : real[batch x 2]", "{1} %1 : real[batch x 2]", "reads item 1 of 1"),
            ("  %1 = map {x0 * 2} %0 : real[batch x 2]", "  %1 = map {x0 * 2} %0 : real[batch x 2 x 1]", "the carry s"),
            ("  %1 = map {x0 * 2} %0 : real[batch x 2]", "  %1 = map {x0 * 2} %0 : real[batch x 2]\n  split\n  %2 = batch : real[]", "two phases"),
            ("  %1 = map {x0 * 2} %0 ", "  %1 = map {x0 * 2} %1 ", "not an earlier node"),
            ("%2 = item {0} %1 ", "%2 = item {0} %0 ", "takes a tuple"),
        })
        {
            Assert.Contains(old, text);
            Assert.Contains(message, Assert.Throws<GraphException>(() => FunctionVerifier.Verify(FunctionParser.Parse(text.Replace(old, broken)))).Message);
        }
    }
}
