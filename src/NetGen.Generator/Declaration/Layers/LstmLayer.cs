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
        // The gates are values of their own, so that the way back reads them rather than computing them again.
        int[] sums = body.Split(body.Map(v => v[0] + v[1], recurrent, projected), 4);
        int input = Gate(sums[0], "weight_ci_l0", states[1]), forget = Gate(sums[1], "weight_cf_l0", states[1]), candidate = body.Map(v => Scalar.Tanh(v[0]), sums[2]);
        int cell = body.Map(v => v[1] * v[3] + v[0] * v[2], input, forget, candidate, states[1]);
        int output = Gate(sums[3], "weight_co_l0", cell);
        return [body.Map(v => v[0] * v[1], output, body.Map(v => Scalar.Tanh(v[0]), cell)), cell];

        int Gate(int sum, string peephole, int seen) =>
            Peepholes ? body.Map(v => Scalar.Sigmoid(v[0] + v[1] * v[2]), sum, captured(peephole), seen) : body.Map(v => Scalar.Sigmoid(v[0]), sum);
    }
}
