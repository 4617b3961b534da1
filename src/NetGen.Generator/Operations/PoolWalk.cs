using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The elements of the image that belong to each element of a pool's result, in row order.</summary>
internal static class PoolWalk
{
    /// <summary>Calls <paramref name="place"/> with an element of the result and the elements of the image below its window; padding is left out.</summary>
    public static void Run(Window window, ReferenceTensor image, ReferenceTensor result, Action<int, List<int>> place)
    {
        int height = image.Type.Shape[0], width = image.Type.Shape[1], channels = image.Type.Shape[2];
        int rows = result.Type.Shape[0], columns = result.Type.Shape[1];
        var inside = new List<int>();
        for (int i = 0; i < result.Values.Length; i++)
        {
            int channel = i % channels, column = i / channels % columns, row = i / channels / columns % rows, sample = i / channels / columns / rows;
            inside.Clear();
            for (int kh = 0; kh < window.KernelHeight; kh++)
                for (int kw = 0; kw < window.KernelWidth; kw++)
                {
                    int h = window.Row(row, kh), w = window.Column(column, kw);
                    if (h >= 0 && h < height && w >= 0 && w < width) inside.Add(((sample * height + h) * width + w) * channels + channel);
                }
            place(i, inside);
        }
    }

    /// <summary>Where a window's maximum is: the first place in row order that holds it, as in PyTorch; -1 where there is none.</summary>
    public static int First(double[] x, List<int> inside, double maximum)
    {
        foreach (int i in inside)
            if (x[i] == maximum || (double.IsNaN(x[i]) && double.IsNaN(maximum))) return i;
        return -1;
    }
}
