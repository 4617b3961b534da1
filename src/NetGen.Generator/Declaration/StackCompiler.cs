using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;

namespace NetGen.Compiler.Declaration;

/// <summary>Puts the layers of a stack together: shapes, then the two forward functions with their parameters and states.</summary>
internal sealed class StackCompiler(StackDeclaration stack, TypeDescription type, List<DiagnosticInfo> diagnostics)
{
    private const string InputName = "input";

    private readonly ModuleBuilder _module = new();
    private readonly List<LayerDescription> _layers = [];

    /// <summary>The definition; with errors reported before or here it is a placeholder of the same members.</summary>
    public NetworkDefinition Compile()
    {
        var shape = InferShapes();
        if (shape is { } output && !HasErrors)
        {
            var scores = Fused is null ? output : InputOf(stack.Layers.Count - 1);
            LossChecks.Check(stack, output, scores, diagnostics);
            if (!HasErrors)
            {
                var inference = Build("inference", training: false);
                var training = Build("training", training: true);
                NetworkChecks.Check(stack, type.Name, _module, training, diagnostics);
                if (!HasErrors)
                    return Define(inference, training, output, scores, hasErrors: false);
            }
        }
        var placeholder = Placeholder(stack.InputShape ?? new Shape(1));
        _layers.Clear();
        return Define(placeholder, placeholder, stack.InputShape ?? new Shape(1), stack.InputShape ?? new Shape(1), hasErrors: true);
    }

    private readonly List<Shape> _inputs = [];

    private bool HasErrors => !stack.IsComplete || diagnostics.Any(d => d.Descriptor.DefaultSeverity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);

    /// <summary>The last layer, where the loss takes its place.</summary>
    private Layer? Fused =>
        stack.Loss is { Fuses: not FinalActivation.None } loss && stack.Layers[stack.Layers.Count - 1].Layer is var last && last.FinalActivation == loss.Fuses
            ? last
            : null;

    private Shape InputOf(int layer) => _inputs[layer];

    private Shape? InferShapes()
    {
        if (stack.Input is null)
        {
            if (stack.IsComplete) diagnostics.Add(new(StackDescriptors.NoInput, LocationInfo.Of(stack.Identifier), [type.Name]));
            return null;
        }
        if (stack.Layers.Count == 0)
        {
            if (stack.IsComplete) diagnostics.Add(new(StackDescriptors.NoLayers, LocationInfo.Of(stack.Identifier), [type.Name]));
            return null;
        }
        var shape = stack.InputShape;
        DeclaredLayer? softmax = null;
        for (int i = 0; i < stack.Layers.Count && shape is not null; i++)
        {
            var layer = stack.Layers[i];
            if (!layer.IsValid || i >= stack.Known) return null;
            var problems = new AttributeProblems(layer.Arguments, diagnostics);
            if (layer.Layer is SoftmaxLayer && softmax is not null)
            {
                problems.Add(LayerDescriptors.SoftmaxTwice, null, StackReader.Text(softmax));
                return null;
            }
            if (layer.Layer.TakesIntegers && i > 0)
            {
                problems.Add(LayerDescriptors.WrongElements, null, layer.Layer.Text, "integers", "real numbers", "make it the first layer, so that the network's input are integers");
                return null;
            }
            if (!layer.Layer.KeepsValues) softmax = layer.Layer is SoftmaxLayer ? layer : null;
            _inputs.Add(shape.Value);
            shape = layer.Layer.Infer(shape.Value, problems);
        }
        if (!stack.IsComplete) return null;
        if (stack.Loss is not null && shape is not null) CheckLastDense(shape.Value);
        return shape;
    }

