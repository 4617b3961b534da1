using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>Makes the calls of nodes that are routines of the runtime.</summary>
internal static class RoutineCalls
{
    public const string ScatterAdd = "TableRows.ScatterAdd";

    /// <param name="memory">Where a value lies.</param>
    /// <param name="result">Where the node's value goes.</param>
    public static RoutineCall Of(LoweredNode node, int needs, string comment, Func<LoweredNode, Location> memory, Location result)
    {
        var (method, numbers) = node.Routine switch
        {
            Routine.Gather => (node.Operands[0].Node.Panels is null ? "TableRows.Gather" : "TableRows.GatherPanels", Table(node.OperandTypes[0], node.OperandTypes[1], node.Type)),
            Routine.ScatterAdd => (ScatterAdd, Table(node.Type, node.OperandTypes[1], node.OperandTypes[0])),
            Routine.Unpack => ("WeightCopy.Unpack", Layout(node.Operands[0].Node.Panels!.Value)),
            Routine.PackTransposed => ("WeightCopy.PackTransposed", Layout(node.Panels!.Value)),
            _ => ("WeightCopy.Pack", Layout(node.Panels!.Value)),
        };
        return new RoutineCall(
            node.Phase, needs, comment, method,
            node.Operands.Select((o, i) => new Argument(memory(o.Node), node.Routine is Routine.Gather or Routine.ScatterAdd ? Step(node.OperandTypes[i]) : 0)).Append(new Argument(result, Step(node.Type))).ToEquatableArray(),
            numbers.ToEquatableArray());

        static int Step(TensorType type) => type.Batched ? (int)type.Shape.Length : 0;
    }

    /// <summary>Samples, integers a sample, the distances of the samples' tables and integers (0 where they are shared), rows of a table, elements of a row.</summary>
    private static Extent[] Table(TensorType table, TensorType indices, TensorType gathered)
    {
        int rows = table.Shape[0], length = (int)(table.Shape.Length / rows), count = (int)indices.Shape.Length;
        return
        [
            gathered.Batched ? Extent.Batch : Extent.One, new Extent(count), new Extent(table.Batched ? rows * length : 0), new Extent(indices.Batched ? count : 0),
            new Extent(rows), new Extent(length),
        ];
    }

    private static Extent[] Layout(WeightLayout layout) => [new Extent(layout.Outputs), new Extent(layout.Channels), new Extent(layout.Positions), new Extent(layout.Groups)];
}
