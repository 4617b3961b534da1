using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Generator.Tests.Lowering;

public class BufferPlanTests
{
    [Fact]
    public void Buffers_that_live_at_once_share_nothing_whatever_the_capacity()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var requests = new List<BufferPlan.Request>();
            for (int i = 0; i < 30; i++)
            {
                int first = random.Next(20), last = first + random.Next(8);
                int[] ended = requests.Select((r, k) => (r, k)).Where(p => p.r.Last == first).Select(p => p.k).ToArray();
                requests.Add(new BufferPlan.Request("b" + i, new Extent(random.Next(1, 70), random.Next(3) > 0), first, last, new EquatableArray<int>(ended)));
            }
            var plan = BufferPlan.Place(requests, Compiler.Graph.Precision.Single);
            Assert.Null(ProgramVerifier.Overlap(plan));
            foreach (int capacity in new[] { 1, 2, 3, 100 }) CheckAt(plan, capacity);
        }
    }

    /// <summary>The same by counting elements, so that the verifier is checked too.</summary>
    private static void CheckAt(BufferPlan plan, int capacity)
    {
        long length = (long)plan.PerSample * capacity + plan.Fixed;
        foreach (var a in plan.Buffers)
        {
            Assert.Equal(0, Start(a) % 16);
            Assert.True(End(a) <= length);
            foreach (var b in plan.Buffers)
            {
                if (ReferenceEquals(a, b) || a.First > b.Last || b.First > a.Last) continue;
                bool inPlace = (a.Last == b.First || b.Last == a.First) && Start(a) == Start(b) && a.Size == b.Size;
                Assert.True(inPlace || End(a) <= Start(b) || End(b) <= Start(a), $"{a} and {b} share memory at {capacity}.");
            }
        }

        long Start(NetGen.Compiler.Lowering.Buffer b) => (long)b.PerSample * capacity + b.Fixed;
        long End(NetGen.Compiler.Lowering.Buffer b) => Start(b) + (long)b.Size.Factor * (b.Size.Batched ? capacity : 1);
    }

    [Fact]
    public void The_verifier_sees_an_overlap()
    {
        var a = new NetGen.Compiler.Lowering.Buffer("a", new Extent(32, true), 0, 3, 0, 0);
        var b = new NetGen.Compiler.Lowering.Buffer("b", new Extent(16, true), 2, 5, 16, 0);
        Assert.NotNull(ProgramVerifier.Overlap(new BufferPlan([a, b], 48, 0)));
        Assert.Null(ProgramVerifier.Overlap(new BufferPlan([a, b with { PerSample = 32 }], 48, 0)));
        Assert.Null(ProgramVerifier.Overlap(new BufferPlan([a, b with { First = 4 }], 48, 0)));
        Assert.NotNull(ProgramVerifier.Overlap(new BufferPlan([a], 16, 0)));

        // A fixed buffer behind one that grows is reached by it at a larger capacity.
        var after = new NetGen.Compiler.Lowering.Buffer("after", new Extent(16), 0, 3, 0, 64);
        Assert.NotNull(ProgramVerifier.Overlap(new BufferPlan([a, after], 48, 64)));
    }

    [Fact]
    public void Memory_is_used_again()
    {
        var chain = Enumerable.Range(0, 10).Select(i => new BufferPlan.Request("v" + i, new Extent(64, true), i, i + 1, [])).ToArray();
        Assert.Equal(128, BufferPlan.Place(chain, Compiler.Graph.Precision.Single).PerSample);
        var inPlace = chain.Select((r, i) => r with { InPlaceOf = i == 0 ? [] : [i - 1] }).ToArray();
        Assert.Equal(64, BufferPlan.Place(inPlace, Compiler.Graph.Precision.Single).PerSample);
    }
}
