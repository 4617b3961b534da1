using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>Where an argument of a kernel lies, and where it goes instead when the caller doesn't want it.</summary>
/// <param name="Step">Elements from a sample to the next; 0 for what all samples share, and for carries, which are where a range of samples begins.</param>
/// <param name="Sink">A buffer of the arena for results that a call may not want while others of the kernel are.</param>
/// <param name="Offset">Elements from the location to the first that is meant.</param>
internal sealed record Argument(Location Location, int Step, Location? Sink = null, int Offset = 0)
{
    /// <summary>What moves with the steps of the recurrences around the call.</summary>
    public EquatableArray<Turn> Turns { get; init; } = [];

    public override string ToString() => Location + (Offset == 0 ? "" : "+" + Offset.ToString(System.Globalization.CultureInfo.InvariantCulture)) + (Sink is { } sink ? "|" + sink : "");
}

/// <summary>How far an argument moves with each step of a recurrence.</summary>
/// <param name="Depth">Of the recurrence: 0 for one that no other is around.</param>
internal readonly record struct Turn(int Depth, int Elements);

/// <summary>An image in memory with columns of zeros beside it: the halo that windows reach into.</summary>
internal sealed record ZerosBeside(Argument Image, Strides Strides);

/// <summary>One step of a program.</summary>
/// <param name="Needs">When it runs: <see cref="Need"/>.</param>
/// <param name="Comment">What it does, for readers of the generated code.</param>
internal abstract record KernelCall(int Phase, int Needs, string Comment)
{
    /// <summary>The images among its results beside which it writes zeros.</summary>
    public EquatableArray<ZerosBeside> Zeros { get; init; } = [];

    /// <summary>How threads may share it.</summary>
    public abstract Division Division { get; }

    /// <summary>About how many operations it takes for each sample.</summary>
    public abstract long Work { get; }

    /// <summary>The same call with other arguments.</summary>
    public abstract KernelCall Map(Func<Argument, Argument> argument);

    /// <summary>The call, or the calls of all steps of a recurrence, each once.</summary>
    public virtual IEnumerable<KernelCall> Flat => [this];
}

/// <summary>A product of a dense layer; <c>Dy</c> is x of the input's gradient, and <c>Result</c> y, dx or dW.</summary>
internal sealed record ProductCall(
    int Phase, int Needs, string Comment, LoweredKind Kind, int Inputs, int Outputs, Expressions.Expression? Epilogue, Argument X, int LeadingX,
    Argument Operand, int LeadingOperand, Argument? Bias, Argument Result, int LeadingResult, Extent Rows) : KernelCall(Phase, Needs, Comment)
{
    /// <summary>The value that the epilogue reads beside the sums.</summary>
    public Argument? Residual { get; init; }

    public int LeadingResidual { get; init; }

    public override Division Division => Kind == LoweredKind.WeightGradient ? Division.Units : Rows.Batched ? Division.Samples : Division.None;

    public override long Work => 2L * Rows.Factor * Inputs * Outputs;

    public override KernelCall Map(Func<Argument, Argument> argument) => this with
    {
        X = argument(X), Operand = argument(Operand), Bias = Bias is null ? null : argument(Bias), Result = argument(Result), Residual = Residual is null ? null : argument(Residual),
    };
}

