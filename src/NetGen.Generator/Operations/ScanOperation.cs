using System.Globalization;
using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Recurrence: runs a body once for each step of a leading time axis. The operands are the initial carries, sequences [steps, ..] and
/// captured values; the body takes the carries, a slice of each sequence and the captured values, in this order, and gives the new carries
/// and its outputs. The results are the final carries and the stacked outputs [steps, ..], each an item.
/// </summary>
/// <param name="Body">A pure function of its columns: what it needs of parameters is captured.</param>
/// <param name="Reverse">Goes from the last step to the first; outputs lie at their step's place all the same.</param>
internal sealed record ScanOperation(Function Body, int Steps, int Carries, int Sequences, bool Reverse = false) : Operation
{
    public override string Name => "scan";

    public override bool HasGpuForm => true;

    public override string Attributes => string.Format(
        CultureInfo.InvariantCulture, "steps {0} carries {1} sequences {2}{3}", Steps, Carries, Sequences, Reverse ? " reverse" : "");

    public override Function? Nested => Body;

    public override BackwardReads BackwardReads => BackwardReads.Operands | BackwardReads.Result;

    public static ScanOperation Parse(OperationText text)
    {
        string[] words = text.Words;
        if (text.Body is null || words.Length < 6) throw new GraphException("scan: takes steps, carries, sequences and a body.");
        return new ScanOperation(
            text.Body, OperationText.ToInteger(words[1]), OperationText.ToInteger(words[3]), OperationText.ToInteger(words[5]),
            words.Contains("reverse"));
    }

    /// <summary>The type of an item: a final carry or a stacked output.</summary>
    public TensorType ItemType(int index)
    {
        var type = Body.Nodes[Body.Outputs[index].Node].Type;
        return index < Carries ? type : Stacked(type);
    }

    public TensorType Stacked(TensorType slice) => slice with { Shape = new Shape([Steps, .. slice.Shape.Dimensions]) };

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, Body.Columns.Count);
        if (Steps < 1) throw new GraphException($"scan: takes at least one step, got {Steps}.");
        if (Body.Outputs.Count < Carries)
            throw new GraphException($"scan: the body must give {Carries} carries, it gives {Body.Outputs.Count} values.");
        for (int i = 0; i < operands.Length; i++)
        {
            bool sequence = i >= Carries && i < Carries + Sequences;
            var expected = sequence ? Stacked(Body.Columns[i].Type) : Body.Columns[i].Type;
            if (operands[i] != expected) throw new GraphException($"scan: {Body.Columns[i].Name} must be {expected}, got {operands[i]}.");
        }
        for (int i = 0; i < Carries; i++)
            if (ItemType(i) != operands[i])
                throw new GraphException($"scan: the carry {Body.Columns[i].Name} begins as {operands[i]} and goes on as {ItemType(i)}.");
        foreach (var node in Body.Nodes)
            if (!node.Operation.IsPure || node.Operation is ParameterOperation or StateOperation)
                throw new GraphException($"scan: the body must be a pure function of its columns, it has '{node.Operation.Name}'.");
        return TensorType.Tuple;
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) =>
        throw new GraphException("scan: the gradients of all items are taken together, by DifferentiateItems.");

    public override int[] DifferentiateItems(FunctionBuilder builder, int node, IReadOnlyDictionary<int, int> gradients, bool[] wanted) =>
        new ScanGradient(builder, node, gradients, wanted).Differentiate();

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result)
    {
        long step = 0;
        foreach (var node in Body.Nodes)
            step += node.Operation.Flops(node.Operands.Select(o => Body.Nodes[o].Type).ToArray(), node.Type);
        return Steps * step;
    }

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        var items = Enumerable.Range(0, Body.Outputs.Count).Select(i => ReferenceTensor.Zeros(ItemType(i), evaluation.Batch)).ToArray();
        var arguments = (ReferenceTensor[])evaluation.Operands.Clone();
        for (int i = 0; i < Steps; i++)
        {
            int step = Reverse ? Steps - 1 - i : i;
            for (int s = Carries; s < Carries + Sequences; s++)
            {
                arguments[s] = ReferenceTensor.Zeros(Body.Columns[s].Type, evaluation.Batch);
                CopyStep(evaluation.Operands[s], arguments[s], step, toSlice: true);
            }
            var results = evaluation.Context.Run(Body, arguments, evaluation.Batch);
            for (int c = 0; c < Carries; c++) arguments[c] = items[c] = results[c];
            for (int o = Carries; o < items.Length; o++) CopyStep(items[o], results[o], step, toSlice: false);
        }
        evaluation.Result.Items = items;
    }

    private void CopyStep(ReferenceTensor sequence, ReferenceTensor slice, int step, bool toSlice)
    {
        int length = (int)slice.Type.Shape.Length;
        for (int sample = 0; sample < slice.Samples; sample++)
        {
            int at = (sample * Steps + step) * length;
            if (toSlice) Array.Copy(sequence.Values, at, slice.Values, sample * length, length);
            else Array.Copy(slice.Values, sample * length, sequence.Values, at, length);
        }
    }
}
