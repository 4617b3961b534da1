using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Graph;

public class TextTests
{
    [Fact]
    public void AFunctionReadsAsText()
    {
        var b = new FunctionBuilder("train");
        int x = b.AddColumn("x", ColumnRole.Input, new TensorType(new Shape(4)));
        int y = b.Label(b.Map(v => Scalar.Max(v[0] + v[1], 0), b.Dense(x, b.Parameter(0, new Shape(3, 4))), b.Parameter(1, new Shape(3))), "dense1");
        b.AddOutput("result", OutputRole.Result, y);
        b.Split = b.Nodes.Count;
        int dy = b.AddColumn("dy", ColumnRole.OutputGradient, b.TypeOf(y));
        b.AddOutput("x", OutputRole.InputGradient, Gradients.Of(b, [(y, dy)], [x])[0]);
        var function = b.Build();
        Assert.Equal("""
            function train
            column x Input real[batch x 4]
            column dy OutputGradient real[batch x 3]
            %0 = input {0} : real[batch x 4]
            %1 = parameter {0} : real[3 x 4]
            %2 = dense %0 %1 : real[batch x 3]
            %3 = parameter {1} : real[3]
            %4 = map {max(x0 + x1, 0)} %2 %3 : real[batch x 3] # dense1
            split
            %5 = input {1} : real[batch x 3]
            %6 = map {select(0 < x0, x1, 0)} %4 %5 : real[batch x 3]
            %7 = denseInputGradient %6 %1 : real[batch x 4]
            output result Result 0 %4
            output x InputGradient 0 %7

            """.ReplaceLineEndings("\n"), function.ToString());
        Assert.Equal(function, FunctionParser.Parse(function.ToString()));
        FunctionVerifier.Verify(function);
    }

    [Fact]
    public void RandomFunctionsAndTheirGradientsReadBackEqual() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var b = new FunctionBuilder("random");
            int x = b.AddColumn("x", ColumnRole.Input, new TensorType(new Shape(2, 3)));
            b.AddColumn("bias", ColumnRole.Input, TensorType.Unbatched(new Shape(3)));
            b.Map(v => v[0] + v[1], 0, 1);
            int y = new RandomFunctions(seed).Grow(b, 12);
            b.AddOutput("y", OutputRole.Result, y);
            b.Split = b.Nodes.Count;
            int dy = b.AddColumn("dy", ColumnRole.OutputGradient, b.TypeOf(y));
            b.AddOutput("dx", OutputRole.InputGradient, Gradients.Of(b, [(y, dy)], [x])[0]);
            var function = b.Build();
            FunctionVerifier.Verify(function);
            var back = FunctionParser.Parse(function.ToString());
            Assert.Equal(function.GetHashCode(), back.GetHashCode());
            return function == back;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AScanPrintsItsBodyIndentedAndReadsBack()
    {
        var body = new FunctionBuilder("cell");
        int s = body.AddColumn("s", ColumnRole.Carry, new TensorType(new Shape(2)));
        int x = body.AddColumn("x", ColumnRole.Carry, new TensorType(new Shape(2)));
        int next = body.Map(v => Scalar.Tanh(v[0] + v[1]), s, x);
        body.AddOutput("s", OutputRole.Carry, next);
        var b = new FunctionBuilder("network");
        int sequence = b.AddColumn("sequence", ColumnRole.Input, new TensorType(new Shape(5, 2)));
        int zero = b.Fill(0, new TensorType(new Shape(2)));
        int[] items = b.Scan(body.Build(), 5, [zero], [sequence], []);
        b.AddOutput("final", OutputRole.Result, items[0]);
        b.AddOutput("dx", OutputRole.InputGradient, Gradients.Of(b, [(items[0], b.Fill(1, b.TypeOf(items[0])))], [sequence])[0]);
        var function = b.Build();
        FunctionVerifier.Verify(function);
        Assert.Contains("%3 = scan {steps 5 carries 1 sequences 1} %2 %0 : tuple\n  function cell\n  column s Carry real[batch x 2]\n", function.ToString());
        Assert.Contains("reverse", function.ToString());
        Assert.Equal(function, FunctionParser.Parse(function.ToString()));
    }

