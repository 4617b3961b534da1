using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>h = activation(W x + U h + b).</summary>
internal sealed record SimpleRnnLayer(RecurrentOptions Options, DeclaredRecurrentActivation Activation) : RecurrentLayer(Options)
{
    public static SimpleRnnLayer Read(AttributeArguments a) => new(RecurrentOptions.Read(a), (DeclaredRecurrentActivation)(a.Has("Activation") ? a.Integer("Activation") : 0));

    public override string Kind => "SimpleRnn";

    protected override int Gates => 1;

    protected override int States => 1;

    public override void Check(Problems problems)
    {
        base.Check(problems);
        if (Activation is not (DeclaredRecurrentActivation.Tanh or DeclaredRecurrentActivation.Relu))
            problems.Add(LayerDescriptors.UnknownEnumValue, "Activation", ((int)Activation).ToString(CultureInfo.InvariantCulture), "RecurrentActivation");
    }

    protected override int[] Step(FunctionBuilder body, int projected, int recurrent, int[] states, Func<string, int> captured) =>
        [Activation == DeclaredRecurrentActivation.Tanh ? body.Map(v => Scalar.Tanh(v[0] + v[1]), recurrent, projected) : body.Map(v => Scalar.Max(v[0] + v[1], 0), recurrent, projected)];
}
