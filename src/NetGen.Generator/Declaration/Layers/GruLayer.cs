using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>A gated recurrent unit: n = tanh(W x + b + r (U h + c)), h = (1 - z) n + z h, gates in the order r, z, n.</summary>
internal sealed record GruLayer(RecurrentOptions Options) : RecurrentLayer(Options)
{
    public static GruLayer Read(AttributeArguments a) => new(RecurrentOptions.Read(a));

    public override string Kind => "Gru";

    protected override int Gates => 3;

    protected override int States => 1;

    protected override int[] Step(FunctionBuilder body, int projected, int recurrent, int[] states, Func<string, int> captured)
    {
        int[] x = body.Split(projected, 3), h = body.Split(recurrent, 3);
        int update = body.Map(v => Scalar.Sigmoid(v[0] + v[1]), x[1], h[1]), reset = body.Map(v => Scalar.Sigmoid(v[0] + v[1]), x[0], h[0]);
        int candidate = body.Map(v => Scalar.Tanh(v[0] + v[2] * v[1]), x[2], h[2], reset);
        return [body.Map(v => v[1] + v[0] * (v[2] - v[1]), update, candidate, states[0])];
    }
}
