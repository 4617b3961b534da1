using NetGen.Compiler.Declaration;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>
/// Writes <c>X.Gpu.Programs.g.cs</c>: a method a function and phase that launches kernels one after the other, the launches, and the kernels. It walks the same programs
/// as the processor's emitter: the same calls over the same plan of the arena.
/// </summary>
internal sealed class DeviceProgram
{
    private readonly NetworkDefinition _definition;
    private readonly NetworkProgram _program;
    private readonly ParameterPlan _parameters;
    private readonly DeviceKernelSet _kernels = new();
    private readonly List<double> _constants = [];
    private int _scratchPerSample, _scratch;

    /// <summary>The functions that the members of a network on a device run.</summary>
    private static readonly string[] Functions =
    [
        FunctionAssembly.Predict, FunctionAssembly.Train, FunctionAssembly.Probe, FunctionAssembly.Step, FunctionAssembly.StepIndices, FunctionAssembly.Evaluate,
        FunctionAssembly.EvaluateIndices,
    ];

    private DeviceProgram(NetworkDefinition definition)
    {
        _definition = definition;
        var module = FunctionAssembly.Assemble(definition);
        _program = new NetworkProgram(module, module.Functions.Where(f => Functions.Contains(f.Name)).Select(f => ProgramLowering.Lower(module, f)).ToEquatableArray());
        _parameters = ParameterPlan.Of(_program.Module);
    }

    public static string Emit(NetworkDefinition definition) => DeviceNames.InFull(new DeviceProgram(definition).Emit());

    private string Emit()
    {
        var programs = new CodeWriter();
        foreach (var function in _program.Functions)
            for (int phase = 0; phase < function.Phases; phase++) EmitMethod(programs, function, phase);
        var writer = new CodeWriter();
        using (GeneratedFile.Open(writer, _definition.Type))
        {
            using (writer.Braces("partial class Gpu"))
            {
                long perSample = sizeof(float) * (_program.Functions.Max(f => f.Plan.PerSample) + (long)_scratchPerSample), rest = sizeof(float) * (_program.Functions.Max(f => f.Plan.Fixed) + (long)_scratch);
                writer.Line($"private const long ArenaBytesPerSample = {CodeWriter.Number(perSample)}, ArenaBytesFixed = {CodeWriter.Number(rest)};").Line();
                EmitConstants(writer);
                writer.Line(programs.ToString().TrimEnd('\n'));
            }
            writer.Line();
            EmitLaunches(writer);
            writer.Line();
            writer.Line("/// <summary>What the threads of the device run.</summary>").Line(GeneratedFile.GeneratedCode);
            using (writer.Braces("private static class DeviceKernels")) _kernels.Emit(writer);
        }
        return writer.ToString();
    }

    private void EmitConstants(CodeWriter writer)
    {
        writer.Line($"private static global::System.ReadOnlySpan<float> Constants => [{string.Join(", ", _constants.Select(v => CodeWriter.Literal(v, Precision.Single)))}];").Line();
    }

    private void EmitLaunches(CodeWriter writer)
    {
        writer.Line("/// <summary>Kernels, each compiled for the device at its first launch.</summary>").Line(GeneratedFile.GeneratedCode);
        using var _ = writer.Braces("private sealed class DeviceLaunches(Accelerator accelerator)");
        foreach (var item in _kernels.Items)
        {
            string field = "_" + char.ToLowerInvariant(item.Value[0]) + item.Value.Substring(1);
            writer.Line($"private global::System.Action<KernelConfig, {item.Key.Types}>? {field};").Line();
            writer.Line($"internal void {item.Value}(int groups, {item.Key.Signature}) =>");
            using (writer.Indent())
                writer.Line($"({field} ??= KernelLoaders.LoadStreamKernel<{item.Key.Types}>(accelerator, DeviceKernels.{item.Value}))(new KernelConfig(groups, {item.Key.Threads}), {string.Join(", ", item.Key.Parameters.Select(p => p.Name))});").Line();
        }
    }

