using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>Writes the classes <c>Programs</c> (a method a function and phase: calls of kernels) and <c>Kernels</c> of a network.</summary>
internal sealed class ProgramEmitter
{
    private readonly NetworkProgram _program;
    private readonly HashSet<FunctionProgram> _straight;
    private readonly KernelCall[] _calls;
    private readonly LoopKernelSet _loops;
    private readonly string _type;

    /// <param name="straightLine">Whether functions that are small enough become straight-line code instead of calls of kernels.</param>
    public ProgramEmitter(NetworkProgram program, bool straightLine)
    {
        _program = program;
        _straight = [.. program.Functions.Where(f => straightLine && StraightLinePrinter.Supports(program.Module, f.Function))];
        _calls = program.Functions.Where(f => !_straight.Contains(f)).SelectMany(f => f.Calls).ToArray();
        _loops = new LoopKernelSet(_calls.OfType<LoopCall>());
        _type = program.Module.Precision == Precision.Single ? "float" : "double";
    }

    /// <summary>Namespaces that both classes take for granted.</summary>
    public static readonly string[] Usings =
    [
        "System", "System.Numerics", "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "NetGen.CompilerServices",
    ];

    /// <summary>The class <c>Kernels</c>.</summary>
    public void EmitKernels(CodeWriter writer)
    {
        writer.Line("/// <summary>The loops of the network, vectorised, each once.</summary>");
        writer.Line(GeneratedFile.GeneratedCode);
        using var _ = writer.Braces("private static class Kernels");
        var convolutions = _calls.OfType<ConvolutionCall>().ToArray();
        bool anyCostly = ContractionKernels.Emit(
            writer, _calls.OfType<ProductCall>().Select(KernelOf), _program.Module.Precision, convolutions.Where(c => !c.Weights.IsDepthwise).Select(c => c.Epilogue).ToArray());
        ConvolutionKernels.Emit(writer, convolutions, _program.Module.Precision, anyCostly);
        LoopKernelPrinter.Print(writer, _loops.Instances);
    }

    /// <summary>The class <c>Programs</c>.</summary>
    public void EmitPrograms(CodeWriter writer)
    {
        writer.Line("/// <summary>What the network computes, step by step: one method a function and phase.</summary>");
        writer.Line(GeneratedFile.GeneratedCode);
        using var _ = writer.Braces("private static class Programs");
        foreach (var function in _program.Functions)
        {
            string name = ProgramNames.Pascal(function.Name);
            var precision = _program.Module.Precision;
            writer.Line($"public const long {name}BytesPerSample = {CodeWriter.Number(function.Plan.BytesPerSample(precision))}, {name}BytesFixed = {CodeWriter.Number(function.Plan.BytesFixed(precision))};");
            writer.Line();
            for (int phase = 0; phase < function.Phases; phase++) EmitMethod(writer, function, phase, name);
            if (!_straight.Contains(function)) EmitConstants(writer, function);
        }
    }

    private void EmitMethod(CodeWriter writer, FunctionProgram program, int phase, string name)
    {
        var function = program.Function;
        string set = _program.Module.Precision == Precision.Single ? "global::NetGen.ParameterSet" : "global::NetGen.ParameterSet<double>";
        var parameters = new List<string> { set + " parameters", $"ref {_type} arena", "int capacity", "int count" };
        parameters.AddRange(function.Columns.Where(c => Belongs(program, c, phase)).Select(c => $"ref {(c.Type.Element == ElementType.Integer ? "int" : _type)} {ProgramNames.Column(c)}"));
        var outputs = Enumerable.Range(0, function.Outputs.Count).Where(i => IsSpan(program, function.Outputs[i], phase)).ToArray();
        parameters.AddRange(outputs.Select(i => $"ref {_type} {ProgramNames.Output(function, function.Outputs[i])}"));
        bool gradients = phase == program.Phases - 1 && function.Outputs.Any(o => o.Role == OutputRole.ParameterGradient);
        if (gradients) parameters.Add("bool parameterGradients");
        bool loss = phase == 0 && program.Loss is not null;
        string method = name + (program.Phases == 1 ? "" : phase == 0 ? "Forward" : "Backward");

        using (writer.Braces($"public static {(loss ? _type : "void")} {method}({string.Join(", ", parameters)})"))
        {
            if (_straight.Contains(program))
            {
                StraightLinePrinter.TryPrint(_program.Module, function, phase, writer);
                loss = false;
            }
            else foreach (var call in program.Calls.Where(c => c.Phase == phase))
            {
                writer.Line("// " + call.Comment + ".");
                string statement = Statement(program, call);
                if (Guard(function, call.Needs) is { } guard)
                {
                    if (statement.Contains('\n'))
                    {
                        using var _ = writer.Braces($"if ({guard})");
                        writer.Line(statement);
                        continue;
                    }
                    writer.Line($"if ({guard})");
                    using (writer.Indent()) writer.Line(statement);
                }
                else writer.Line(statement);
            }
            if (phase == 0 && function.Outputs.Any(o => o.Role == OutputRole.State))
            {
                writer.Line("// The states have changed.");
                writer.Line("parameters.MarkChanged();");
            }
            if (loss) writer.Line($"return {Reference(program, program.Loss!.Value)};");
        }
        writer.Line();
    }