    [Fact]
    public void AFunctionIsToldByWhatMakesItDifferentFromTheOneBefore()
    {
        var module = new Module("Net", Compiler.Graph.Precision.Single, [], [], [Chain("a", 0.5), Chain("b", 0.25)]);
        string text = ModulePrinter.Print(module);
        Assert.Contains("function b like a", text);
        Assert.Equal(2, text.Split('\n').Count(l => l.StartsWith("same ", StringComparison.Ordinal)));
        Assert.Contains("same 6 9 5=%5", text);
        Assert.Equal(module, ModuleParser.Parse(text));
        Assert.Throws<GraphException>(() => ModuleParser.Parse(text.Replace(" like a", "")));
        Assert.Throws<GraphException>(() => ModuleParser.Parse(text.Replace(" 5=%5", "")));
        Assert.Throws<GraphException>(() => ModuleParser.Parse(text.Replace("same 6 9", "same 6 90")));

        static Function Chain(string name, double factor)
        {
            var b = new FunctionBuilder(name);
            int x = b.AddColumn("x", ColumnRole.Input, new TensorType(new Shape(3)));
            for (int i = 1; i < 10; i++)
            {
                double add = i;
                x = i == 5 ? b.Map(v => v[0] * factor, x) : b.Map(v => Scalar.Exp(v[0]) + add, x);
            }
            b.AddOutput("result", OutputRole.Result, x);
            return b.Build();
        }
    }

    [Fact]
    public void AModuleReadsBackEqualUnderAnyCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var odd = (CultureInfo)CultureInfo.GetCultureInfo("sv-SE").Clone();
            odd.NumberFormat.NegativeSign = "\u2212";
            odd.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = odd;
            var b = new FunctionBuilder("predict");
            int x = b.AddColumn("x", ColumnRole.Input, new TensorType(Shape.Scalar));
            int c = b.Add(new ConstantOperation(new Shape(3), [-0.1, 1e-300, double.NegativeInfinity]));
            b.AddOutput("result", OutputRole.Result, b.Map(v => v[0] * v[1] - 1.5, x, c));
            var step = new MapOperation(Expression.Unary(v => Scalar.Greater(v, -1.5)), Expression.Unary(v => v * 0 + 1));
            b.AddOutput("scores", OutputRole.Scores, b.Add(step, x));
            var module = new Module(
                "Net", Compiler.Graph.Precision.Double,
                [new Parameter("dense1.weight", new Shape(3, 2), new Compiler.Graph.Initializer(Compiler.Graph.InitializerKind.Uniform, -0.5, 0.1), 2, 3, true),
                    new Parameter("dense1.bias", new Shape(3), default, 2, 3, false, Frozen: true, Positions: 3)],
                [new State("norm.mean", Shape.Scalar, -0.25), new State("norm.var", new Shape(6), 1, Positions: 2)],
                [b.Build()]);
            string text = ModulePrinter.Print(module);
            Assert.Equal(module, ModuleParser.Parse(text));
            Assert.DoesNotContain('\u2212', text);
            Assert.DoesNotContain('\r', text);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("function f\n%0 = nothing : real[]\n")]
    [InlineData("function f\n%1 = batch : real[]\n")]
    [InlineData("function f\n%0 = batch\n")]
    [InlineData("function f\n%0 = batch : rael[]\n")]
    [InlineData("function f\n%0 = input {x} : real[3]\n")]
    [InlineData("function f\n%0 = input {0 : real[3]\n")]
    [InlineData("function f\ncolumn x Inputs real[]\n")]
    [InlineData("function f\noutput y Result 0 7\n")]
    [InlineData("function f\n%0 = scan {steps 2} : tuple\n")]
    public void TextThatIsNoFunctionIsRefused(string text) => Assert.Throws<GraphException>(() => FunctionParser.Parse(text));

    [Fact]
    public void MermaidNamesNodesEdgesAndOutputs()
    {
        var b = new FunctionBuilder("f");
        int x = b.AddColumn("x", ColumnRole.Input, new TensorType(new Shape(2)));
        b.AddOutput("y", OutputRole.Result, b.Label(b.Map(v => Scalar.Less(v[0], 1), x), "step#1"));
        Assert.Equal("""
            flowchart TD
              n0["input 0<br/>real[batch x 2]"]
              n1["step#35;1<br/>map x0 #lt; 1<br/>real[batch x 2]"]
              n0 --> n1
              o0(["y"])
              n1 --> o0

            """.ReplaceLineEndings("\n"), MermaidPrinter.Print(b.Build()));
    }
}
