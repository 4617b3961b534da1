using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// An image that windows reach beyond lies in memory with columns of zeros at its sides, which the kernel that computes it writes too: convolutions, and the
/// gradients that read it, then have neither borders nor copies. Rows beyond the image are left out of the sums, which costs nothing and saves products. What the caller
/// gives, what loops compute (which are loops over whole images then), what is read in other ways than by distances of rows, and channels that leave gaps in runs of columns,
/// stay as they are and are copied, image by image, by the kernels whose windows reach beyond them. Runs after the rules of fusion.
/// </summary>
internal static class Halos
{
    public static void Run(FusionState state)
    {
        int next = state.Graph.Nodes.Count == 0 ? 0 : state.Graph.Nodes.Max(n => n.Id) + 1;
        foreach (var image in state.Graph.Nodes)
        {
            if (!IsOwn(state, image)) continue;
            var readers = state.ReadersOf(image);
            if (!readers.All(r => CanRead(r, image))) continue;
            int before = 0, after = 0, width = image.Axes[2].Factor;
            bool loops = readers.Any(r => r.IsLoop);
            foreach (var reader in readers)
            {
                if (reader.Operands[0].Node != image || !MeetsZeros(state.Graph, reader)) continue;
                // Loops over rows instead of whole images cost more than the copies of a gradient.
                if (loops && reader.Kind != LoweredKind.Convolution) continue;
                var (left, right) = Overhang(reader, width);
                (before, after) = (Math.Max(before, left), Math.Max(after, right));
            }

            // An image that is mostly zeros is better copied.
            if (before + after == 0 || before + after > width) continue;
            var shape = image.Type.Shape;
            var memory = new LoweredNode(next++, LoweredKind.Joined, [image.Axes[0], image.Axes[1], new Extent(width + before + after), image.Axes[3]], image.Phase)
            {
                Type = image.Type with { Shape = new Shape(shape[0], width + before + after, shape[2]) }, HasLastAxis = true, HasZeros = true,
                Label = FormattableString.Invariant($"{image.Label ?? "an image"} with {before} and {after} columns of zeros"),
            };
            image.Within = new Reading(memory, new([0, 1, 2, 3])) { Starts = new([0, 0, before, 0]), Steps = new([1, 1, 1, 1]) };
        }
    }

    /// <summary>Whether the value is an image in memory of its own, written by a kernel that is given the distances of rows.</summary>
    private static bool IsOwn(FusionState state, LoweredNode node) =>
        node.Axes.Count == 4 && node.Axes[0].Batched && node is { HasLastAxis: true, IsDense: false, Within: null, Residual: null, IsDepthwise: false } && !state.IsOutput(node)
        && (node.Kind is LoweredKind.Convolution or LoweredKind.ConvolutionInputGradient || IsPool(node));

    private static bool IsPool(LoweredNode node) => node.Operation is MaxPoolOperation or MaxPoolGradientOperation or SumPoolOperation or SumPoolGradientOperation;

    private static bool CanRead(LoweredNode reader, LoweredNode image) => reader.Residual != image
        && (reader.IsLoop || IsPool(reader) || reader.Kind is LoweredKind.Convolution or LoweredKind.ConvolutionInputGradient or LoweredKind.ConvolutionWeightGradient);

    /// <summary>Whether a kernel reads zeros beside its image: those by tiles find out at each tile, sums of runs have none, and columns with gaps need a copy anyway.</summary>
    private static bool MeetsZeros(LoweredGraph graph, LoweredNode reader)
    {
        if (WindowOf(reader) is not { } window || reader.IsDepthwise) return false;
        var precision = graph.Module.Precision;
        var image = reader.Operands[0].Node;
        int channels = image.Axes[3].Factor;
        bool weightGradient = reader.Kind == LoweredKind.ConvolutionWeightGradient, backward = reader.Kind == LoweredKind.ConvolutionInputGradient;
        if (weightGradient)
        {
            if (reader.Panels is not { IsDepthwise: false } weights || ConvolutionTiles.Rows(reader.Operation!, weights, reader.OperandTypes[1].Shape) > 0) return false;
        }
        else
        {
            var weights = graph.Parameters.Parameters[reader.Index].Layout(reader.OperandTypes[1].Shape, precision);
            bool plain = reader is { Expression: null, Bias: null, Scale: null, Residual: null };
            if (WindowCalls.WeightsOf(reader.Operation!, backward ? weights.Transposed : weights, image.Type.Shape, reader.Type.Shape, plain) is not (Region.Parameter or Region.Transposed)) return false;
        }
        bool run = window is { KernelWidth: > 1, DilationWidth: 1 } && (!backward || window.StrideWidth == 1) && Groups(reader) == 1;
        return !run || PanelLayout.LeadingDimension(channels, precision) == channels;
    }

    /// <summary>How far windows reach beyond the columns of the image that is read, before the first and after the last.</summary>
    private static (int Before, int After) Overhang(LoweredNode reader, int width)
    {
        var w = WindowOf(reader)!.Value;
        if (reader.Kind == LoweredKind.ConvolutionInputGradient)
        {
            // Place p of dx meets dy at (p + left - k dilation) / stride.
            int last = (reader.Type.Shape[1] - 1 + w.Left) / w.StrideWidth;
            return (Math.Max(0, w.ExtentWidth - 1 - w.Left) / w.StrideWidth, Math.Max(0, last - width + 1));
        }
        int places = reader.Kind == LoweredKind.Convolution ? reader.Type.Shape[1] : reader.OperandTypes[1].Shape[1];
        return (w.Left, Math.Max(0, (places - 1) * w.StrideWidth + w.ExtentWidth - w.Left - width));
    }

    private static Window? WindowOf(LoweredNode reader) => reader.Operation switch
    {
        ConvolutionOperation c => c.Window,
        ConvolutionInputGradientOperation c => c.Window,
        ConvolutionWeightGradientOperation c => c.Window,
        _ => null,
    };

    private static int Groups(LoweredNode reader) => reader.Operation switch
    {
        ConvolutionOperation c => c.Groups,
        ConvolutionInputGradientOperation c => c.Groups,
        ConvolutionWeightGradientOperation c => c.Groups,
        _ => 1,
    };
}
