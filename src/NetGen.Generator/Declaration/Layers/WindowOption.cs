using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The runtime's enumeration <c>Padding</c>, value for value; a test compares them.</summary>
internal enum DeclaredPadding
{
    Valid,
    Same,
}

/// <summary>How a layer's kernel moves over an image or a sequence, as declared: null where an option is not given.</summary>
/// <param name="IsSequence">One axis instead of two: a sequence is an image of height one, and the kernel's size is its width.</param>
/// <param name="Steps">Whether the kernel moves by its own size where no stride is given, as a pool does.</param>
internal sealed record WindowOption(
    bool IsSequence, bool Steps, int Kernel, int? KernelWidth, int? Stride, int? StrideWidth, int? Dilation, int? DilationWidth,
    DeclaredPadding? Padding, int? Pad, EquatableArray<int>? Pads)
{
    /// <summary>Bounds that keep all sizes within 32 bits.</summary>
    private const int Maximum = 1 << 14;

    public static WindowOption Read(AttributeArguments a, bool isSequence, bool steps) => new(
        isSequence, steps, a.Integer("kernel"), Optional(a, "KernelWidth"), Optional(a, "Stride"), Optional(a, "StrideWidth"),
        Optional(a, "Dilation"), Optional(a, "DilationWidth"), (DeclaredPadding?)Optional(a, "Padding"), Optional(a, "Pad"),
        a.Has("Pads") ? a.Integers("Pads") : null);

    public static int? Optional(AttributeArguments a, string name) => a.Has(name) ? a.Integer(name) : null;

    public int KernelOfWidth => KernelWidth ?? Kernel;

    private int StrideOfHeight => Stride ?? (Steps ? Kernel : 1);

    private int StrideOfWidth => StrideWidth ?? Stride ?? (Steps ? KernelOfWidth : 1);

    private bool IsSame => Padding == DeclaredPadding.Same;

    /// <summary>As in the summary: <c>5</c>, <c>3x5, stride 2, same</c>.</summary>
    public string Text
    {
        get
        {
            var text = new List<string> { KernelOfWidth == Kernel ? Number(Kernel) : Number(Kernel) + "x" + Number(KernelOfWidth) };
            bool usual = Steps ? StrideOfHeight == Kernel && StrideOfWidth == KernelOfWidth : StrideOfHeight == 1 && StrideOfWidth == 1;
            if (!usual) text.Add("stride " + Sizes(StrideOfHeight, StrideOfWidth));
            if (Dilation is > 1 || DilationWidth is > 1) text.Add("dilation " + Sizes(Dilation ?? 1, DilationWidth ?? Dilation ?? 1));
            if (IsSame) text.Add("same");
            if (Pad is > 0) text.Add("pad " + Number(Pad.Value));
            if (Pads is { } pads && pads.Any(p => p != 0)) text.Add("pads " + string.Join(" ", pads.Select(Number)));
            return string.Join(", ", text);
        }
    }

    public void Check(Problems problems)
    {
        Size(problems, "kernel", Kernel, 1);
        Size(problems, "KernelWidth", KernelWidth, 1);
        Size(problems, "Stride", Stride, 1);
        Size(problems, "StrideWidth", StrideWidth, 1);
        Size(problems, "Dilation", Dilation, 1);
        Size(problems, "DilationWidth", DilationWidth, 1);
        Size(problems, "Pad", Pad, 0);
        if (Padding is { } padding && padding is not (DeclaredPadding.Valid or DeclaredPadding.Same))
            problems.Add(LayerDescriptors.UnknownEnumValue, "Padding", Number((int)padding), "Padding");
        int sides = IsSequence ? 2 : 4;
        if (Pads is { } pads)
        {
            if (pads.Count != sides)
                problems.Add(LayerDescriptors.PadCount, "Pads", problems.Owner, IsSequence ? "before, after" : "top, bottom, left, right", Number(pads.Count));
            for (int i = 0; i < pads.Count; i++) problems.Require(pads[i] >= 0 && pads[i] <= Maximum, "Pads", pads[i], Range(0), i);
        }
        string[] given = [.. Padding is null ? [] : new[] { "Padding" }, .. Pad is null ? [] : new[] { "Pad" }, .. Pads is null ? [] : new[] { "Pads" }];
        if (given.Length > 1) problems.Add(LayerDescriptors.TwoPaddings, given[1], problems.Owner, given[0], given[1]);
    }

    /// <summary>The window over an image of a size: <c>Same</c> depends on it. Keras: as many places as strides, the odd zero behind.</summary>
    public Window Over(int height, int width)
    {
        var (dilationHeight, dilationWidth) = (IsSequence ? 1 : Dilation ?? 1, DilationWidth ?? Dilation ?? 1);
        var window = new Window(
            IsSequence ? 1 : Kernel, KernelOfWidth, IsSequence ? 1 : StrideOfHeight, StrideOfWidth, dilationHeight, dilationWidth, 0, 0, 0, 0);
        if (IsSame)
        {
            var (top, bottom) = Same(height, window.StrideHeight, window.ExtentHeight);
            var (left, right) = Same(width, window.StrideWidth, window.ExtentWidth);
            return window with { Top = top, Bottom = bottom, Left = left, Right = right };
        }
        if (Pad is { } pad) return window with { Top = IsSequence ? 0 : pad, Bottom = IsSequence ? 0 : pad, Left = pad, Right = pad };
        if (Pads is not { } pads) return window;
        return IsSequence
            ? window with { Left = pads[0], Right = pads[1] }
            : window with { Top = pads[0], Bottom = pads[1], Left = pads[2], Right = pads[3] };
    }

    /// <summary>The image's shape, of a sequence too, or null where the input is refused.</summary>
    public static Shape? Image(Shape input, bool isSequence, Problems problems)
    {
        if (isSequence && input.Rank == 2) return new Shape(1, input[0], input[1]);
        if (!isSequence && input.Rank == 3) return input;
        if (isSequence) problems.RefuseShape(input, "sequences of length x channels", "for one channel use Input(length, 1), or Reshape before this layer");
        else problems.RefuseShape(input, "images of height x width x channels", "for gray images use Input(height, width, 1), or Reshape before this layer");
        return null;
    }

    /// <summary>The shape of the result, in the input's rank, or null where the kernel doesn't fit, which is reported.</summary>
    public Shape? Output(Shape input, int channels, Problems problems)
    {
        if (Image(input, IsSequence, problems) is not { } image) return null;
        var w = Over(image[0], image[1]);
        int height = w.OutputHeight(image[0]), width = w.OutputWidth(image[1]);
        if (height < 1 || width < 1)
        {
            bool isHeight = height < 1;
            var (name, size, before, after, dilation, kernel, stride) = isHeight
                ? ("height", image[0], w.Top, w.Bottom, w.DilationHeight, w.KernelHeight, w.StrideHeight)
                : (IsSequence ? "length" : "width", image[1], w.Left, w.Right, w.DilationWidth, w.KernelWidth, w.StrideWidth);
            int room = size + before + after - dilation * (kernel - 1) - 1;
            int places = (int)Math.Floor((double)room / stride) + 1;
            problems.Add(
                LayerDescriptors.WindowDoesNotFit, !isHeight && KernelWidth is not null ? "KernelWidth" : "kernel", name, problems.Owner,
                $"floor(({name} {Number(size)} + padding {Number(before)} + {Number(after)} - dilation {Number(dilation)} * (kernel {Number(kernel)} - 1) - 1) / stride {Number(stride)}) + 1",
                Number(places), input.ToString());
            return null;
        }
        var output = IsSequence ? new Shape(width, channels) : new Shape(height, width, channels);
        return problems.RequireSize(null, output) ? output : null;
    }

    /// <summary>Reports a pool's window that sees padding only, which has no maximum and no average.</summary>
    public bool CheckCovered(Shape input, Problems problems)
    {
        var image = IsSequence ? new Shape(1, input[0], input[1]) : input;
        var w = Over(image[0], image[1]);
        bool covered = Covered(w.OutputHeight(image[0]), w.KernelHeight, image[0], w.Row) && Covered(w.OutputWidth(image[1]), w.KernelWidth, image[1], w.Column);
        if (!covered) problems.Add(LayerDescriptors.WindowOfPadding, Pads is not null ? "Pads" : Pad is not null ? "Pad" : "kernel", problems.Owner, input.ToString());
        return covered;
    }

    private static bool Covered(int places, int kernel, int size, Func<int, int, int> position) =>
        Enumerable.Range(0, places).All(p => Enumerable.Range(0, kernel).Any(k => position(p, k) is var at && at >= 0 && at < size));

    private static (int Before, int After) Same(int size, int stride, int extent)
    {
        int places = (size + stride - 1) / stride, total = Math.Max((places - 1) * stride + extent - size, 0);
        return (total / 2, total - total / 2);
    }

    private static void Size(Problems problems, string argument, int? value, int least)
    {
        if (value is { } v) problems.Require(v >= least && v <= Maximum, argument, v, Range(least));
    }

    private static string Range(int least) => $"at least {Number(least)} and at most {Number(Maximum)}";

    private static string Sizes(int height, int width) => height == width ? Number(width) : Number(height) + "x" + Number(width);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
