using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>The direction of a kernel's reductions, and so which loop is inside.</summary>
internal enum LoopOrder : byte
{
    /// <summary>Row by row; a pass runs along a row in vectors, and reductions end with a sum across lanes. Also kernels without reductions.</summary>
    Rows,

    /// <summary>A vector of neighbouring columns at a time; a pass runs down the rows, and each lane is a reduction of its own.</summary>
    Columns,
}

/// <summary>
/// A kernel of maps and reductions over two groups of loops and an inner one along contiguous elements: what is printed once for all
/// calls that are equal but for sizes and strides. A <i>lane</i> is what stays of the domain when reductions are done: a row, or a column.
/// </summary>
/// <param name="IsUnit">There is no inner loop: one element, in scalar code.</param>
/// <param name="Outer">The number of loops around lanes.</param>
/// <param name="Reducing">The number of loops down the rows of a lane, for <see cref="LoopOrder.Columns"/>.</param>
/// <param name="Stages">In their order: each computes values of the lane, then runs a pass over the lane's elements.</param>
internal sealed record LoopKernel(
    Precision Precision, LoopOrder Order, bool IsUnit, int Outer, int Reducing, EquatableArray<LoopOperand> Operands, EquatableArray<LoopStage> Stages)
{
    /// <summary>In the kernel's expressions: loads from here on are values of the lane, by their index.</summary>
    public const int LaneBase = 1 << 10;

    /// <summary>Loads from here on are the index of an outer loop, as a number.</summary>
    public const int OuterPosition = 1 << 11;

    /// <summary>Loads from here on are the index of a reducing loop.</summary>
    public const int ReducingPosition = OuterPosition + 16;

    /// <summary>A load of the index of the inner loop.</summary>
    public const int InnerPosition = OuterPosition + 32;

    /// <summary>The number of operands that the kernel's expressions say they have.</summary>
    public const int ExpressionOperands = OuterPosition + 33;

    /// <summary>The number of different strides that are arguments.</summary>
    public int Strides => Operands.SelectMany(o => o.Outer.Concat(o.Reducing)).Where(s => s >= LoopOperand.FirstStride).Select(s => s - LoopOperand.FirstStride + 1).DefaultIfEmpty(0).Max();

    /// <summary>Whether a loop, by the index of its size, goes over what a reduction removes.</summary>
    public bool IsReducing(int loop) =>
        loop >= Outer && (loop < Outer + Reducing || Order == LoopOrder.Rows && Stages.Any(s => s.Reductions.Count > 0));

    /// <summary>Whether an expression reads the index of a loop.</summary>
    public bool ReadsPosition(int loop)
    {
        int load = loop < Outer ? OuterPosition + loop : loop < Outer + Reducing ? ReducingPosition + loop - Outer : InnerPosition;
        return Stages.SelectMany(s => s.Values.Select(v => v.Value).Concat(s.LaneStores.Select(t => t.Value)).Concat(s.Reductions.Select(r => r.Value)).Concat(s.Stores.Select(t => t.Value)))
            .SelectMany(e => e.Nodes).Any(n => n.Operator == ScalarOperator.Load && n.A == load);
    }

    /// <summary>How far one turn of a loop moves an operand.</summary>
    public int Step(int operand, int loop, EquatableArray<int> strides)
    {
        var o = Operands[operand];
        if (loop >= Outer + Reducing) return o.Along ? 1 : 0;
        int code = loop < Outer ? o.Outer[loop] : o.Reducing[loop - Outer];
        return code < LoopOperand.FirstStride ? code : strides[code - LoopOperand.FirstStride];
    }

    /// <summary>The number of sizes that are arguments.</summary>
    public int Sizes => Outer + Reducing + (IsUnit ? 0 : 1);
}

/// <summary>How a kernel reaches an operand: for each loop 0 (the value repeats), 1, or the index of a stride plus <see cref="FirstStride"/>.</summary>
/// <param name="IsBatchSize">Not memory but the number of samples, given as a number.</param>
/// <param name="Along">Whether elements lie along the inner loop; else the inner loop sees one.</param>
internal sealed record LoopOperand(bool IsInteger, bool IsBatchSize, bool IsWritten, bool Along, EquatableArray<int> Outer, EquatableArray<int> Reducing)
{
    public const int FirstStride = 2;

    public bool MovesOuter => Outer.Any(s => s != 0);

    public bool MovesReducing => Reducing.Any(s => s != 0);
}

/// <summary>Values of the lane, their stores, then a pass over the lane's elements (empty in the last stage, or where nothing needs it).</summary>
internal sealed record LoopStage(
    EquatableArray<LaneValue> Values, EquatableArray<LoopStore> LaneStores, EquatableArray<LoopReduction> Reductions, EquatableArray<LoopStore> Stores)
{
    public bool HasPass => Reductions.Count + Stores.Count > 0;
}

/// <summary>A value of the lane that later stages read as <c>LaneBase + Lane</c>.</summary>
internal sealed record LaneValue(int Lane, Expression Value);

internal sealed record LoopReduction(int Lane, ReduceKind Kind, Expression Value);

internal sealed record LoopStore(int Operand, Expression Value);
