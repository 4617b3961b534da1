using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>One parameter or state in its flat buffer, in elements.</summary>
/// <param name="IsPanels">In panels (<see cref="WeightLayout"/>), or else row-major.</param>
/// <param name="Length">Elements in memory, with the padding of panels.</param>
/// <param name="Groups">Of the weights of a convolution.</param>
internal readonly record struct PlannedSegment(int Offset, bool IsPanels, int Length, int Groups = 1)
{
    public WeightLayout Layout(Shape shape, Precision precision) => WeightLayout.Of(shape.Dimensions, Groups, precision);
}

/// <summary>
/// Where parameters and states lie in their flat buffers: in the order of their declaration, each at a multiple of 64 bytes. The weights that
/// products read are in panels, all else row-major.
/// </summary>
/// <param name="Length">Elements of the parameters' buffer, whole cache lines.</param>
/// <param name="StateLength">Elements of the states' buffer, whole cache lines.</param>
internal sealed record ParameterPlan(EquatableArray<PlannedSegment> Parameters, EquatableArray<PlannedSegment> States, int Length, int StateLength)
{
    private const int Alignment = 64;

    public static ParameterPlan Of(Module module)
    {
        int[] groups = new int[module.Parameters.Count];
        foreach (var function in module.Functions) FindWeights(function);

        var parameters = new PlannedSegment[module.Parameters.Count];
        var states = new PlannedSegment[module.States.Count];
        int length = 0, stateLength = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            var shape = module.Parameters[i].Shape;
            parameters[i] = Place(groups[i], groups[i] > 0 ? WeightLayout.Of(shape.Dimensions, groups[i], module.Precision).Length : (int)shape.Length, ref length);
        }
        for (int i = 0; i < states.Length; i++) states[i] = Place(0, (int)module.States[i].Shape.Length, ref stateLength);
        return new ParameterPlan(new(parameters), new(states), length, stateLength);

        void FindWeights(Function function)
        {
            foreach (var node in function.Nodes)
                if (node.Operation is ScanOperation) FindWeights(ScanBodies.WithParameters(function, node));
                else if (node.Operation.WeightGroups > 0 && Weight(function, node) is { } weight) groups[weight] = node.Operation.WeightGroups;
        }

        // As it is declared, or with axes of one element more or less: the weights of a sequence as those of an image of one row.
        int? Weight(Function function, Node product)
        {
            var node = function.Nodes[product.Operands[1]];
            var read = node.Type.Shape;
            if (node.Operation is ReshapeOperation) node = function.Nodes[node.Operands[0]];
            return node.Operation is ParameterOperation parameter && node.Type.Shape.Rank >= 2 && Layout(read) == Layout(node.Type.Shape) ? parameter.Index : null;

            WeightLayout Layout(Shape shape) => WeightLayout.Of(shape.Dimensions, product.Operation.WeightGroups, module.Precision);
        }

        PlannedSegment Place(int weightGroups, int count, ref int end)
        {
            int unit = Alignment / (module.Precision == Precision.Single ? 4 : 8);
            var segment = new PlannedSegment(end, weightGroups > 0, count, Math.Max(1, weightGroups));
            end = (end + count + unit - 1) / unit * unit;
            return segment;
        }
    }
}
