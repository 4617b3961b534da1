using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Every product of a convolution, as the places of its image's element, its result's element and its weight.</summary>
internal static class ConvolutionWalk
{
    public static void Run(Window window, int groups, ReferenceTensor image, ReferenceTensor result, Action<int, int, int> product)
    {
        int height = image.Type.Shape[0], width = image.Type.Shape[1], inputs = image.Type.Shape[2];
        int rows = result.Type.Shape[0], columns = result.Type.Shape[1], outputs = result.Type.Shape[2];
        int inputsOfGroup = inputs / groups, outputsOfGroup = outputs / groups;
        for (int sample = 0; sample < image.Samples; sample++)
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++)
                    for (int kh = 0; kh < window.KernelHeight; kh++)
                        for (int kw = 0; kw < window.KernelWidth; kw++)
                        {
                            int h = window.Row(row, kh), w = window.Column(column, kw);
                            if (h < 0 || h >= height || w < 0 || w >= width) continue;
                            int from = ((sample * height + h) * width + w) * inputs, to = ((sample * rows + row) * columns + column) * outputs;
                            for (int o = 0; o < outputs; o++)
                                for (int i = 0; i < inputsOfGroup; i++)
                                    product(
                                        from + o / outputsOfGroup * inputsOfGroup + i, to + o,
                                        ((o * inputsOfGroup + i) * window.KernelHeight + kh) * window.KernelWidth + kw);
                        }
    }
}