    private void EmitMethod(CodeWriter writer, FunctionProgram program, int phase)
    {
        var function = program.Function;
        var parameters = new List<string> { "DevicePass devicePass", "int count" };
        foreach (var column in function.Columns.Where(c => DeviceSignature.Belongs(program.Phases, c, phase)))
            parameters.Add($"ArrayView<{(column.Type.Element == ElementType.Integer ? "int" : "float")}> {ProgramNames.Column(column)}");
        foreach (var output in function.Outputs.Where(o => DeviceSignature.IsSpan(program.Phases, o, phase))) parameters.Add($"ArrayView<float> {ProgramNames.Output(function, output)}");
        bool gradients = DeviceSignature.HasGradients(program.Phases, function, phase);
        if (gradients) parameters.Add("bool parameterGradients");
        bool loss = phase == 0 && program.Loss is not null;
        using (writer.Braces($"private {(loss ? "float" : "void")} {DeviceSignature.MethodOf(program.Phases, function, phase)}({string.Join(", ", parameters)})"))
        {
            writer.Line("_parameters.Refresh();");
            var body = new CodeWriter();
            foreach (var call in program.Calls.Where(c => c.Phase == phase)) EmitCall(body, program, call);
            string text = body.ToString().TrimEnd('\n');
            if (phase == 0 && function.Outputs.Any(o => o.Role == OutputRole.State)) text += "\n// The states have changed.\n_parameters.MarkChanged();";
            if (loss)
            {
                string place = Reference(program, program.Loss!.Value, "");
                text += program.Loss.Value.Region == Region.Arena
                    ? $"\nreturn Loss(devicePass.Arena, {program.Plan.Buffers[program.Loss.Value.Index].Offset("capacity")});"
                    : $"\nreturn Loss({place}, 0);";
            }
            Declare("capacity", "int capacity = devicePass.Capacity;");
            Declare("arena", "var arena = Floats(devicePass.Arena);");
            Declare("valuesView", "var valuesView = Floats(_parameters.Values);");
            Declare("gradientsView", "var gradientsView = Floats(_parameters.Gradients);");
            Declare("statesView", "var statesView = Floats(_parameters.States);");
            writer.Line(text);

            void Declare(string name, string declaration)
            {
                if (System.Text.RegularExpressions.Regex.IsMatch(text, $@"(?<![\w.]){name}\b")) writer.Line(declaration);
            }
        }
        writer.Line();
    }

    private void EmitCall(CodeWriter writer, FunctionProgram program, KernelCall call)
    {
        writer.Line($"// {call.Comment}.");
        string? guard = ProgramNames.Guard(program.Function, call.Needs, gradient => $"{gradient}.Length > 0");
        if (guard is null) EmitLaunches(writer, program, call);
        else
            using (writer.Braces($"if ({guard})")) EmitLaunches(writer, program, call);
    }

    private void EmitLaunches(CodeWriter writer, FunctionProgram program, KernelCall call)
    {
        if (call is ScanCall scan)
            using (writer.Braces("")) EmitScan(writer, program, scan);
        else
            foreach (var launch in LaunchesOf(program, call)) writer.Line($"_launch.{_kernels.NameOf(launch.Kernel)}({launch.Groups}, {string.Join(", ", launch.Arguments)});");
    }

    /// <summary>A recurrence: the launches of its body step after step, with the carries going from one of two buffers to the other.</summary>
    private void EmitScan(CodeWriter writer, FunctionProgram program, ScanCall scan)
    {
        string step = StepName(scan.Depth), last = CodeWriter.Number(scan.Steps - 1);
        foreach (var carry in scan.Carries) writer.Line($"var {CarryName(carry.Number)} = {View(program, carry.Initial)};");
        using var _ = writer.Braces(scan.Reverse ? $"for (int {step} = {last}; {step} >= 0; {step}--)" : $"for (int {step} = 0; {step} <= {last}; {step}++)");
        foreach (var carry in scan.Carries) writer.Line($"var {NextName(carry.Number)} = {step} % 2 == 0 ? {View(program, carry.Even)} : {View(program, carry.Odd)};");
        foreach (var call in scan.Body)
        {
            writer.Line($"// {call.Comment}.");
            EmitLaunches(writer, program, call);
        }
        foreach (var carry in scan.Carries) writer.Line($"{CarryName(carry.Number)} = {NextName(carry.Number)};");
    }

    private static string StepName(int depth) => "step" + (depth == 0 ? "" : CodeWriter.Number(depth + 1));

    private static string CarryName(int number) => "carry" + CodeWriter.Number(number);

    private static string NextName(int number) => "next" + CodeWriter.Number(number);

