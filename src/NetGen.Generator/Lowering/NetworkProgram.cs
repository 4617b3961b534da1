using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>Where an argument of a kernel lies, and where it goes instead when the caller doesn't want it.</summary>
/// <param name="Sink">A buffer of the arena for results that a call may not want while others of the kernel are.</param>
/// <param name="Offset">Elements from the location to the first that is meant.</param>
internal sealed record Argument(Location Location, Location? Sink = null, int Offset = 0)
{
    public override string ToString() => Location + (Offset == 0 ? "" : "+" + Offset.ToString(System.Globalization.CultureInfo.InvariantCulture)) + (Sink is { } sink ? "|" + sink : "");
}

/// <summary>One step of a program.</summary>
/// <param name="Needs">When it runs: <see cref="Need"/>.</param>
/// <param name="Comment">What it does, for readers of the generated code.</param>
internal abstract record KernelCall(int Phase, int Needs, string Comment);

/// <summary>A product of a dense layer; <c>Dy</c> is x of the input's gradient, and <c>Result</c> y, dx or dW.</summary>
internal sealed record ProductCall(
    int Phase, int Needs, string Comment, LoweredKind Kind, int Inputs, int Outputs, Expressions.Expression? Epilogue, Argument X, int LeadingX,
    Argument Operand, int LeadingOperand, Argument? Bias, Argument Result, int LeadingResult, Extent Rows) : KernelCall(Phase, Needs, Comment)
{
    /// <summary>The value that the epilogue reads beside the sums.</summary>
    public Argument? Residual { get; init; }

    public int LeadingResidual { get; init; }
}

/// <summary>A kernel of maps and reductions.</summary>
internal sealed record LoopCall(
    int Phase, int Needs, string Comment, LoopKernel Kernel, EquatableArray<Argument> Arguments, EquatableArray<Extent> Sizes, EquatableArray<int> Strides)
    : KernelCall(Phase, Needs, Comment);

/// <summary>Uniform random numbers: <c>Elements</c> for each sample.</summary>
internal sealed record RandomCall(int Phase, int Needs, string Comment, Argument Result, int Elements, int Leading, int Key) : KernelCall(Phase, Needs, Comment);

/// <summary>A routine of the runtime: a method, references (the last is written) and numbers.</summary>
internal sealed record RoutineCall(
    int Phase, int Needs, string Comment, string Method, EquatableArray<Argument> Arguments, EquatableArray<Extent> Numbers) : KernelCall(Phase, Needs, Comment);

/// <summary>A function or a phase of it, ready to be printed.</summary>
internal sealed record FunctionProgram(
    Function Function, int Phases, EquatableArray<KernelCall> Calls, BufferPlan Plan, EquatableArray<EquatableArray<double>> Constants, Location? Loss)
{
    public string Name => Function.Name;
}

/// <summary>All functions of a network as kernels over planned memory.</summary>
internal sealed record NetworkProgram(Module Module, EquatableArray<FunctionProgram> Functions)
{
    public override string ToString() => ProgramText.Print(this);
}
