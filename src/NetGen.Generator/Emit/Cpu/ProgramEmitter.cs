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
    private readonly bool _withResidual;

    /// <param name="straightLine">Whether functions that are small enough become straight-line code instead of calls of kernels.</param>
    public ProgramEmitter(NetworkProgram program, bool straightLine)
    {
        _program = program;
        _straight = [.. program.Functions.Where(f => straightLine && StraightLinePrinter.Supports(program.Module, f.Function))];
        _calls = program.Functions.Where(f => !_straight.Contains(f)).SelectMany(f => f.Calls).SelectMany(c => c.Flat).ToArray();
        _withResidual = _calls.OfType<ConvolutionCall>().Any(c => c.Residual is not null);
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

    /// <summary>What a method takes, and what the parts of it that threads share know.</summary>
    private ProgramSignature SignatureOf(FunctionProgram program, int phase)
    {
        var function = program.Function;
        var signature = new ProgramSignature();
        signature.Add(_program.Module.Precision == Precision.Single ? "global::NetGen.ParameterSet" : "global::NetGen.ParameterSet<double>", "parameters");
        signature.AddReference(_type, "arena");
        signature.Add("int", "capacity");
        signature.Add("int", "count");
        foreach (var column in function.Columns.Where(c => Belongs(program, c, phase))) signature.AddReference(column.Type.Element == ElementType.Integer ? "int" : _type, ProgramNames.Column(column));
        foreach (var output in function.Outputs.Where(o => IsSpan(program, o, phase))) signature.AddReference(_type, ProgramNames.Output(function, output));
        if (phase == program.Phases - 1 && function.Outputs.Any(o => o.Role == OutputRole.ParameterGradient)) signature.Add("bool", "parameterGradients");
        return signature;
    }

    private void EmitMethod(CodeWriter writer, FunctionProgram program, int phase, string name)
    {
        var function = program.Function;
        var signature = SignatureOf(program, phase);
        bool loss = phase == 0 && program.Loss is not null, straight = _straight.Contains(program);
        string method = name + (program.Phases == 1 ? "" : phase == 0 ? "Forward" : "Backward");
        var parallel = straight || program.IsPerSample ? [] : program.Regions.Where(r => r.Phase == phase && r.Division != Division.None).ToArray();

        using (writer.Braces($"public static {(loss ? _type : "void")} {method}({signature.Parameters})"))
        {
            if (straight)
            {
                StraightLinePrinter.TryPrint(_program.Module, function, phase, writer);
                loss = false;
            }
            else
            {
                if (parallel.Length > 0) writer.Line($"var parts = {signature.Construct(method + "Parts")};");
                foreach (var region in program.Regions.Where(r => r.Phase == phase))
                    if (parallel.Contains(region)) EmitRegion(writer, program, region, parallel.Length == 1 ? null : Array.IndexOf(parallel, region));
                    else EmitCalls(writer, program, region, default);
            }
            if (phase == 0 && function.Outputs.Any(o => o.Role == OutputRole.State))
            {
                writer.Line("// The states have changed.");
                writer.Line("parameters.MarkChanged();");
            }
            if (loss) writer.Line($"return {Reference(program, program.Loss!.Value)};");
        }
        writer.Line();
        if (parallel.Length > 0) EmitParts(writer, program, signature, method, parallel);
        if (function.Name is FunctionAssembly.Predict or FunctionAssembly.PredictResults) EmitPredictAll(writer, program, signature, name);
    }

    /// <summary>The statements that have a region's parts run at once.</summary>
    private void EmitRegion(CodeWriter writer, FunctionProgram program, CallRegion region, int? part)
    {
        // What threads would wait for each other to rebuild is rebuilt before, by all of them.
        foreach (var call in CallsOf(program, region).SelectMany(c => c.Flat.Select(f => f with { Needs = c.Needs })))
        {
            var weights = call switch { ProductCall product => product.Operand.Location, ConvolutionCall convolution => convolution.Other.Location, _ => default };
            if (weights.Region != Region.Transposed) continue;
            string guard = Guard(program.Function, call.Needs) is { } condition ? $"if ({condition}) " : "";
            writer.Line($"{guard}parameters.Transposed({CodeWriter.Number(weights.Index)});");
        }
        writer.Line(region.Division == Division.Samples
            ? $"// Ranges of samples at once, {(region.Count == 1 ? "in one step" : CodeWriter.Number(region.Count) + " steps each")}."
            : "// Parts of the weights' gradients at once.");
        string run = $"{(part is null ? "" : $"parts.part = {part};\n")}WorkerPool.Run(ref parts, {(region.Division == Division.Samples ? $"count, {ContractionKernels.LeastRows}" : CodeWriter.Number(UnitsOf(program, region).Sum()) + ", 1")}, {CodeWriter.Number(region.Work)}L * count);";
        if (region.Division == Division.Units && Guard(program.Function, program.Calls[region.First].Needs) is { } wanted)
            using (writer.Braces($"if ({wanted})")) writer.Line(run);
        else writer.Line(run);
    }

    private static IEnumerable<KernelCall> CallsOf(FunctionProgram program, CallRegion region) => program.Calls.Skip(region.First).Take(region.Count);

    private int[] UnitsOf(FunctionProgram program, CallRegion region) =>
        CallsOf(program, region).Select(c => c is ConvolutionCall convolution ? WindowStatements.Units(convolution) : KernelOf((ProductCall)c).Units).ToArray();

    /// <summary>What a method's threads run: a method for each region.</summary>
    private void EmitParts(CodeWriter writer, FunctionProgram program, ProgramSignature signature, string method, CallRegion[] regions)
    {
        writer.Line($"/// <summary>The parts of {method} that threads share, each a range of samples, or of the units of the weights' gradients.</summary>");
        using (writer.Braces($"private ref struct {method}Parts : IParallelRegion"))
        {
            signature.EmitFields(writer);
            if (regions.Length > 1) writer.Line("public int part;");
            writer.Line();
            if (regions.Length == 1) EmitPart("public readonly void Run", regions[0]);
            else
            {
                using (writer.Braces("public readonly void Run(int first, int end)"))
                using (writer.Braces("switch (part)"))
                    for (int i = 0; i < regions.Length; i++) writer.Line($"case {i}: Part{i}(first, end); break;");
                for (int i = 0; i < regions.Length; i++)
                {
                    writer.Line();
                    EmitPart($"private readonly void Part{i}", regions[i]);
                }
            }
        }
        writer.Line();

        void EmitPart(string header, CallRegion region)
        {
            using var _ = writer.Braces(header + "(int first, int end)");
            bool samples = region.Division == Division.Samples;
            if (samples) writer.Line("int samples = end - first;");
            EmitCalls(writer, program, region, new Range(samples ? "samples" : "count", samples ? "first" : null, samples ? null : UnitsOf(program, region)));
        }
    }

    /// <summary>Predictions of any number of samples: what the members call.</summary>
    private void EmitPredictAll(CodeWriter writer, FunctionProgram program, ProgramSignature signature, string name)
    {
        var all = signature.ForAllSamples();
        bool parallel = program.IsPerSample && !_straight.Contains(program);
        writer.Line("/// <summary>Predicts any number of samples, in chunks whose activations stay in the cache.</summary>");
        using (writer.Braces($"public static void {name}All({all.Parameters})"))
        {
            if (parallel)
                writer.Line($"var ranges = {all.Construct(name + "Ranges")};\nWorkerPool.Run(ref ranges, count, {ContractionKernels.LeastRows}, {CodeWriter.Number(program.Work)}L * count);");
            else Chunks("0", "count");
        }
        writer.Line();
        if (!parallel) return;
        writer.Line("/// <summary>Ranges of samples that threads predict at once, each with an arena of its own.</summary>");
        using (writer.Braces($"private ref struct {name}Ranges : IParallelRegion"))
        {
            all.EmitFields(writer);
            writer.Line();
            using (writer.Braces("public readonly void Run(int first, int end)")) Chunks("first", "end");
        }
        writer.Line();

        void Chunks(string first, string end)
        {
            writer.Line("var memory = arenas.Rent();");
            using (writer.Braces($"for (int sample = {first}, samples; sample < {end}; sample += samples)"))
            {
                writer.Line($"samples = arenas.Chunk({end} - sample);");
                var arguments = program.Function.Columns.Select(c => c.Type.Batched ? Shifted(ProgramNames.Column(c), c.Type.Shape.Length) : "ref " + ProgramNames.Column(c))
                    .Concat(program.Function.Outputs.Select(o => Shifted(ProgramNames.Output(program.Function, o), program.Function.Nodes[o.Node].Type.Shape.Length)));
                writer.Line($"{name}(parameters, ref memory.First<{_type}>(), arenas.Capacity, samples, {string.Join(", ", arguments)});");
            }
            writer.Line("arenas.Return(memory);");
        }

        static string Shifted(string reference, long length) => $"ref Unsafe.Add(ref {reference}, {(length == 1 ? "" : CodeWriter.Number(length) + " * ")}sample)";
    }

    /// <summary>Which samples or units a statement computes.</summary>
    /// <param name="Count">The number of samples as C#; null for all.</param>
    /// <param name="First">The first sample, null for the first of all.</param>
    /// <param name="Units">The number of units of each call, where the statements compute a range of all of them.</param>
    private readonly record struct Range(string? Count, string? First, int[]? Units);

    private void EmitCalls(CodeWriter writer, FunctionProgram program, CallRegion region, Range range)
    {
        int unit = 0;
        for (int i = 0; i < region.Count; i++)
        {
            var call = program.Calls[region.First + i];
            writer.Line("// " + call.Comment + ".");
            if (call is ScanCall scan)
            {
                using var _ = writer.Braces(Guard(program.Function, call.Needs) is { } wanted ? $"if ({wanted})" : "");
                EmitScan(writer, program, scan, range);
                continue;
            }
            string statement = Statement(program, call, range, unit);
            if (range.Units is not null) unit += range.Units[i];
            if (range.Units is not null || Guard(program.Function, call.Needs) is not { } guard) writer.Line(statement);
            else if (statement.Contains('\n'))
            {
                using var _ = writer.Braces($"if ({guard})");
                writer.Line(statement);
            }
            else
            {
                writer.Line($"if ({guard})");
                using (writer.Indent()) writer.Line(statement);
            }
        }
    }

    /// <summary>The loop over the steps of a recurrence, with the carries going from one of two buffers to the other.</summary>
    private void EmitScan(CodeWriter writer, FunctionProgram program, ScanCall scan, Range range)
    {
        string step = StepName(scan.Depth), last = CodeWriter.Number(scan.Steps - 1);
        string At(Argument argument) => Ref(program, argument, range.First);
        foreach (var carry in scan.Carries) writer.Line($"ref {_type} {CarryName(carry.Number)} = {At(carry.Initial)};");
        using var _ = writer.Braces(scan.Reverse ? $"for (int {step} = {last}; {step} >= 0; {step}--)" : $"for (int {step} = 0; {step} <= {last}; {step}++)");
        foreach (var carry in scan.Carries) writer.Line($"ref {_type} {NextName(carry.Number)} = ref ({step} % 2 == 0 ? {At(carry.Even)} : {At(carry.Odd)});");
        foreach (var call in scan.Body)
        {
            writer.Line("// " + call.Comment + ".");
            if (call is not ScanCall inner) writer.Line(Statement(program, call, range, 0));
            else
                using (writer.Braces("")) EmitScan(writer, program, inner, range);
        }
        foreach (var carry in scan.Carries) writer.Line($"{CarryName(carry.Number)} = ref {NextName(carry.Number)};");
    }

    private static string StepName(int depth) => "step" + (depth == 0 ? "" : CodeWriter.Number(depth + 1));

    private static string CarryName(int number) => "carry" + CodeWriter.Number(number);

    private static string NextName(int number) => "next" + CodeWriter.Number(number);

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

    private string Statement(FunctionProgram program, KernelCall call, Range range, int unit)
    {
        string count = range.Count ?? "count";
        string At(Argument argument) => Ref(program, argument, range.First);
        switch (call)
        {
            case ConvolutionCall convolution: return new WindowStatements(_type, At, count) { WithResidual = _withResidual }.Of(convolution, range.Units is null ? null : unit);
            case MovementCall movement: return new WindowStatements(_type, At, count).Of(movement);
            case RandomCall random:
                return $"Philox.Fill({At(random.Result)}, {count}, {CodeWriter.Number(random.Elements)}, {CodeWriter.Number(random.Leading)}, parameters.Seed, parameters.Step, {CodeWriter.Number(random.Key)}{(range.First is null ? "" : ", " + range.First)});";
            case RoutineCall routine:
                return $"{routine.Method}({string.Join(", ", routine.Arguments.Select(At).Concat(routine.Numbers.Select(n => n.ToCode(count))))});";
            case ProductCall { Kind: LoweredKind.WeightGradient } p:
                string less = unit == 0 ? "" : " - " + CodeWriter.Number(unit);
                return KernelOf(p).CallWeightGradient(
                    At(p.X), CodeWriter.Number(p.LeadingX), At(p.Operand), CodeWriter.Number(p.LeadingOperand), At(p.Result),
                    p.Bias is null ? null : At(p.Bias), p.Rows.ToCode(count), range.Units is null ? "0" : "first" + less, range.Units is null ? "int.MaxValue" : "end" + less);
            case ProductCall p:
                return KernelOf(p).CallForward(
                    At(p.X), CodeWriter.Number(p.LeadingX), At(p.Operand), p.Bias is null ? null : At(p.Bias), At(p.Result),
                    CodeWriter.Number(p.LeadingResult), p.Rows.ToCode(count), p.Residual is null ? null : At(p.Residual), CodeWriter.Number(p.LeadingResidual));
            default:
                var loop = (LoopCall)call;
                return _loops.Call(loop, loop.Arguments.Select(a => a.Location.Region == Region.BatchSize ? "count" : At(a)), count);
        }
    }

    private ContractionKernel KernelOf(ProductCall call) => new(
        call.Kind == LoweredKind.WeightGradient ? ContractionKind.WeightGradient : ContractionKind.Forward, _program.Module.Precision, call.Inputs, call.Outputs,
        call.Bias is not null, call.Epilogue);

    private string Ref(FunctionProgram program, Argument argument, string? first)
    {
        string moved = string.Join(" + ", argument.Turns.Select(t => Times(t.Elements, StepName(t.Depth))).Concat(first is null || argument.Step == 0 ? [] : [Times(argument.Step, first)]));
        string reference = "ref " + Offset(Reference(program, argument.Location, moved), CodeWriter.Number(argument.Offset));
        if (argument.Sink is not { } sink) return reference;
        string wanted = argument.Location.Region == Region.Gradient ? "parameterGradients" : $"!Unsafe.IsNullRef(ref {ProgramNames.Output(program.Function, program.Function.Outputs[argument.Location.Index])})";
        return $"ref ({wanted} ? {reference} : ref {Reference(program, sink, moved)})";
    }

    private static string Times(int factor, string name) => (factor == 1 ? "" : CodeWriter.Number(factor) + " * ") + name;

    /// <param name="moved">Elements to the first sample of a range and to the step of a recurrence, empty for none.</param>
    private string Reference(FunctionProgram program, Location location, string moved = "") => location.Region switch
    {
        Region.Column => Offset(ProgramNames.Column(program.Function.Columns[location.Index]), moved),
        Region.Output => Offset(ProgramNames.Output(program.Function, program.Function.Outputs[location.Index]), moved),
        Region.Parameter => Offset("parameters.Values", Plus(CodeWriter.Number(location.Index), moved)),
        Region.Gradient => Offset("parameters.Gradients", CodeWriter.Number(location.Index)),
        Region.State => Offset("parameters.States", Plus(CodeWriter.Number(location.Index), moved)),
        Region.Carry => CarryName(location.Index),
        Region.NextCarry => NextName(location.Index),
        Region.Transposed => $"parameters.Transposed({CodeWriter.Number(location.Index)})",
        Region.Constant => Offset($"MemoryMarshal.GetReference({ConstantName(program, location.Index)})", moved),
        _ => Offset("arena", Plus(program.Plan.Buffers[location.Index].Offset("capacity"), moved)),
    };

    private static string Plus(string place, string moved) => moved.Length == 0 ? place : place == "0" ? moved : place + " + " + moved;

    private static string Offset(string reference, string offset) => offset is "0" or "" ? reference : $"Unsafe.Add(ref {reference}, {offset})";

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
