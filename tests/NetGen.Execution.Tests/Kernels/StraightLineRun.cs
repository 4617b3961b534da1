using System.Numerics;
using System.Reflection;
using NetGen.Compiler.Emit;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.CompilerServices;

namespace NetGen.Execution.Tests.Kernels;

/// <summary>Runs a graph in double, node by node.</summary>
internal sealed class GraphContext(ReferenceTensor[] columns, ReferenceTensor[] parameters) : IEvaluationContext
{
    public ReferenceTensor Column(int index) => columns[index];

    public ReferenceTensor Parameter(int index) => parameters[index];

    public ReferenceTensor State(int index) => throw new NotSupportedException();

    public double Uniform(int operation, int sample, int element) => throw new NotSupportedException();

    public double UniformOf(double first, double second, int element) => throw new NotSupportedException();

    public ReferenceTensor[] Run(Function function, ReferenceTensor[] arguments, int batch) => throw new NotSupportedException();

    /// <summary>The values of all nodes.</summary>
    public ReferenceTensor[] Run(Function function, int batch)
    {
        var values = new ReferenceTensor[function.Nodes.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ReferenceTensor.Zeros(function.Nodes[i].Type, batch);
            var operands = function.Nodes[i].Operands.Select(o => values[o]).ToArray();
            function.Nodes[i].Operation.Evaluate(new ReferenceEvaluation(batch, operands, values[i], this));
        }
        return values;
    }
}

