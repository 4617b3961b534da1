using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// Which gradients of convolutions' inputs are made of runs: each place of dy, times all rows of the window that meet a row of dx, gives the run (column of the window,
/// channel), and the runs of neighbours are added where they overlap. Where images have few channels, such a run fills vectors that the channels alone don't, and no zeros
/// beside dy are multiplied.
/// </summary>
internal static class GradientRuns
{
    /// <summary>Whether that is fewer products, by more than what the sums of runs cost.</summary>
    /// <param name="weights">Transposed: its outputs are the channels of dx.</param>
    /// <param name="dy">The image that is read.</param>
    /// <param name="dx">The result.</param>
    public static bool Fit(Operation operation, WeightLayout weights, Shape dy, Shape dx)
    {
        if (operation is not ConvolutionInputGradientOperation { Groups: 1, Window: { DilationHeight: 1, DilationWidth: 1 } window }) return false;
        int run = PanelLayout.LeadingDimension(window.KernelWidth * weights.Outputs, weights.Precision), channels = PanelLayout.LeadingDimension(weights.Outputs, weights.Precision);
        return window.KernelWidth > window.StrideWidth && 5L * run * dy[1] * window.StrideWidth <= 4L * channels * dx[1] * window.KernelWidth;
    }

    /// <summary>The elements of a run.</summary>
    public static int Length(ConvolutionCall call) => ((ConvolutionInputGradientOperation)call.Operation).Window.KernelWidth * call.Weights.Outputs;
}
