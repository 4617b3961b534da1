using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>A recurrent layer as a function: the lengths and states that only a function can be given, and the states that it returns.</summary>
internal sealed class RecurrentFunction(RecurrentLayer layer, CallArguments arguments, IMethodSymbol method, IOperation call, NetworkBuild network, Interpreter interpreter)
{
    private RecurrentInputs? _inputs;

    private bool HasState => method.Parameters.Any(p => p.Name == "state");

    public RecurrentInputs? Inputs(TensorValue x)
    {
        var lengths = arguments.Value("lengths") as TensorValue;
        if (lengths is null && !HasState) return null;
        if (lengths is not null && (!lengths.IsInteger || lengths.Shape.Length != 1))
            throw Refuse("lengths", lengths.Shape.ToString(), "there is one length for each sample: IntTensor lengths");
        return _inputs = new RecurrentInputs(lengths is null ? null : network.Functions.Batched(network.Functions.Reshape(lengths, Shape.Scalar)).Node, HasState ? States() : null);
    }

    public object Result(TensorValue output)
    {
        if (!HasState) return output;
        object?[] states = [.. _inputs!.Final.Select(n => (object?)network.Functions.Value(n, output))];
        return new TupleValue([output, states.Length == 1 ? states[0] : new TupleValue(states)]);
    }

    private int[] States()
    {
        var shape = new Shape(layer.Options.Outputs);
        object?[] given = arguments.Value("state") is TupleValue tuple ? tuple.Items : [arguments.Value("state")];
        return [.. given.Select(State)];

        int State(object? value)
        {
            var state = network.Functions.Batched(network.Functions.Real(interpreter.AsTensor(value, call)));
            if (state.Shape.Rank > 0 && state.Shape != shape)
                throw Refuse("state", state.Shape.ToString(), layer.Options.Bidirectional ? $"states are {shape}, those of both directions one behind the other" : $"states are {shape}");
            return Operations.TensorShapes.BroadcastTo(network.Builder, state.Node, layer.Options.Outputs);
        }
    }

    private Exception Refuse(string argument, string came, string why)
    {
        interpreter.ReportAt(Diagnostics.ForwardDescriptors.ShapesDoNotFit, arguments.LocationOf(argument), layer.Text, came, why);
        return Interpreter.Stop();
    }
}