    private IEnumerable<DeviceLaunch> LaunchesOf(FunctionProgram program, KernelCall call)
    {
        string At(Argument argument) => View(program, argument);
        switch (call)
        {
            case LoopCall loop: return DeviceLoopProducts.Of(loop, At, Scratch) ?? [DeviceLoops.Of(loop, At, argument => PlaceOf(program, argument))];
            case ConvolutionCall convolution: return DeviceConvolutions.Of(convolution, At, Scratch);
            case MovementCall { Operation: AttentionOperation or AttentionGradientOperation } attention: return DeviceAttention.Of(attention, At, argument => IsInteger(program, argument), Scratch);
            case MovementCall movement: return [DeviceMovements.Of(movement, At)];
            case RoutineCall routine: return DeviceRoutines.Of(routine, At, argument => IsInteger(program, argument));
            case RandomCall random: return [DeviceRandom.Of(random, At)];
            case ProductCall product: return DeviceProducts.Of(product, At, Transposed, Scratch);
            default: throw new GraphException($"{call.Comment}: there are no kernels of graphics processors for it.");
        }
    }

    private static bool IsInteger(FunctionProgram program, Argument argument) =>
        argument.Location.Region == Region.Column && program.Function.Columns[argument.Location.Index].Type.Element == ElementType.Integer;

    /// <summary>A place behind all buffers of the plan for numbers that one launch leaves for the next, as C#.</summary>
    private string Scratch(Extent elements)
    {
        if (elements.Batched) _scratchPerSample = Math.Max(_scratchPerSample, elements.Factor);
        else _scratch = Math.Max(_scratch, elements.Factor);
        return $"arena.SubView({_program.Functions.Max(f => f.Plan.PerSample)} * capacity + {_program.Functions.Max(f => f.Plan.Fixed)})";
    }

    /// <summary>Where an argument lies in a buffer of the network, or in a value that moves with the steps of a recurrence; null where it lies elsewhere.</summary>
    private SharedPlace? PlaceOf(FunctionProgram program, Argument argument)
    {
        if (argument.Sink is not null) return null;
        var (view, offset) = argument.Location.Region switch
        {
            Region.Arena => ("arena", program.Plan.Buffers[argument.Location.Index].Offset("capacity")),
            Region.Parameter => ("valuesView", CodeWriter.Number(argument.Location.Index)),
            Region.Gradient => ("gradientsView", CodeWriter.Number(argument.Location.Index)),
            Region.State => ("statesView", CodeWriter.Number(argument.Location.Index)),
            Region.Constant => ("_constants", CodeWriter.Number(ConstantAt(program.Constants[argument.Location.Index]))),
            _ => ("", ""),
        };
        if (view.Length == 0 && argument.Turns.Count == 0) return null;
        // Columns and carries have views of their own.
        if (view.Length == 0) (view, offset) = (Reference(program, argument.Location, ""), "0");
        string place = Plus(offset, argument.Offset == 0 ? "" : CodeWriter.Number(argument.Offset));
        return new SharedPlace(Part(view, Moved(argument)), place, argument.Turns.Count > 0);
    }

    /// <summary>The shape of the weights that an argument is the transpose of; null where it is none.</summary>
    private (int Outputs, int Inputs)? Transposed(Argument argument)
    {
        if (argument.Location.Region != Region.Transposed) return null;
        var shape = _program.Module.Parameters[argument.Location.Index].Shape;
        return (shape[0], shape[1]);
    }

    private string View(FunctionProgram program, Argument argument)
    {
        string turns = Moved(argument), moved = argument.Offset == 0 ? turns : turns.Length == 0 ? CodeWriter.Number(argument.Offset) : $"{turns} + {CodeWriter.Number(argument.Offset)}";
        string view = Reference(program, argument.Location, moved);
        if (argument.Sink is not { } sink) return view;
        string wanted = argument.Location.Region == Region.Gradient ? "parameterGradients" : $"{ProgramNames.Output(program.Function, program.Function.Outputs[argument.Location.Index])}.Length > 0";
        return $"({wanted} ? {view} : {Reference(program, sink, turns)})";
    }

    private static string Moved(Argument argument) =>
        string.Join(" + ", argument.Turns.Select(t => (t.Elements == 1 ? "" : CodeWriter.Number(t.Elements) + " * ") + StepName(t.Depth)));

