using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: fork and join over threads that spin for a short while after a job and then sleep. A job on a warm pool costs well
/// under a microsecond, nothing is allocated, and idle threads cost nothing. One caller at a time has the threads; another, at the
/// same moment, does its work itself.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class WorkerPool
{
    /// <summary>How long a worker looks for the next job before it sleeps: longer than the gaps within a training step.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency * 50 / 1_000_000;

    private static readonly object Growth = new();
    private static Worker[] s_workers = [];
    private static int s_busy;
    private static Job s_job;

    /// <summary>
    /// The work, in floating-point operations, for which a thread is worth having: some microseconds, several times what it costs to begin
    /// and end a job on threads that still spin.
    /// </summary>
    public const long WorkOfThread = 250_000;

    private static long s_jobs;

    /// <summary>How many jobs have been given to workers so far; small work never counts.</summary>
    public static long Jobs => Volatile.Read(ref s_jobs);

    /// <summary>
    /// Does all work and returns when it is done. Each thread gets one range of about the same length, as long as there is enough work for it;
    /// what is in the range is up to the region, whose results must not depend on the division.
    /// </summary>
    /// <typeparam name="TRegion">The region, a <c>ref struct</c> on the caller's stack.</typeparam>
    /// <param name="region">The work.</param>
    /// <param name="length">The range of all work is from 0 to here; nothing is done where it is 0.</param>
    /// <param name="grain">Ranges begin at multiples of it, and only the one at the end of all is of another length; at least 1.</param>
    /// <param name="work">The operations of all work, about: with less than twice <see cref="WorkOfThread"/> the caller does it alone.</param>
    public static void Run<TRegion>(scoped ref TRegion region, int length, int grain, long work) where TRegion : struct, IParallelRegion, allows ref struct
    {
        if (length <= 0) return;
        int grains = Math.Max(1, length / grain);
        int threads = work < 2 * WorkOfThread ? 1 : (int)Math.Min(work / WorkOfThread, Math.Min(Parallelism.Current, grains));
        if (threads < 2 || Interlocked.CompareExchange(ref s_busy, 1, 0) != 0)
        {
            region.Run(0, length);
            return;
        }
        try
        {
            var workers = Volatile.Read(ref s_workers);
            if (workers.Length < threads - 1) workers = Grow(threads - 1);
            s_jobs++;
#pragma warning disable CS8500 // the address of a managed type: it stays on this stack until every worker is done with it
            fixed (TRegion* address = &region)
            {
                s_job = new Job { Execute = &Execute<TRegion>, Region = address, Length = length, Grain = grain, Grains = grains, Threads = threads };
                for (int i = 0; i < threads - 1; i++) workers[i].Begin();
                Exception? failure = null;
                try
                {
                    Execute<TRegion>(address, 0, s_job.Start(1));
                }
                catch (Exception e)
                {
                    failure = e;
                }
                for (int i = 0; i < threads - 1; i++) failure = workers[i].Join() ?? failure;
                if (failure is not null) ExceptionDispatchInfo.Throw(failure);
            }
#pragma warning restore CS8500
        }
        finally
        {
            Volatile.Write(ref s_busy, 0);
        }
    }

#pragma warning disable CS8500
    private static void Execute<TRegion>(void* region, int first, int end) where TRegion : struct, IParallelRegion, allows ref struct => ((TRegion*)region)->Run(first, end);
#pragma warning restore CS8500

    private static Worker[] Grow(int count)
    {
        lock (Growth)
        {
            var workers = s_workers;
            if (workers.Length >= count) return workers;
            var grown = new Worker[count];
            workers.CopyTo(grown, 0);
            for (int i = workers.Length; i < count; i++) grown[i] = new Worker(i + 1);
            Volatile.Write(ref s_workers, grown);
            return grown;
        }
    }

    private struct Job
    {
        public delegate*<void*, int, int, void> Execute;
        public void* Region;
        public int Length;
        public int Grain;
        public int Grains;
        public int Threads;

        /// <summary>Where the range of a thread begins.</summary>
        public readonly int Start(int thread) => thread == Threads ? Length : (int)((long)Grains * thread / Threads) * Grain;
    }

    /// <summary>What a worker and its callers write, each on a cache line of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Signals
    {
        [FieldOffset(64)] public int Begun;
        [FieldOffset(128)] public int Done;
        [FieldOffset(192)] public int Parked;
    }

    private sealed class Worker
    {
        private readonly int _index;
        private readonly SemaphoreSlim _wake = new(0);
        private Signals _signals;
        private Exception? _failure;

        public Worker(int index)
        {
            _index = index;
            new Thread(Loop) { IsBackground = true, Name = "NetGen worker " + index }.Start();
        }

        public void Begin()
        {
            Volatile.Write(ref _signals.Begun, _signals.Begun + 1);
            Interlocked.MemoryBarrier(); // the worker parks, then looks at Begun; here Begun is written, then Parked is looked at
            if (_signals.Parked != 0 && Interlocked.Exchange(ref _signals.Parked, 0) == 1) _wake.Release();
        }

        public Exception? Join()
        {
            var spin = new SpinWait();
            int begun = _signals.Begun;
            for (int i = 0; Volatile.Read(ref _signals.Done) != begun; i++)
            {
                // A worker that was descheduled needs this processor more than a spinning caller does.
                if (i < 20_000) Thread.SpinWait(1);
                else spin.SpinOnce(sleep1Threshold: -1);
            }
            var failure = _failure;
            _failure = null;
            return failure;
        }

        private void Loop()
        {
            for (int seen = 0; ;)
            {
                Await(seen);
                seen = Volatile.Read(ref _signals.Begun);
                var job = s_job;
                try
                {
                    job.Execute(job.Region, job.Start(_index), job.Start(_index + 1));
                }
                catch (Exception e)
                {
                    _failure = e;
                }
                Volatile.Write(ref _signals.Done, seen);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Await(int seen)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 1; Volatile.Read(ref _signals.Begun) == seen; i++)
            {
                Thread.SpinWait(1);
                if ((i & 15) != 0 || Stopwatch.GetTimestamp() - start < SpinTicks) continue;
                Interlocked.Exchange(ref _signals.Parked, 1);
                // Begun may have changed before Parked was set. Then the caller either saw Parked and releases, or did not and this takes it back.
                if (Volatile.Read(ref _signals.Begun) == seen || Interlocked.Exchange(ref _signals.Parked, 0) == 0) _wake.Wait();
                start = Stopwatch.GetTimestamp();
            }
        }
    }
}
