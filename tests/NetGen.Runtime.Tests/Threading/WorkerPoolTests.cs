using NetGen.CompilerServices;

namespace NetGen.Tests.Threading;

/// <summary>Alone, without other tests beside it: a caller that finds the pool in use does all work itself.</summary>
[CollectionDefinition(nameof(WorkerPoolTests), DisableParallelization = true)]
[Collection(nameof(WorkerPoolTests))]
public class WorkerPoolTests
{
    private const long Much = 1L << 40;

    private ref struct Squares(Span<double> result, Span<int> times) : IParallelRegion
    {
        private readonly Span<double> _result = result;
        private readonly Span<int> _times = times;

        public void Run(int first, int end)
        {
            for (int part = first; part < end; part++)
            {
                for (int i = part * 10; i < part * 10 + 10; i++) _result[i] = (double)i * i;
                Interlocked.Increment(ref _times[part]);
            }
        }
    }

    private struct Failing : IParallelRegion
    {
        public void Run(int first, int end)
        {
            if (first <= 6 && 6 < end) throw new InvalidOperationException("part 6");
        }
    }

    private struct Threads(HashSet<int> seen) : IParallelRegion
    {
        public void Run(int first, int end)
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
            WorkerPool.Run(ref region, parts, 1, Much);
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
            WorkerPool.Run(ref region, 9, 1, Much);
            Assert.Equal(89.0 * 89, result[89]);
        }
    }

    [Fact]
    public void AnExceptionReachesTheCallerAndThePoolGoesOn()
    {
        using var limit = Parallelism.Limit(2);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("part 6", Assert.Throws<InvalidOperationException>(() => { var r = new Failing(); WorkerPool.Run(ref r, 8, 1, Much); }).Message);
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
        using (Parallelism.Limit(1)) WorkerPool.Run(ref region, 4, 1, Much);
        Assert.Equal([Environment.CurrentManagedThreadId], seen);
        using (Parallelism.Limit(2)) WorkerPool.Run(ref region, 4, 1, Much);
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
            WorkerPool.Run(ref warm, 4, 1, Much);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            var region = new Squares(result, times);
            WorkerPool.Run(ref region, 4, 1, Much);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class Log : List<(int First, int End)>;

    private struct Ranges(Log log) : IParallelRegion
    {
        public void Run(int first, int end)
        {
            lock (log) log.Add((first, end));
        }
    }

    [Theory]
    [InlineData(64, 4, 2, "0-32 32-64")]
    [InlineData(66, 4, 3, "0-20 20-40 40-66")]
    [InlineData(7, 4, 8, "0-7")]
    [InlineData(11, 4, 8, "0-4 4-11")]
    [InlineData(3, 1, 8, "0-1 1-2 2-3")]
    [InlineData(0, 4, 2, "")]
    public void RangesBeginAtMultiplesOfTheGrain(int length, int grain, int degree, string expected)
    {
        using var limit = Parallelism.Limit(degree);
        var log = new Log();
        var region = new Ranges(log);
        WorkerPool.Run(ref region, length, grain, Much);
        Assert.Equal(expected, string.Join(' ', log.Order().Select(r => $"{r.First}-{r.End}")));
    }

    [Theory]
    [InlineData(1.9, 1)]
    [InlineData(2, 2)]
    [InlineData(3.5, 3)]
    [InlineData(100, 4)]
    public void LittleWorkTakesFewThreads(double threadsOfWork, int ranges)
    {
        using var limit = Parallelism.Limit(4);
        var log = new Log();
        var region = new Ranges(log);
        long jobs = WorkerPool.Jobs;
        WorkerPool.Run(ref region, 100, 1, (long)(threadsOfWork * WorkerPool.WorkOfThread));
        Assert.Equal(ranges, log.Count);
        Assert.Equal(ranges == 1 ? 0 : 1, WorkerPool.Jobs - jobs);
    }

    [Fact]
    public void DegreesBelowOneAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Parallelism.Degree = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => Parallelism.Limit(0));
    }
}
