using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>A long short-term memory: c = f c + i g, h = o tanh(c), gates in the order i, f, g, o.</summary>
internal sealed record LstmLayer(RecurrentOptions Options, bool Peepholes) : RecurrentLayer(Options)
{
    public static LstmLayer Read(AttributeArguments a) => new(RecurrentOptions.Read(a), a.Boolean("Peepholes", false));

    public override string Kind => "Lstm";

    protected override int Gates => 4;

    protected override int States => 2;

    protected override int[] Step(FunctionBuilder body, int projected, int recurrent, int[] states, Func<string, int> captured)
    {
        int[] gates = body.Split(body.Map(v => v[0] + v[1], recurrent, projected), 4);
        int cell;
        if (!Peepholes)
        {
            cell = body.Map(v => Scalar.Sigmoid(v[1]) * v[3] + Scalar.Sigmoid(v[0]) * Scalar.Tanh(v[2]), gates[0], gates[1], gates[2], states[1]);
            return [body.Map(v => Scalar.Sigmoid(v[0]) * Scalar.Tanh(v[1]), gates[3], cell), cell];
        }
        cell = body.Map(
            v => Scalar.Sigmoid(v[1] + v[5] * v[3]) * v[3] + Scalar.Sigmoid(v[0] + v[4] * v[3]) * Scalar.Tanh(v[2]),
            gates[0], gates[1], gates[2], states[1], captured("weight_ci_l0"), captured("weight_cf_l0"));
        return [body.Map(v => Scalar.Sigmoid(v[0] + v[2] * v[1]) * Scalar.Tanh(v[1]), gates[3], cell, captured("weight_co_l0")), cell];
    }
}
