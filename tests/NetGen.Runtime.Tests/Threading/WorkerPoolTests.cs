using NetGen.CompilerServices;

namespace NetGen.Tests.Threading;

/// <summary>Alone, without other tests beside it: a caller that finds the pool in use does all work itself.</summary>
[CollectionDefinition(nameof(WorkerPoolTests), DisableParallelization = true)]
[Collection(nameof(WorkerPoolTests))]
public class WorkerPoolTests
{
    private ref struct Squares(Span<double> result, Span<int> times) : IParallelRegion
    {
        private readonly Span<double> _result = result;
        private readonly Span<int> _times = times;

        public void Run(int part)
        {
            for (int i = part * 10; i < part * 10 + 10; i++) _result[i] = (double)i * i;
            Interlocked.Increment(ref _times[part]);
        }
    }

    private struct Failing : IParallelRegion
    {
        public void Run(int part)
        {
            if (part == 6) throw new InvalidOperationException("part 6");
        }
    }

    private struct Threads(HashSet<int> seen) : IParallelRegion
    {
        public void Run(int part)
        {
            lock (seen) seen.Add(Environment.CurrentManagedThreadId);
            Thread.Sleep(1);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void EveryPartRunsOnce(int degree)
    {
        using var limit = Parallelism.Limit(degree);
        for (int parts = 1; parts < 40; parts++)
        {
            var result = new double[parts * 10];
            var times = new int[parts];
            var region = new Squares(result, times);
            WorkerPool.Run(ref region, parts);
            Assert.All(times, t => Assert.Equal(1, t));
            for (int i = 0; i < result.Length; i++) Assert.Equal((double)i * i, result[i]);
        }
    }

    [Fact]
    public void JobsSurviveParkingAndCollections()
    {
        using var limit = Parallelism.Limit(3);
        for (int round = 0; round < 200; round++)
        {
            // a fresh array in the young generation: the collection moves it while workers may hold references
            var result = new double[90];
            var region = new Squares(result, new int[9]);
            if (round % 20 == 0) Thread.Sleep(2);
            if (round % 7 == 0) GC.Collect(0);
            WorkerPool.Run(ref region, 9);
            Assert.Equal(89.0 * 89, result[89]);
        }
    }

    [Fact]
    public void AnExceptionReachesTheCallerAndThePoolGoesOn()
    {
        using var limit = Parallelism.Limit(2);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("part 6", Assert.Throws<InvalidOperationException>(() => { var r = new Failing(); WorkerPool.Run(ref r, 8); }).Message);
            EveryPartRunsOnce(2);
        }
    }

    [Fact]
    public void CallersAtOnceAreBothServed()
    {
        Parallel.For(0, 8, _ => EveryPartRunsOnce(4));
    }

    [Fact]
    public void ALimitOfOneUsesTheCallersThreadAlone()
    {
        var seen = new HashSet<int>();
        var region = new Threads(seen);
        using (Parallelism.Limit(1)) WorkerPool.Run(ref region, 4);
        Assert.Equal([Environment.CurrentManagedThreadId], seen);
        using (Parallelism.Limit(2)) WorkerPool.Run(ref region, 4);
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void AJobAllocatesNothing()
    {
        using var limit = Parallelism.Limit(2);
        var result = new double[40];
        var times = new int[4];
        for (int i = 0; i < 100; i++)
        {
            var warm = new Squares(result, times);
            WorkerPool.Run(ref warm, 4);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            var region = new Squares(result, times);
            WorkerPool.Run(ref region, 4);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void DegreesBelowOneAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Parallelism.Degree = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => Parallelism.Limit(0));
    }
}