/// <summary>A kernel of maps and reductions.</summary>
internal sealed record LoopCall(
    int Phase, int Needs, string Comment, LoopKernel Kernel, EquatableArray<Argument> Arguments, EquatableArray<Extent> Sizes, EquatableArray<int> Strides)
    : KernelCall(Phase, Needs, Comment)
{
    /// <summary>By samples, where each turn of the loop over them writes places of its own; what one reads of others, it would have to sum.</summary>
    public override Division Division
    {
        get
        {
            int batch = BatchLoop;
            if (batch < 0 || Kernel.IsReducing(batch)) return Division.None;
            for (int i = 0; i < Arguments.Count; i++)
                if (Kernel.Operands[i].IsWritten && Arguments[i].Step == 0) return Division.None;
            return Kernel.ReadsPosition(batch) ? Division.None : Division.Samples;
        }
    }

    public override long Work =>
        Sizes.Aggregate(1L, (n, s) => n * s.Factor) * (4 * Arguments.Count + Kernel.Stages.Sum(s => s.Reductions.Sum(r => r.Value.Nodes.Count) + s.Stores.Sum(t => t.Value.Nodes.Count)));

    public override KernelCall Map(Func<Argument, Argument> argument) => this with { Arguments = Arguments.Select(argument).ToEquatableArray() };

    private int BatchLoop => BatchLoopOf(Sizes);

    /// <summary>The loop over the samples, or -1.</summary>
    public static int BatchLoopOf(EquatableArray<Extent> sizes)
    {
        for (int i = 0; i < sizes.Count; i++)
            if (sizes[i].Batched) return i;
        return -1;
    }
}

/// <summary>Uniform random numbers: <c>Elements</c> for each sample.</summary>
internal sealed record RandomCall(int Phase, int Needs, string Comment, Argument Result, int Elements, int Leading, int Key) : KernelCall(Phase, Needs, Comment)
{
    public override Division Division => Division.Samples;

    public override long Work => 16L * Elements;

    public override KernelCall Map(Func<Argument, Argument> argument) => this with { Result = argument(Result) };
}

/// <summary>A routine of the runtime: a method, references (the last is written) and numbers.</summary>
internal sealed record RoutineCall(
    int Phase, int Needs, string Comment, string Method, EquatableArray<Argument> Arguments, EquatableArray<Extent> Numbers) : KernelCall(Phase, Needs, Comment)
{
    /// <summary>By samples, where each writes places of its own.</summary>
    public override Division Division => Numbers[0].Batched && Arguments[Arguments.Count - 1].Step != 0 ? Division.Samples : Division.None;

    public override long Work => Division == Division.Samples ? 4L * Arguments[Arguments.Count - 1].Step : 0;

    public override KernelCall Map(Func<Argument, Argument> argument) => this with { Arguments = Arguments.Select(argument).ToEquatableArray() };
}

/// <summary>A function or a phase of it, ready to be printed.</summary>
internal sealed record FunctionProgram(
    Function Function, int Phases, EquatableArray<KernelCall> Calls, BufferPlan Plan, EquatableArray<EquatableArray<double>> Constants, Location? Loss)
{
    public string Name => Function.Name;

    /// <summary>What threads share.</summary>
    public EquatableArray<CallRegion> Regions { get; } = CallRegion.Cut(Calls);

    /// <summary>About how many operations it takes for each sample.</summary>
    public long Work => Regions.Sum(r => r.Work);

    /// <summary>
    /// Whether nothing but results of samples comes out, each from its sample alone: then ranges of samples can be computed by calls of the whole
    /// function, each with an arena of its own. What has nothing to do with samples, such as a normalisation's scale, each call computes anew.
    /// </summary>
    public bool IsPerSample => ArePerSample(Function, Phases, Calls);

    public static bool ArePerSample(Function function, int phases, IReadOnlyList<KernelCall> calls) =>
        phases == 1 && function.Outputs.All(o => o.Role == OutputRole.Result) && calls.Any(c => c.Division == Division.Samples)
        && calls.All(c => c.Division == Division.Samples || c is LoopCall loop && loop.Sizes.All(s => !s.Batched) || c is RoutineCall routine && routine.Numbers.All(n => !n.Batched))
        && calls.OfType<LoopCall>().All(l => l.Arguments.All(a => a.Location.Region != Region.BatchSize));
}

/// <summary>All functions of a network as kernels over planned memory.</summary>
internal sealed record NetworkProgram(Module Module, EquatableArray<FunctionProgram> Functions)
{
    public override string ToString() => ProgramText.Print(this);
}