    private string Reference(FunctionProgram program, Location location, string moved) => location.Region switch
    {
        Region.Column => Part(ProgramNames.Column(program.Function.Columns[location.Index]), moved),
        Region.Output => Part(ProgramNames.Output(program.Function, program.Function.Outputs[location.Index]), moved),
        Region.Parameter => Part("valuesView", Plus(CodeWriter.Number(location.Index), moved)),
        Region.Gradient => Part("gradientsView", Plus(CodeWriter.Number(location.Index), moved)),
        Region.State => Part("statesView", Plus(CodeWriter.Number(location.Index), moved)),
        Region.Transposed or Region.Tiles or Region.TurnedTiles or Region.Runs => Part("valuesView", CodeWriter.Number(_parameters.Parameters[location.Index].Offset)),
        Region.Constant => Part("_constants", Plus(CodeWriter.Number(ConstantAt(program.Constants[location.Index])), moved)),
        Region.Carry => Part(CarryName(location.Index), moved),
        Region.NextCarry => Part(NextName(location.Index), moved),
        Region.Arena => Part("arena", Plus(program.Plan.Buffers[location.Index].Offset("capacity"), moved)),
        _ => throw new GraphException($"{location}: there are no kernels of graphics processors for it."),
    };

    private static string Plus(string place, string moved) => moved.Length == 0 ? place : place == "0" ? moved : place + " + " + moved;

    private static string Part(string view, string offset) => offset is "" or "0" ? view : $"{view}.SubView({offset})";

    /// <summary>Where numbers lie among the network's constants, each aligned for vectors.</summary>
    private int ConstantAt(EquatableArray<double> values)
    {
        while (_constants.Count % 4 != 0) _constants.Add(0);
        for (int start = 0; start + values.Count <= _constants.Count; start += 4)
            if (values.SequenceEqual(_constants.Skip(start).Take(values.Count))) return start;
        int first = _constants.Count;
        _constants.AddRange(values);
        return first;
    }
}

/// <summary>What the members and the programs of a device know of each other.</summary>
internal static class DeviceSignature
{
    public static bool Belongs(int phases, Column column, int phase) =>
        phases == 1 || column.Role == ColumnRole.Input || phase == 1 && column.Role == ColumnRole.OutputGradient;

    public static bool IsSpan(int phases, Graph.Output output, int phase) => output.Role switch
    {
        OutputRole.Result or OutputRole.Scores => phase == 0,
        OutputRole.InputGradient => phase == phases - 1,
        _ => false,
    };

    public static bool HasGradients(int phases, Function function, int phase) => phase == phases - 1 && function.OutputsOf(OutputRole.ParameterGradient).Any();

    public static string MethodOf(int phases, Function function, int phase) =>
        "Run" + ProgramNames.Pascal(function.Name) + (phases == 1 ? "" : phase == 0 ? "Forward" : "Backward");

    public static int Phases(Function function) => function.Split < function.Nodes.Count ? 2 : 1;
}

/// <summary>The names that the text of devices uses without saying where they are: they are written in full, for a user's class may hide any of them.</summary>
internal static class DeviceNames
{
    private static readonly (string Namespace, string Names)[] Table =
    [
        ("ILGPU", "ArrayView|KernelConfig|Group|Grid|SharedMemory|Warp|Atomic"),
        ("ILGPU.Runtime", "AcceleratorStream|Accelerator|MemoryBuffer|KernelLoaders"),
        ("System", "MathF"),
        ("System.Numerics", "Vector4"),
        ("System.Runtime.CompilerServices", "MethodImplOptions|MethodImpl"),
        ("NetGen.CompilerServices", "DevicePass|DeviceParameters|DeviceMemory|DeviceBuffer|DeviceUpdate|DeviceRule|Philox"),
        ("NetGen.OnDevice", "DeviceMath|DeviceTiles|IDeviceProduct|IDeviceResult|IlgpuMemory|IlgpuBuffer"),
    ];

    private static readonly System.Text.RegularExpressions.Regex Pattern = new(
        @"(?<![\w.:@])(?<!class )(" + string.Join("|", Table.Select((t, i) => $"(?<n{CodeWriter.Number(i)}>{t.Names})")) + @")\b", System.Text.RegularExpressions.RegexOptions.ExplicitCapture);

    /// <param name="within">The namespace of the text, whose own names stay as they are.</param>
    public static string InFull(string code, string? within = null)
    {
        var lines = code.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            if (!lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal))
                lines[i] = Pattern.Replace(lines[i], m =>
                {
                    string found = Table.Select((t, k) => (t.Namespace, k)).First(t => m.Groups["n" + CodeWriter.Number(t.k)].Success).Namespace;
                    return found == within ? m.Value : $"global::{found}.{m.Value}";
                });
        return string.Join("\n", lines);
    }
}
