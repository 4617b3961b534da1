namespace NetGen.Compiler.Lowering;

/// <summary>Checks a program against its own rules: what tests run between the passes and the text.</summary>
internal static class ProgramVerifier
{
    /// <summary>What is wrong with a program, or null.</summary>
    public static string? Problem(FunctionProgram program) => Overlap(program.Plan) ?? Steps(program);

    /// <summary>
    /// Two buffers whose lives overlap and which share an element for some capacity from 1 on. Offsets are <c>a * capacity + c</c> and sizes grow
    /// with the capacity or don't, so that one lies before the other for every capacity where it does at 1 and its slope is no greater.
    /// </summary>
    public static string? Overlap(BufferPlan plan)
    {
        for (int i = 0; i < plan.Buffers.Count; i++)
        {
            var a = plan.Buffers[i];
            if (!Before(End(a), (plan.PerSample, plan.Fixed))) return $"Buffer {i} for {a.Name} ends behind the arena.";
            for (int j = i + 1; j < plan.Buffers.Count; j++)
            {
                var b = plan.Buffers[j];

                // In place: the last step of one value is the first of the next, at the same offset.
                bool together = a.First < b.Last && b.First < a.Last || a.First == b.First
                    || (a.Last == b.First || b.Last == a.First) && (a.PerSample, a.Fixed, a.Size) != (b.PerSample, b.Fixed, b.Size);
                if (together && !Before(End(a), (b.PerSample, b.Fixed)) && !Before(End(b), (a.PerSample, a.Fixed)))
                    return $"Buffers {i} for {a.Name} and {j} for {b.Name} share memory.";
            }
        }
        return null;
    }

    private static (int PerSample, int Fixed) End(Buffer buffer) =>
        buffer.Size.Batched ? (buffer.PerSample + buffer.Size.Factor, buffer.Fixed) : (buffer.PerSample, buffer.Fixed + buffer.Size.Factor);

    private static bool Before((int PerSample, int Fixed) a, (int PerSample, int Fixed) b) =>
        a.PerSample <= b.PerSample && a.PerSample + a.Fixed <= b.PerSample + b.Fixed;

    /// <summary>A step that reads a buffer which no step wrote before, or zeros beside an image in it, or uses one outside its life.</summary>
    private static string? Steps(FunctionProgram program)
    {
        HashSet<int> written = [], beside = [];
        for (int step = 0; step < program.Calls.Count; step++)
        {
            if (program.Calls[step] is ConvolutionCall { X.Location: { Region: Region.Arena } image, XStrides.Zeros: not (0, 0) } && !beside.Contains(image.Index))
                return $"Step {step} reads zeros beside the image in buffer {image.Index}, which nothing wrote.";
            var (reads, writes) = Buffers(program.Calls[step]);
            beside.ExceptWith(writes);
            beside.UnionWith(program.Calls[step].Zeros.Select(z => z.Image.Location.Index));
            foreach (int buffer in reads)
                if (!written.Contains(buffer)) return $"Step {step} reads buffer {buffer} before it is written.";
            written.UnionWith(writes);
            foreach (int buffer in reads.Concat(writes))
                if (step < program.Plan.Buffers[buffer].First || step > program.Plan.Buffers[buffer].Last) return $"Step {step} uses buffer {buffer} outside its life.";
        }
        return null;
    }

    private static (List<int> Reads, List<int> Writes) Buffers(KernelCall call)
    {
        var (reads, writes) = (new List<int>(), new List<int>());
        switch (call)
        {
            case RandomCall random:
                Add(writes, random.Result);
                break;
            case ProductCall product:
                Add(reads, product.X);
                Add(reads, product.Operand);
                Add(reads, product.Residual);
                Add(product.Kind == LoweredKind.WeightGradient ? writes : reads, product.Bias);
                Add(writes, product.Result);
                break;
            case RoutineCall routine:
                for (int i = 0; i < routine.Arguments.Count; i++) Add(i == routine.Arguments.Count - 1 ? writes : reads, routine.Arguments[i]);
                break;
            case ConvolutionCall convolution:
                Add(reads, convolution.X);
                Add(reads, convolution.Other);
                Add(reads, convolution.Scale);
                Add(reads, convolution.Residual);
                Add(convolution.Kind == LoweredKind.ConvolutionWeightGradient ? writes : reads, convolution.Bias);
                Add(writes, convolution.Result);
                break;
            case MovementCall movement:
                foreach (var operand in movement.Operands) Add(reads, operand);
                Add(writes, movement.Result);
                break;
            case ScanCall scan:
                foreach (var carry in scan.Carries)
                {
                    Add(reads, carry.Initial);
                    Add(writes, carry.Even);
                    Add(writes, carry.Odd);
                }
                foreach (var inner in scan.Body)
                {
                    var (innerReads, innerWrites) = Buffers(inner);
                    reads.AddRange(innerReads.Where(r => !writes.Contains(r)));
                    writes.AddRange(innerWrites);
                }
                break;
            case LoopCall loop:
                for (int i = 0; i < loop.Arguments.Count; i++) Add(loop.Kernel.Operands[i].IsWritten ? writes : reads, loop.Arguments[i]);
                break;
        }
        return (reads, writes);

        static void Add(List<int> list, Argument? argument)
        {
            if (argument?.Location.Region == Region.Arena) list.Add(argument.Location.Index);
            if (argument?.Sink is { } sink) list.Add(sink.Index);
        }
    }
}
