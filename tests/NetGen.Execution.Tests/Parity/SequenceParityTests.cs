namespace NetGen.Execution.Tests.Parity;

/// <summary>Recurrent networks beside PyTorch, which computed in double (make_sequence_data.py): in float32 within 1e-4, in double within 1e-9.</summary>
public sealed class SequenceParityTests
{
    private static readonly IParityCase[] Cases =
    [
        new ParityCase<SequenceMemory, float, int>("SequenceMemory", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequenceMemoryDouble, double, int>("SequenceMemory", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequenceGated, float, float>("SequenceGated", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequenceGatedDouble, double, double>("SequenceGated", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequenceBoth, float, int>("SequenceBoth", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequenceBothDouble, double, int>("SequenceBoth", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequenceBack, float, int>("SequenceBack", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequenceBackDouble, double, int>("SequenceBack", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequencePeepholes, float, int>("SequencePeepholes", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequencePeepholesDouble, double, int>("SequencePeepholes", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequenceTokens, float, int>("SequenceTokens", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<SequenceTokensDouble, double, int>("SequenceTokens", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    public static TheoryData<string, string> NamesAndOptimizers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var parity in Cases)
                foreach (string optimizer in (string[])["momentum", "adam"]) data.Add(parity.Name, optimizer);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_and_gradients_are_those_of_PyTorch(string network) => ParityTests.Check(Cases, network, c => c.ForwardAndBackward());

    [Theory]
    [MemberData(nameof(NamesAndOptimizers))]
    public void Five_steps_lead_where_PyTorch_s_do(string network, string optimizer) => ParityTests.Check(Cases, network, c => c.Train(optimizer));
}
