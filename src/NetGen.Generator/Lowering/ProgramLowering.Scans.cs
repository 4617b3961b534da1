using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <content>Recurrences: the body is lowered as a function of its own, whose columns and outputs are then given places in the memory of the function around it.</content>
internal sealed partial class ProgramLowering
{
    private IEnumerable<LoweredNode> ItemsOf(LoweredNode scan) => _graph.Nodes.Where(n => n.Kind == LoweredKind.ScanItem && n.Operands[0].Node == scan);

    private ScanCall Scan(LoweredNode node, int needs, string comment, int step)
    {
        var scan = (ScanOperation)node.Operation!;
        var items = ItemsOf(node).Where(_buffers.ContainsKey).ToDictionary(i => i.Index);
        int sequences = scan.Carries + scan.Sequences;
        int[] kept = Enumerable.Range(0, scan.Body.Outputs.Count).Where(o => o < scan.Carries || items.ContainsKey(o)).ToArray();
        var body = scan.Body with { Outputs = kept.Select(o => scan.Body.Outputs[o]).ToEquatableArray() };

        bool IsSequence(int column) => column >= scan.Carries && column < sequences;
        int Length(TensorType type) => (int)type.Shape.Length;
        int? Distance(bool stacked, TensorType type) => stacked && type.Batched && scan.Steps > 1 ? Length(type) * scan.Steps : null;
        var frame = new ScanFrame(
            body.Columns.Select((c, i) => Distance(IsSequence(i), c.Type)).ToEquatableArray(),
            body.Columns.Select((c, i) => i >= scan.Carries && c.Type.Element == ElementType.Integer && node.Operands[i].Node.IsInteger).ToEquatableArray(),
            body.Outputs.Select((o, i) => Distance(kept[i] >= scan.Carries, body.Nodes[o.Node].Type)).ToEquatableArray());

        int first = _requests.Count;
        var inner = new ProgramLowering(FusionRules.Run(Canonicalizer.Run(_graph.Module, body, frame)), this);
        var calls = inner.Calls();
        var carries = Enumerable.Range(0, scan.Carries).Select(Carry).ToEquatableArray();

        // What a step computes lives as long as the recurrence.
        for (int i = first; i < _requests.Count; i++) _requests[i] = _requests[i] with { First = step, Last = step, InPlaceOf = [] };
        var division = calls.All(c => c.Division == Division.Samples) ? Division.Samples : Division.None;
        return new ScanCall(
            node.Phase, needs, comment, _depth, scan.Steps, scan.Reverse, carries, calls.Select(c => (c with { Phase = node.Phase }).Map(Outside)).ToEquatableArray(), division);

        CarryBuffers Carry(int index)
        {
            var type = body.Columns[index].Type;
            int distance = type.Batched ? Length(type) : 0;
            Argument At(int buffer) => new(new Location(Region.Arena, buffer), distance);
            int Scratch()
            {
                _requests.Add(new BufferPlan.Request("carry of " + node, new Extent(Length(type), type.Batched), step, step, []));
                return _requests.Count - 1;
            }

            // The last step leaves it where its readers look.
            int last = items.TryGetValue(index, out var item) ? _buffers[item] : Scratch(), other = Scratch();
            bool lastIsEven = scan.Reverse || scan.Steps % 2 == 1;
            var initial = node.Operands[index].Node;
            return new CarryBuffers(inner._carries + index, new Argument(Memory(initial), distance), At(lastIsEven ? last : other), At(lastIsEven ? other : last));
        }

        Argument Outside(Argument argument)
        {
            int index = argument.Location.Index;
            switch (argument.Location.Region)
            {
                case Region.Column when index < scan.Carries: return argument with { Location = new Location(Region.Carry, inner._carries + index), Step = 0 };
                case Region.Column:
                    var around = node.Operands[index].Node;
                    return argument with { Location = Memory(around), Turns = IsSequence(index) ? [.. argument.Turns, new Turn(_depth, Length(body.Columns[index].Type))] : argument.Turns };
                case Region.Output when kept[index] < scan.Carries: return argument with { Location = new Location(Region.NextCarry, inner._carries + kept[index]), Step = 0 };
                case Region.Output:
                    return argument with
                    {
                        Location = new Location(Region.Arena, _buffers[items[kept[index]]]),
                        Turns = [.. argument.Turns, new Turn(_depth, Length(body.Nodes[body.Outputs[index].Node].Type))],
                    };
                default: return argument;
            }
        }
    }
}