/// <summary>The straight-line programs of a module, compiled, with real parameter sets.</summary>
internal sealed class StraightLineRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Compiler.Graph.Module _module;
    private readonly ParameterPlan _plan;
    private readonly Type _host;
    private readonly string _type = typeof(T) == typeof(float) ? "float" : "double";

    public StraightLineRun(Compiler.Graph.Module module)
    {
        _module = module;
        _plan = ParameterPlan.Of(module);
        var writer = new CodeWriter();
        writer.Line("#nullable enable");
        foreach (string name in ContractionKernels.Usings) writer.Line($"using {name};");
        using (writer.Braces("public static class Host"))
            foreach (var function in module.Functions)
                for (int phase = 0; phase < (function.Split < function.Nodes.Count ? 2 : 1); phase++)
                    Write(writer, function, phase);
        _host = Assembly.Load(CompiledKernels.Compile(writer.ToString())).GetType("Host")!;
    }

    private IEnumerable<Column> ColumnsOf(Function function, int phase) => function.Columns.Where(c =>
        function.Split == function.Nodes.Count || c.Role == ColumnRole.Input || (phase == 1 && c.Role == ColumnRole.OutputGradient));

    private static IEnumerable<Compiler.Graph.Output> OutputsOf(Function function, int phase) => function.Outputs.Where(o => o.Role switch
    {
        OutputRole.Result or OutputRole.Scores => phase == 0,
        OutputRole.InputGradient => phase == 1 || function.Split == function.Nodes.Count,
        _ => false,
    });

    /// <summary>A method with a program's parameters, and one that calls it with arrays.</summary>
    private void Write(CodeWriter writer, Function function, int phase)
    {
        bool gradients = function.Outputs.Any(o => o.Role == OutputRole.ParameterGradient) && (phase == 1 || function.Split == function.Nodes.Count);
        bool loss = function.Outputs.Any(o => o.Role == OutputRole.Loss);
        string set = $"global::NetGen.ParameterSet<{_type}> parameters";
        var signature = new List<string> { set, $"ref {_type} arena", "int capacity", "int count" };
        var arguments = new List<string> { "parameters", $"ref System.Runtime.CompilerServices.Unsafe.NullRef<{_type}>()", "0", "count" };
        foreach (var column in ColumnsOf(function, phase))
        {
            bool integer = column.Type.Element == ElementType.Integer;
            signature.Add($"ref {(integer ? "int" : _type)} {ProgramNames.Column(column)}");
            arguments.Add($"ref {(integer ? "integers" : "columns")}[{function.Columns.ToList().IndexOf(column)}][0]");
        }
        foreach (var output in OutputsOf(function, phase))
        {
            string item = $"results[{function.Outputs.ToList().IndexOf(output)}]";
            signature.Add($"ref {_type} {ProgramNames.Output(function, output)}");
            arguments.Add($"ref ({item}.Length == 0 ? ref Unsafe.NullRef<{_type}>() : ref {item}[8])");
        }
        if (gradients)
        {
            signature.Add("bool parameterGradients");
            arguments.Add("parameterGradients");
        }
        string name = function.Name + phase;
        using (writer.Braces($"private static {(loss ? _type : "void")} {name}({string.Join(", ", signature)})"))
            Assert.True(StraightLinePrinter.TryPrint(_module, function, phase, writer), $"{function} is not printed as straight-line code.");
        using (writer.Braces($"public static {_type} Run{name}({set}, int count, {_type}[][] columns, int[][] integers, {_type}[][] results, bool parameterGradients)"))
            writer.Line(loss ? $"return {name}({string.Join(", ", arguments)});" : $"{name}({string.Join(", ", arguments)});\nreturn 0;");
    }

    public void Check(
        Function function, int phase, int count, ReferenceTensor[] columns, ReferenceTensor[] parameters, ReferenceTensor[] expected, bool wanted, double tolerance)
    {
        var set = NewSet();
        for (int p = 0; p < parameters.Length; p++)
            foreach (var (place, value) in Places(p).Zip(parameters[p].Values)) Element(ref set.Values, place) = T.CreateChecked(value);
        for (int i = 0; i < _plan.Length; i++) Element(ref set.Gradients, i) = T.NaN;
        var results = function.Outputs.Select(o => o.Role == OutputRole.InputGradient && !wanted
            ? [] : Enumerable.Repeat(T.NaN, expected[o.Node].Values.Length + 16).ToArray()).ToArray();
        object loss = _host.GetMethod($"Run{function.Name}{phase}")!.Invoke(null,
        [
            set, count, columns.Select(c => Array.ConvertAll(c.Values, T.CreateChecked)).ToArray(), columns.Select(c => Array.ConvertAll(c.Values, v => (int)v)).ToArray(),
            results, wanted,
        ])!;

        var printed = OutputsOf(function, phase).ToHashSet();
        for (int i = 0; i < results.Length; i++)
        {
            var output = function.Outputs[i];
            double[] values = expected[output.Node].Values;
            if (output.Role == OutputRole.Loss) Near(values[0], (T)loss, $"{function.Name} loss");
            if (output.Role == OutputRole.ParameterGradient && (phase == 1 || function.Split == function.Nodes.Count)) CheckGradient(set, output, values, wanted, function.Name);
            if (!printed.Contains(output) || results[i].Length == 0) continue;
            Assert.All(results[i][..8].Concat(results[i][^8..]), guard => Assert.True(T.IsNaN(guard), $"{function.Name} {output.Name}: written outside."));
            for (int j = 0; j < values.Length; j++) Near(values[j], results[i][8 + j], $"{function.Name} {output.Name} {j} of {count} samples");
        }

        void Near(double value, T actual, string what)
        {
            double difference = Math.Abs(double.CreateChecked(actual) - value);
            if (!(difference <= tolerance * (1 + Math.Abs(value)))) Assert.Fail($"{what} is {actual} instead of {value}.");
        }

        void CheckGradient(ParameterSet<T> set, Compiler.Graph.Output output, double[] values, bool wantedGradients, string name)
        {
            var places = Places(output.Index).ToArray();
            if (!wantedGradients)
            {
                Assert.All(places, p => Assert.True(T.IsNaN(Element(ref set.Gradients, p)), "Gradients that nobody wants were written."));
                return;
            }
            for (int j = 0; j < values.Length; j++) Near(values[j], Element(ref set.Gradients, places[j]), $"{name} gradient of {output.Name} {j}");
            var segment = _plan.Parameters[output.Index];
            for (int p = segment.Offset; p < segment.Offset + segment.Length; p++)
                if (!places.Contains(p)) Assert.True(T.IsZero(Element(ref set.Gradients, p)), $"{name} gradient of {output.Name}: padding {p} isn't zero.");
        }
    }

    private static ref T Element(ref T first, int index) => ref System.Runtime.CompilerServices.Unsafe.Add(ref first, index);

    /// <summary>Where the elements of a parameter lie, in row-major order.</summary>
    private IEnumerable<int> Places(int parameter)
    {
        var (segment, shape) = (_plan.Parameters[parameter], _module.Parameters[parameter].Shape);
        if (!segment.IsPanels) return Enumerable.Range(segment.Offset, (int)shape.Length);
        var panels = new PanelLayout(shape[0], shape[1], _module.Precision);
        return Enumerable.Range(0, (int)shape.Length).Select(i => segment.Offset + panels.Offset(i / shape[1], i % shape[1]));
    }

    private ParameterSet<T> NewSet() => new(
        "Tiny",
        [.. _module.Parameters.Select((p, i) => new ParameterSegment(
            p.Name, p.Shape.Dimensions.ToArray(), _plan.Parameters[i].Offset, _plan.Parameters[i].IsPanels, "Zeros", 0, 0, p.FanIn, p.FanOut, p.IsWeight, false))],
        _plan.Length, [], 0, 1);
}