    /// <summary>A prediction for each place of an image, where one for all of it was probably meant.</summary>
    private void CheckLastDense(Shape output)
    {
        int last = stack.Layers.Count - 1;
        while (last >= 0 && !stack.Layers[last].Layer.HasWeights) last--;
        if (last < 0 || stack.Layers[last].Layer is not DenseLayer dense || _inputs[last] is not { Rank: 3 } input) return;
        new AttributeProblems(stack.Layers[last].Arguments, diagnostics).Add(
            LayerDescriptors.DenseOverPlaces, null, dense.Text, Sizes.Text(input.Last), $"{Sizes.Text(input[0])} x {Sizes.Text(input[1])}", output.ToString(),
            Sizes.Text(input.Length), Sizes.Text(dense.Units));
    }

    private Function Build(string name, bool training)
    {
        var builder = new FunctionBuilder(name);
        int node = builder.AddColumn(InputName, ColumnRole.Input, new TensorType(stack.InputShape!.Value, InputElement));
        int scores = node;
        for (int i = 0; i < stack.Layers.Count; i++)
        {
            var layer = stack.Layers[i];
            int firstNode = builder.Nodes.Count, firstParameter = _module.Parameters.Count;
            scores = node;
            node = builder.Label(layer.Layer.Build(new LayerContext(_module, builder, layer.Name, training, IsRectified(i), stack.IsFrozen || layer.Arguments.Boolean("Frozen", false)), node), layer.Name);
            if (!training) Describe(layer, builder, node, firstNode, firstParameter);
        }
        builder.AddOutput("output", OutputRole.Result, node);
        builder.AddOutput("scores", OutputRole.Scores, Fused is null ? node : scores);
        return builder.Build();
    }

    private void Describe(DeclaredLayer layer, FunctionBuilder builder, int output, int firstNode, int firstParameter)
    {
        long flops = 0;
        for (int i = firstNode; i < builder.Nodes.Count; i++)
        {
            var node = builder.Nodes[i];
            if (node.Type.Batched) flops += node.Operation.Flops(node.Operands.Select(builder.TypeOf).ToArray(), node.Type);
        }
        long parameters = _module.Parameters.Skip(firstParameter).Sum(p => p.Shape.Length);
        _layers.Add(new LayerDescription(layer.Name, layer.Layer.Text, builder.ShapeOf(output), parameters, flops));
    }

    /// <summary>Whether the first activation behind a layer, before other weights, is of the ReLU family.</summary>
    private bool IsRectified(int index) =>
        stack.Layers.Skip(index + 1).Select(l => l.Layer).TakeWhile(l => !l.HasWeights).FirstOrDefault(l => l.IsActivation) is { IsRectifier: true };

    /// <summary>Tokens where the first layer takes them.</summary>
    private ElementType InputElement => stack.Layers.Count > 0 && stack.Layers[0].Layer.TakesIntegers ? ElementType.Integer : ElementType.Real;

    private Function Placeholder(Shape input)
    {
        var builder = new FunctionBuilder("placeholder");
        int node = builder.AddColumn(InputName, ColumnRole.Input, new TensorType(input, InputElement));
        builder.AddOutput("output", OutputRole.Result, node);
        builder.AddOutput("scores", OutputRole.Scores, node);
        return builder.Build();
    }

    private NetworkDefinition Define(Function inference, Function training, Shape output, Shape scores, bool hasErrors)
    {
        var ofLoss = stack.Loss?.Scores(scores) switch
        {
            LossScores.Classes => OutputMeaning.Classes,
            LossScores.Margins => OutputMeaning.Margins,
            _ => OutputMeaning.Values,
        };
        var meaning = hasErrors ? ofLoss : stack.Layers[stack.Layers.Count - 1].Layer.Meaning ?? ofLoss;
        return new NetworkDefinition(
            type, stack.Precision, _layers.ToEquatableArray(),
            hasErrors ? default : _module.Parameters.ToEquatableArray(),
            hasErrors ? default : _module.States.ToEquatableArray(),
            inference, training, meaning, !hasErrors && Fused is not null ? ofLoss : meaning,
            stack.Loss, hasErrors ? default : NetworkChecks.Penalties(stack, _module), hasErrors)
        {
            Ranges = hasErrors ? default : ColumnRange.Of(_module.Ranges),
        };
    }
}
