using System.Globalization;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// How a kernel moves over an image <c>[height, width, channels]</c>: its size, the step from one place to the next, the distance between
/// the elements that it reads, and the zeros around the image. Sequences are images of height one.
/// </summary>
internal readonly record struct Window(
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth,
    int Top, int Bottom, int Left, int Right)
{
    /// <summary>A kernel that reads neighbours, moves by one and stays within the image.</summary>
    public static Window Of(int kernelHeight, int kernelWidth) => new(kernelHeight, kernelWidth, 1, 1, 1, 1, 0, 0, 0, 0);

    /// <summary>Places that don't overlap and leave no gap, as of most pools.</summary>
    public static Window Tiles(int height, int width) => new(height, width, height, width, 1, 1, 0, 0, 0, 0);

    /// <summary>Rows from the first that the kernel reads to the last.</summary>
    public int ExtentHeight => DilationHeight * (KernelHeight - 1) + 1;

    public int ExtentWidth => DilationWidth * (KernelWidth - 1) + 1;

    public bool HasPadding => (Top | Bottom | Left | Right) != 0;

    /// <summary>The rows of the result: floor((h + top + bottom - dilation (kernel - 1) - 1) / stride) + 1; not positive where the kernel doesn't fit.</summary>
    public int OutputHeight(int height) => Places(height + Top + Bottom - ExtentHeight, StrideHeight);

    public int OutputWidth(int width) => Places(width + Left + Right - ExtentWidth, StrideWidth);

    /// <summary>The row of the image that a row of the kernel reads at a place of the result; outside the image it is padding.</summary>
    public int Row(int place, int kernel) => place * StrideHeight + kernel * DilationHeight - Top;

    public int Column(int place, int kernel) => place * StrideWidth + kernel * DilationWidth - Left;

    /// <summary>The result's shape for an image.</summary>
    /// <exception cref="GraphException">It is no image, or the kernel doesn't fit into it.</exception>
    public Shape Output(Operation operation, TensorType image, int channels)
    {
        OperandRules.Image(operation, image);
        var shape = new Shape(OutputHeight(image.Shape[0]), OutputWidth(image.Shape[1]), channels);
        if (shape[0] < 1 || shape[1] < 1) throw new GraphException($"{operation.Name}: the window {this} doesn't fit into {image.Shape}.");
        return shape;
    }

    /// <summary>As in the graph's text: <c>3x2 stride 1x1 dilation 1x1 padding 0 0 1 1</c>.</summary>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture, "{0}x{1} stride {2}x{3} dilation {4}x{5} padding {6} {7} {8} {9}",
        KernelHeight, KernelWidth, StrideHeight, StrideWidth, DilationHeight, DilationWidth, Top, Bottom, Left, Right);

    /// <summary>Reads what <see cref="ToString"/> writes, from the first words of an operation's attributes.</summary>
    public static Window Parse(OperationText text)
    {
        string[] words = text.Words;
        if (words.Length < 10 || words[1] != "stride" || words[3] != "dilation" || words[5] != "padding")
            throw new GraphException($"'{text.Attributes}' does not begin with a window.");
        var (kernel, stride, dilation) = (Pair(words[0]), Pair(words[2]), Pair(words[4]));
        return new Window(
            kernel.Height, kernel.Width, stride.Height, stride.Width, dilation.Height, dilation.Width,
            OperationText.ToInteger(words[6]), OperationText.ToInteger(words[7]), OperationText.ToInteger(words[8]), OperationText.ToInteger(words[9]));
    }

    /// <summary>The number or the size behind a word, such as <c>groups 3</c>.</summary>
    public static string After(OperationText text, string word)
    {
        string[] words = text.Words;
        int at = Array.IndexOf(words, word);
        return at >= 0 && at + 1 < words.Length ? words[at + 1] : throw new GraphException($"'{text.Attributes}' lacks '{word}'.");
    }

    public static (int Height, int Width) Pair(string word)
    {
        string[] parts = word.Split('x');
        return parts.Length == 2
            ? (OperationText.ToInteger(parts[0]), OperationText.ToInteger(parts[1]))
            : throw new GraphException($"'{word}' is not a height and a width.");
    }

    public static string Pair(int height, int width) => OperationText.Number(height) + "x" + OperationText.Number(width);

    private static int Places(int room, int stride) => room < 0 ? 0 : room / stride + 1;
}
