using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The mean below the window. Padding counts as zeros, as in PyTorch, or not at all, as Keras has it with <c>Padding.Same</c>.</summary>
internal sealed record AveragePoolLayer(WindowOption Window, bool CountPadding) : PoolLayer(Window)
{
    public static AveragePoolLayer Read1D(AttributeArguments a) => Read(a, isSequence: true);

    public static AveragePoolLayer Read2D(AttributeArguments a) => Read(a, isSequence: false);

    private static AveragePoolLayer Read(AttributeArguments a, bool isSequence)
    {
        var window = WindowOption.Read(a, isSequence, steps: true);
        return new(window, a.Boolean("CountPadding", window.Padding != DeclaredPadding.Same));
    }

    public override string Kind => Window.IsSequence ? "AveragePool1D" : "AveragePool2D";

    protected override int Pool(LayerContext context, int input, Shape image, Window window)
    {
        int sum = context.Builder.Add(new SumPoolOperation(window), input);
        int[] rows = Counts(window.OutputHeight(image[0]), window.KernelHeight, image[0], window.Row);
        int[] columns = Counts(window.OutputWidth(image[1]), window.KernelWidth, image[1], window.Column);
        int all = window.KernelHeight * window.KernelWidth;
        if (CountPadding || rows.All(r => r == window.KernelHeight) && columns.All(c => c == window.KernelWidth))
            return context.Map(x => x[0] * (1.0 / all), sum);
        // The count below a window is the product of its rows and columns within the image.
        int byRow = context.Builder.Add(new ConstantOperation(new Shape(rows.Length, 1, 1), rows.Select(r => 1.0 / r).ToEquatableArray()));
        int byColumn = context.Builder.Add(new ConstantOperation(new Shape(columns.Length, 1), columns.Select(c => 1.0 / c).ToEquatableArray()));
        return context.Map(x => x[0] * (x[1] * x[2]), sum, byRow, byColumn);
    }

    private static int[] Counts(int places, int kernel, int size, Func<int, int, int> position) =>
        Enumerable.Range(0, places).Select(p => Enumerable.Range(0, kernel).Count(k => position(p, k) is var at && at >= 0 && at < size)).ToArray();
}
