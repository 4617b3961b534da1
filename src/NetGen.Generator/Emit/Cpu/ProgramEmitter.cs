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
    private readonly Dictionary<int, int> _rowGradients;
    private readonly string _type;
    private readonly bool _withResidual;

    /// <param name="straightLine">Whether functions that are small enough become straight-line code instead of calls of kernels.</param>
    public ProgramEmitter(NetworkProgram program, bool straightLine)
    {
        _program = program;
        _straight = [.. program.Functions.Where(f => straightLine && StraightLinePrinter.Supports(program.Module, f.Function))];
        _calls = program.Functions.Where(f => !_straight.Contains(f)).SelectMany(f => f.Calls).SelectMany(c => c.Flat).ToArray();
        _withResidual = _calls.OfType<ConvolutionCall>().Any(c => c.Residual is not null);
        _rowGradients = RowGradients.Of(program);
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
            writer, _calls.OfType<ProductCall>().Select(KernelOf), _program.Module.Precision, convolutions.Where(c => !c.Weights.IsDepthwise || c.IsFinished).Select(c => c.Epilogue).ToArray());
        ConvolutionKernels.Emit(writer, convolutions, _program.Module.Precision, anyCostly);
        LoopKernelPrinter.Print(writer, [.. _loops.Instances], _program.Module.Precision);
    }

    /// <summary>The class <c>Programs</c>.</summary>
    public void EmitPrograms(CodeWriter writer)
    {
        writer.Line("/// <summary>What the network computes, step by step: one method a function and phase.</summary>");
        writer.Line(GeneratedFile.GeneratedCode);
        using var _ = writer.Braces("private static class Programs");
        var precision = _program.Module.Precision;
        foreach (var (name, plan) in _program.Functions.Select(f => (ProgramNames.Pascal(f.Name), f.Plan)))
            writer.Line($"public const long {name}BytesPerSample = {CodeWriter.Number(plan.BytesPerSample(precision))}, {name}BytesFixed = {CodeWriter.Number(plan.BytesFixed(precision))};");
        writer.Line();
        // All programs are known before what they share is written.
        var parts = new ProgramParts();
        var programs = new List<List<ProgramStep>>();
        var texts = new List<Action>();
        foreach (var function in _program.Functions)
        {
            for (int phase = 0; phase < function.Phases; phase++) AddMethod(function, phase);
            if (function.Function.Name is FunctionAssembly.Predict or FunctionAssembly.PredictResults) AddPredictAll(function);
            if (!_straight.Contains(function)) texts.Add(() => EmitConstants(writer, function));
        }
        parts.Finish(programs);
        foreach (var text in texts) text();
        parts.Emit(writer);

        void AddMethod(FunctionProgram function, int phase)
        {
            var signature = SignatureOf(function, phase);
            if (_straight.Contains(function))
            {
                texts.Add(() => EmitStraight(writer, function, phase, signature));
                return;
            }
            var (named, rename) = parts.Named(signature);
            var steps = StepsOf(parts, function, phase, rename);
            programs.Add(steps);
            texts.Add(() => EmitMethod(writer, parts, function, phase, named, steps));
        }

        void AddPredictAll(FunctionProgram function)
        {
            var all = SignatureOf(function, 0).ForAllSamples();
            if (function.IsPerSample && !_straight.Contains(function)) all = parts.Named(all).Signature;
            var step = PredictAllStep(parts, function);
            var steps = new List<ProgramStep> { step };
            programs.Add(steps);
            texts.Add(() => EmitPredictAll(writer, parts, ProgramNames.Pascal(function.Name), all, steps));
        }
    }

    /// <summary>What a method takes, and what its parts know.</summary>
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

    private static string MethodOf(FunctionProgram program, int phase) =>
        ProgramNames.Pascal(program.Function.Name) + (program.Phases == 1 ? "" : phase == 0 ? "Forward" : "Backward");

    private string HeaderOf(FunctionProgram program, int phase, ProgramSignature signature) =>
        $"public static {(phase == 0 && program.Loss is not null ? _type : "void")} {MethodOf(program, phase)}({signature.Parameters})";

    private void EmitStraight(CodeWriter writer, FunctionProgram program, int phase, ProgramSignature signature)
    {
        using (writer.Braces(HeaderOf(program, phase, signature))) StraightLinePrinter.TryPrint(_program.Module, program.Function, phase, writer);
        writer.Line();
    }

    private void EmitMethod(CodeWriter writer, ProgramParts parts, FunctionProgram program, int phase, ProgramSignature signature, List<ProgramStep> steps)
    {
        string method = MethodOf(program, phase);
        var pieces = ProgramStep.Cut(steps);
        using (writer.Braces(HeaderOf(program, phase, signature)))
        {
            if (pieces.Count == 1) Piece(pieces[0]);
            else
                for (int i = 0; i < pieces.Count; i++) writer.Line($"{method}{ProgramStep.Letters(i)}({signature.Arguments});");
            if (phase == 0 && program.Function.Outputs.Any(o => o.Role == OutputRole.State)) writer.Line("// The states have changed.\nparameters.MarkChanged();");
            if (phase == 0 && program.Loss is { } loss) writer.Line($"return {Reference(program, loss)};");
        }
        writer.Line();
        for (int i = 0; i < pieces.Count && pieces.Count > 1; i++)
        {
            using (writer.Braces($"private static void {method}{ProgramStep.Letters(i)}({signature.Parameters})")) Piece(pieces[i]);
            writer.Line();
        }

        void Piece(List<ProgramStep> piece)
        {
            if (piece.Any(s => s.IsPart)) writer.Line($"var parts = {parts.Construct(signature)};");
            ProgramStep.Write(writer, piece);
        }
    }

    /// <summary>The steps of a method; what threads share goes to the parts.</summary>
    private List<ProgramStep> StepsOf(ProgramParts parts, FunctionProgram program, int phase, Func<ProgramStep, ProgramStep> rename)
    {
        var steps = new List<ProgramStep>();
        string method = MethodOf(program, phase);
        int number = 0;
        foreach (var region in program.Regions.Where(r => r.Phase == phase))
        {
            if (program.IsPerSample || region.Division == Division.None)
            {
                steps.AddRange(CallSteps(program, region, default));
                continue;
            }
            bool samples = region.Division == Division.Samples;

            // What threads would wait for each other to rebuild is rebuilt before, by all of them.
            foreach (var call in CallsOf(program, region).SelectMany(c => c.Flat.Select(f => f with { Needs = c.Needs })))
            {
                var weights = call switch { ProductCall product => product.Operand.Location, ConvolutionCall convolution => convolution.Other.Location, _ => default };
                if (weights.Region is Region.Transposed or Region.Tiles or Region.TurnedTiles or Region.Runs)
                    steps.Add(new(Guard(program.Function, call.Needs), null, $"{Reference(program, weights)};"));
            }
            // A single step says itself when it runs and what it does.
            bool single = samples && region.Count == 1;
            var range = samples ? new Range("samples", "first", null) : new Range("count", null, UnitsOf(program, region));
            var inner = CallSteps(program, region, range).ToList();
            // What none of the steps is wanted for wakes no threads.
            string? guard = samples ? inner[0].Guard : Guard(program.Function, program.Calls[region.First].Needs);
            if (inner.TrueForAll(s => s.Guard == guard)) inner = inner.ConvertAll(s => s with { Guard = null });
            else if (samples) guard = null;
            string? comment = single ? inner[0].Comment : null;
            string? about = SharedSteps.NameOf(inner);
            if (single) inner[0] = inner[0] with { Comment = null };
            var part = parts.Add($"{method}Part{CodeWriter.Number(number++)}", samples, inner.ConvertAll(s => rename(s)));
            string length = samples ? $"count, {ContractionKernels.LeastRows}" : CodeWriter.Number(UnitsOf(program, region).Sum()) + ", 1";
            steps.Add(RunStep(part, length, region.Work) with { Guard = guard, Comment = comment, Name = about });
        }
        return steps.ConvertAll(s => rename(s));
    }

    private static ProgramStep RunStep(PartUse part, string length, long work) =>
        new(null, null, $"Divide(ref parts, part: 0, {length}, {CodeWriter.Number(work)}L * count);") { IsPart = true, Use = part };

    private static IEnumerable<KernelCall> CallsOf(FunctionProgram program, CallRegion region) => program.Calls.Skip(region.First).Take(region.Count);

    private int[] UnitsOf(FunctionProgram program, CallRegion region) =>
        CallsOf(program, region).Select(c => c is ConvolutionCall convolution ? WindowStatements.Units(convolution) : KernelOf((ProductCall)c).Units).ToArray();

    /// <summary>Predictions of any number of samples: what the members call.</summary>
    private static void EmitPredictAll(CodeWriter writer, ProgramParts parts, string name, ProgramSignature signature, List<ProgramStep> steps)
    {
        writer.Line("/// <summary>Predicts any number of samples, in chunks whose activations stay in the cache.</summary>");
        using (writer.Braces($"public static void {name}All({signature.Parameters})"))
        {
            if (steps.Any(s => s.IsPart)) writer.Line($"var parts = {parts.Construct(signature)};");
            ProgramStep.Write(writer, steps);
        }
        writer.Line();
    }

    private ProgramStep PredictAllStep(ProgramParts parts, FunctionProgram program)
    {
        string name = ProgramNames.Pascal(program.Function.Name);
        if (!program.IsPerSample || _straight.Contains(program)) return new(null, null, Chunks("0", "count"));
        var rename = parts.Named(SignatureOf(program, 0).ForAllSamples()).Rename;
        var part = parts.Add(name + "Range", ofSamples: false, [rename(new(null, null, Chunks("first", "end")))]);
        return RunStep(part, $"count, {ContractionKernels.LeastRows}", program.Work);

        string Chunks(string first, string end)
        {
            var arguments = program.Function.Columns.Select(c => c.Type.Batched ? Shifted(ProgramNames.Column(c), c.Type.Shape.Length) : "ref " + ProgramNames.Column(c))
                .Concat(program.Function.Outputs.Select(o => Shifted(ProgramNames.Output(program.Function, o), program.Function.Nodes[o.Node].Type.Shape.Length)));
            return $$"""
                var memory = arenas.Rent();
                for (int sample = {{first}}, samples; sample < {{end}}; sample += samples)
                {
                    samples = arenas.Chunk({{end}} - sample);
                    {{name}}(parameters, ref memory.First<{{_type}}>(), arenas.Capacity, samples, {{string.Join(", ", arguments)}});
                }
                arenas.Return(memory);
                """.Replace("\r", "");
        }

        static string Shifted(string reference, long length) => $"ref Unsafe.Add(ref {reference}, {(length == 1 ? "" : CodeWriter.Number(length) + " * ")}sample)";
    }

    /// <summary>Which samples or units a statement computes.</summary>
    /// <param name="Count">The number of samples as C#; null for all.</param>
    /// <param name="First">The first sample, null for the first of all.</param>
    /// <param name="Units">The number of units of each call, where the statements compute a range of all of them.</param>
    private readonly record struct Range(string? Count, string? First, int[]? Units);

    private IEnumerable<ProgramStep> CallSteps(FunctionProgram program, CallRegion region, Range range)
    {
        int unit = 0;
        for (int i = 0; i < region.Count; i++)
        {
            var call = program.Calls[region.First + i];
            string? guard = range.Units is not null ? null : Guard(program.Function, call.Needs);
            yield return new(guard, call.Comment + ".", call is ScanCall scan ? ScanText(program, scan, range, guard is null) : Statement(program, call, range, unit));
            if (range.Units is not null) unit += range.Units[i];
        }
    }

    private string ScanText(FunctionProgram program, ScanCall scan, Range range, bool braces)
    {
        var writer = new CodeWriter();
        if (braces)
            using (writer.Braces("")) EmitScan(writer, program, scan, range);
        else EmitScan(writer, program, scan, range);
        return writer.ToString().TrimEnd('\n');
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

    private static string? Guard(Function function, int needs) => ProgramNames.Guard(function, needs, gradient => $"!Unsafe.IsNullRef(ref {gradient})");

    private string Statement(FunctionProgram program, KernelCall call, Range range, int unit) => KernelStatement(program, call, range, unit)
        + string.Concat(call.Zeros.Select(z => "\n" + WindowStatements.Beside(Ref(program, z.Image, range.First), z.Strides, range.Count ?? "count")));

    private string KernelStatement(FunctionProgram program, KernelCall call, Range range, int unit)
    {
        string count = range.Count ?? "count";
        string At(Argument argument) => Ref(program, argument, range.First);
        switch (call)
        {
            case ConvolutionCall convolution: return new WindowStatements(_type, At, count) { WithResidual = _withResidual }.Of(convolution, range.Units is null ? null : unit);
            case MovementCall movement: return new WindowStatements(_type, At, count).Of(movement);
            case RandomCall random:
                return $"Philox.Fill({At(random.Result)}, {count}, {CodeWriter.Number(random.Elements)}, {CodeWriter.Number(random.Leading)}, parameters.Seed, parameters.Step, {CodeWriter.Number(random.Key)}{(range.First is null ? "" : ", " + range.First)});";
            case RoutineCall routine when RowGradients.IsRows(routine) && _rowGradients.TryGetValue(routine.Arguments[2].Location.Index, out int parameter):
                return $"{routine.Method}({At(routine.Arguments[0])}, {At(routine.Arguments[1])}, parameters, {CodeWriter.Number(parameter)}, {string.Join(", ", routine.Numbers.Where((_, i) => i != 2).Select(n => n.ToCode(count)))});";
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
                return _loops.Call(loop, loop.Arguments.Select(a => a.Location.Region == Region.BatchSize ? BatchSize(a.Location.Index) : At(a)), count);
        }
    }

    private string BatchSize(int factor) => factor == 0 ? "count" : CodeWriter.Literal(factor, _program.Module.Precision) + " * count";

    private ContractionKernel KernelOf(ProductCall call) => new(
        call.Kind == LoweredKind.WeightGradient ? ContractionKind.WeightGradient : ContractionKind.Forward, _program.Module.Precision, call.Inputs, call.Outputs,
        call.Bias is not null, call.Epilogue) { RowsPerSample = call.Rows.Factor };

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
        Region.Transposed or Region.Tiles or Region.TurnedTiles or Region.Runs => $"parameters.{location.Region}({CodeWriter.Number(location.Index)})",
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
