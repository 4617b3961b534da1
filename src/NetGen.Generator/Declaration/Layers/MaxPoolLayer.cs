using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The largest value below the window; padding never wins.</summary>
internal sealed record MaxPoolLayer(WindowOption Window) : PoolLayer(Window)
{
    public static MaxPoolLayer Read1D(AttributeArguments a) => new(WindowOption.Read(a, isSequence: true, steps: true));

    public static MaxPoolLayer Read2D(AttributeArguments a) => new(WindowOption.Read(a, isSequence: false, steps: true));

    public override string Kind => Window.IsSequence ? "MaxPool1D" : "MaxPool2D";

    protected override int Pool(LayerContext context, int input, Shape image, Window window) => context.Builder.Add(new MaxPoolOperation(window), input);
}