    private static bool Belongs(FunctionProgram program, Column column, int phase) =>
        program.Phases == 1 || column.Role == ColumnRole.Input || phase == 1 && column.Role == ColumnRole.OutputGradient;

    private static bool IsSpan(FunctionProgram program, Graph.Output output, int phase) => output.Role switch
    {
        OutputRole.Result or OutputRole.Scores => phase == 0,
        OutputRole.InputGradient => phase == program.Phases - 1,
        _ => false,
    };

    /// <summary>When a step runs, or null for always.</summary>
    private static string? Guard(Function function, int needs)
    {
        if ((needs & Need.Always) != 0) return null;
        var conditions = new List<string>();
        if ((needs & Need.Parameters) != 0) conditions.Add("parameterGradients");
        for (int i = 0; i < function.Outputs.Count; i++)
            if (function.Outputs[i] is { Role: OutputRole.InputGradient } output && (needs & Need.Column(output.Index)) != 0)
                conditions.Add($"!Unsafe.IsNullRef(ref {ProgramNames.Output(function, output)})");
        return string.Join(" || ", conditions);
    }

    private string Statement(FunctionProgram program, KernelCall call)
    {
        switch (call)
        {
            case ConvolutionCall convolution: return new WindowStatements(_type, a => Ref(program, a)).Of(convolution);
            case MovementCall movement: return new WindowStatements(_type, a => Ref(program, a)).Of(movement);
            case RandomCall random:
                return $"Philox.Fill({Ref(program, random.Result)}, count, {CodeWriter.Number(random.Elements)}, {CodeWriter.Number(random.Leading)}, parameters.Seed, parameters.Step, {CodeWriter.Number(random.Key)});";
            case RoutineCall routine:
                return $"{routine.Method}({string.Join(", ", routine.Arguments.Select(a => Ref(program, a)).Concat(routine.Numbers.Select(n => n.ToCode())))});";
            case ProductCall { Kind: LoweredKind.WeightGradient } p:
                return KernelOf(p).CallWeightGradient(
                    Ref(program, p.X), CodeWriter.Number(p.LeadingX), Ref(program, p.Operand), CodeWriter.Number(p.LeadingOperand), Ref(program, p.Result),
                    p.Bias is null ? null : Ref(program, p.Bias), p.Rows.ToCode(), "0", "int.MaxValue");
            case ProductCall p:
                return KernelOf(p).CallForward(
                    Ref(program, p.X), CodeWriter.Number(p.LeadingX), Ref(program, p.Operand), p.Bias is null ? null : Ref(program, p.Bias), Ref(program, p.Result),
                    CodeWriter.Number(p.LeadingResult), p.Rows.ToCode(), p.Residual is null ? null : Ref(program, p.Residual), CodeWriter.Number(p.LeadingResidual));
            default:
                var loop = (LoopCall)call;
                return _loops.Call(loop, loop.Arguments.Select(a => a.Location.Region == Region.BatchSize ? "count" : Ref(program, a)));
        }
    }

    private ContractionKernel KernelOf(ProductCall call) => new(
        call.Kind == LoweredKind.WeightGradient ? ContractionKind.WeightGradient : ContractionKind.Forward, _program.Module.Precision, call.Inputs, call.Outputs,
        call.Bias is not null, call.Epilogue);

    private string Ref(FunctionProgram program, Argument argument)
    {
        string reference = "ref " + Offset(Reference(program, argument.Location), CodeWriter.Number(argument.Offset));
        if (argument.Sink is not { } sink) return reference;
        string wanted = argument.Location.Region == Region.Gradient ? "parameterGradients" : $"!Unsafe.IsNullRef(ref {ProgramNames.Output(program.Function, program.Function.Outputs[argument.Location.Index])})";
        return $"ref ({wanted} ? {reference} : ref {Reference(program, sink)})";
    }

    private string Reference(FunctionProgram program, Location location) => location.Region switch
    {
        Region.Column => ProgramNames.Column(program.Function.Columns[location.Index]),
        Region.Output => ProgramNames.Output(program.Function, program.Function.Outputs[location.Index]),
        Region.Parameter => Offset("parameters.Values", CodeWriter.Number(location.Index)),
        Region.Gradient => Offset("parameters.Gradients", CodeWriter.Number(location.Index)),
        Region.State => Offset("parameters.States", CodeWriter.Number(location.Index)),
        Region.Transposed => $"parameters.Transposed({CodeWriter.Number(location.Index)})",
        Region.Constant => $"MemoryMarshal.GetReference({ConstantName(program, location.Index)})",
        _ => Offset("arena", program.Plan.Buffers[location.Index].Offset("capacity")),
    };

    private static string Offset(string reference, string offset) => offset == "0" ? reference : $"Unsafe.Add(ref {reference}, {offset})";

    private static string ConstantName(FunctionProgram program, int index) => ProgramNames.Pascal(program.Name) + "Constant" + CodeWriter.Number(index);

    private void EmitConstants(CodeWriter writer, FunctionProgram program)
    {
        for (int i = 0; i < program.Constants.Count; i++)
        {
            writer.Line($"private static ReadOnlySpan<{_type}> {ConstantName(program, i)} => [{string.Join(", ", program.Constants[i].Select(v => CodeWriter.Literal(v, _program.Module.Precision)))}];");
            writer.Line();
        }
    }
}
