using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>The products of a dense layer.</summary>
internal enum ContractionKind : byte
{
    /// <summary>
    /// <c>y[rows, outputs] = epilogue(x[rows, inputs] W + bias)</c>, W in panels. The gradient of the input is the same product over the
    /// panels of the transposed weights, without bias and epilogue.
    /// </summary>
    Forward,

    /// <summary><c>dW = sum over rows of x[row, :] dy[row, :]</c> in panels, its padding lanes zero, and the column sums of dy on request.</summary>
    WeightGradient,
}

/// <summary>
/// A product of a dense layer as the processor computes it: <see cref="CallForward"/> or <see cref="CallWeightGradient"/> gives the statement that runs it, and
/// <see cref="ContractionKernels.Emit"/> the methods that the statements of many kernels need, shared between all of them.
/// </summary>
/// <param name="Inputs">Elements of a row of x.</param>
/// <param name="Outputs">Elements of a row of y or dy, without padding.</param>
/// <param name="HasBias">Whether Forward adds a bias, or WeightGradient writes the gradient of one.</param>
/// <param name="Epilogue">
/// A function of one operand, applied to each output of Forward before it is stored, or of two, the output and an element of another value at the same
/// place; null for none.
/// </param>
internal sealed record ContractionKernel(
    ContractionKind Kind, Precision Precision, int Inputs, int Outputs, bool HasBias = false, Expression? Epilogue = null)
{
    /// <summary>Where the weights lie.</summary>
    public PanelLayout Panels => new(Outputs, Inputs, Precision);

    /// <summary>The method in the class <c>Kernels</c> that computes it, with its type argument.</summary>
    public string MethodName =>
        Kind == ContractionKind.Forward ? $"{(HasResidual ? "ForwardWith" : "Forward")}<Kernels.{EpilogueType.NameOf(Epilogue)}>" : IsWide ? "WideWeightGradient" : "WeightGradient";

    /// <summary>Whether the epilogue reads another value.</summary>
    public bool HasResidual => Epilogue is { Operands: 2 };

    /// <summary>Rows of x and y a sample.</summary>
    public int RowsPerSample { get; init; } = 1;

    /// <summary>Whether a weight gradient has so much x and so many panels that x is worth copying.</summary>
    public bool IsWide =>
        Kind == ContractionKind.WeightGradient &&
        (Inputs >= ContractionKernels.WideInputs && Outputs >= ContractionKernels.WideOutputs ||
         RowsPerSample >= ContractionKernels.ManyRows && Inputs >= ContractionKernels.ManyInputs && Outputs >= ContractionKernels.ManyOutputs);

    /// <summary>
    /// The statement that computes y from x. The arguments are C# expressions: references such as <c>ref Unsafe.Add(ref arena, 64)</c>, and
    /// integers. <paramref name="bias"/> is null where there is none. With <paramref name="ldy"/> below the stored outputs exactly the
    /// outputs are written, so y may be a dense span of the user's; else the padding lanes are written too.
    /// </summary>
    public string CallForward(string x, string ldx, string weights, string? bias, string y, string ldy, string rows, string? residual = null, string ldr = "0") =>
        $"Kernels.{MethodName}({x}, {ldx}, {weights}, {bias ?? NoReference}, {(residual is null ? "" : $"{residual}, {ldr}, ")}{y}, {ldy}, {rows}, {Inputs}, {Outputs});";

    /// <summary>
    /// The statement that computes the panels of the weights' gradient from x and the outputs' gradient dy, and the bias's gradient
    /// where <paramref name="biasGradient"/> is not null. dy may be dense, as y may. Of all <see cref="Units"/>, those from
    /// <paramref name="first"/> to <paramref name="end"/> are computed: ranges that may be done at once, with the same bits however they are cut.
    /// </summary>
    public string CallWeightGradient(string x, string ldx, string dy, string lddy, string dw, string? biasGradient, string rows, string first, string end) =>
        $"Kernels.{MethodName}({x}, {ldx}, {dy}, {lddy}, {dw}, {biasGradient ?? NoReference}, {rows}, {Inputs}, {Outputs}, {first}, {end});";

    /// <summary>The parts of a weight gradient that can be divided between threads.</summary>
    public int Units => ContractionKernels.Units(this);

    private string NoReference => $"ref Unsafe.NullRef<{(Precision == Precision.Single ? "float" : "double")}>()";
}
