using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Execution.Tests.Programs;

/// <summary>
/// Many small functions over images in one module, each with a result and the gradients, by input and parameters, of the result's product with a
/// given direction.
/// </summary>
internal sealed class ConvolutionModule(Compiler.Graph.Precision precision)
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<Function> _functions = [];
    private FunctionBuilder _builder = null!;

    public FunctionBuilder Builder => _builder;

    public void Add(string name, Shape input, Func<int, int> body, bool gradients = true)
    {
        var b = _builder = new FunctionBuilder(name);
        int first = _parameters.Count;
        int x = b.AddColumn("input", ColumnRole.Input, new TensorType(input));
        int y = body(x);
        b.AddOutput("result", OutputRole.Result, y);
        if (gradients)
        {
            int direction = b.AddColumn("direction", ColumnRole.Input, b.TypeOf(y));
            int value = b.SumAll(b.Map(v => v[0] * v[1], y, direction), overBatch: true);
            b.AddOutput("loss", OutputRole.Loss, value);
            int one = b.Add(new ConstantOperation(Shape.Scalar, [1.0]));
            var parameters = Enumerable.Range(0, b.Nodes.Count).Where(i => b.Nodes[i].Operation is ParameterOperation).ToArray();
            int[] results = Gradients.Of(b, [(value, one)], [.. parameters, x]);
            for (int i = 0; i < parameters.Length; i++)
            {
                int index = ((ParameterOperation)b.Nodes[parameters[i]].Operation).Index;
                b.AddOutput(_parameters[index].Name, OutputRole.ParameterGradient, results[i], index);
            }
            b.AddOutput("input", OutputRole.InputGradient, results[^1], 0);
        }
        _functions.Add(b.Build());
    }

    public int Parameter(params int[] shape)
    {
        _parameters.Add(new Parameter("p" + _parameters.Count, new Shape(shape), default, 1, 1, shape.Length > 1));
        return _builder.Parameter(_parameters.Count - 1, new Shape(shape));
    }

    /// <summary>A convolution, its bias, and a function of each element.</summary>
    public int Convolution(int x, int outputs, Window window, int groups = 1, bool bias = true, Func<Scalar, Scalar>? activation = null)
    {
        int channels = _builder.ShapeOf(x).Last;
        int y = _builder.Convolution(x, Parameter(outputs, channels / groups, window.KernelHeight, window.KernelWidth), window, groups);
        if (bias) y = _builder.Map(v => v[0] + v[1], y, Parameter(outputs));
        return activation is null ? y : _builder.Map(v => activation(v[0]), y);
    }

    /// <summary>A transposed convolution: the gradient of a convolution to the given size.</summary>
    public int Transposed(int x, int outputs, Window window, int height, int width, int groups = 1) =>
        _builder.Map(v => Scalar.Max(v[0] + v[1], 0), Transposed(x, outputs, window, height, width, groups, activation: null), Parameter(outputs));

    /// <summary>A transposed convolution without bias.</summary>
    public int Transposed(int x, int outputs, Window window, int height, int width, int groups, Func<Scalar, Scalar>? activation)
    {
        int channels = _builder.ShapeOf(x).Last;
        int weight = Parameter(channels, outputs / groups, window.KernelHeight, window.KernelWidth);
        int y = _builder.Add(new ConvolutionInputGradientOperation(window, groups, height, width), x, weight);
        return activation is null ? y : _builder.Map(v => activation(v[0]), y);
    }

    public int Relu(int x) => _builder.Map(v => Scalar.Max(v[0], 0), x);

    /// <summary>Compiles all functions for a vector width and compares each with the reference.</summary>
    /// <returns>The convolutions of all functions.</returns>
    public ConvolutionCall[] Check(int bits, params int[] counts)
    {
        var module = new Module("Images", precision, _parameters.ToEquatableArray(), [], _functions.ToEquatableArray());
        var compiled = CompiledPrograms.Compile(module, bits);
        Assert.InRange(compiled.LargestKernel, 1, 8192);
        foreach (var program in compiled.Program.Functions)
            if (ProgramVerifier.Problem(program) is { } problem) Assert.Fail(problem + "\n" + ProgramText.Print(program));
        foreach (var function in _functions)
            foreach (int count in counts) Compare(compiled, function, Inputs(module, function, count));
        return [.. compiled.Program.Functions.SelectMany(p => p.Calls).OfType<ConvolutionCall>()];
    }

    private static ProgramInputs Inputs(Module module, Function function, int count)
    {
        var random = new Random(count);
        double[] Numbers(long n) => Enumerable.Range(0, (int)n).Select(_ => (double)(float)(random.NextDouble() * 2 - 1)).ToArray();
        var inputs = new ProgramInputs { Count = count, Parameters = module.Parameters.Select(p => Numbers(p.Shape.Length)).ToArray(), States = [] };
        foreach (var column in function.Columns) inputs.Columns[column.Name] = Numbers(count * column.Type.Shape.Length);
        return inputs;
    }

    private void Compare(CompiledPrograms compiled, Function function, ProgramInputs inputs)
    {
        var expected = new ReferenceRun(function, inputs).Run();
        CompiledPrograms.Results actual;
        try
        {
            actual = compiled.Run(function.Name, inputs, inputs.Count + (inputs.Count == 7 ? 3 : 0));
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"{function.Name} of {inputs.Count}: {e.Message}", e);
        }
        foreach (var output in function.Outputs)
        {
            double[] values = expected[output.Node].Values;
            double[] mine = output.Role switch
            {
                OutputRole.Loss => [actual.Loss],
                OutputRole.ParameterGradient => actual.Gradients[output.Index],
                _ => actual.Outputs[CompiledPrograms.Key(output)],
            };
            Assert.Equal(values.Length, mine.Length);
            double tolerance = (precision == Compiler.Graph.Precision.Single ? 1e-5 : 1e-13) * (1 + values.Max(Math.Abs));
            for (int i = 0; i < values.Length; i++)
                if (!(Math.Abs(values[i] - mine[i]) <= tolerance))
                    Assert.Fail($"{function.Name} of {inputs.Count}: {output.Role} {output.Name}[{i}] is {mine[i]:R}, the reference {values[i]:R}.");
        }
        if (!function.Outputs.Any(o => o.Role == OutputRole.InputGradient)) return;
        var inputsOnly = compiled.Run(function.Name, inputs, inputs.Count, parameterGradients: false);
        Assert.All(inputsOnly.Gradients, g => Assert.All(g, v => Assert.Equal(0, v)));
        compiled.Run(function.Name, inputs, inputs.Count, inputGradients: false);
    }
}
