using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace ILGPU;

/// <summary>Where a thread of a kernel is, and what its group shares.</summary>
internal sealed class ThreadContext
{
    [ThreadStatic]
    private static ThreadContext? s_current;

    public static ThreadContext Current
    {
        get => s_current ?? throw new InvalidOperationException("This is for kernels only.");
        set => s_current = value;
    }

    public static ThreadContext? OrNull => s_current;

    public int Thread, GroupIndex, Threads, Groups, Allocations;

    public required SharedBlocks Shared { get; init; }

    public GroupSchedule? Schedule { get; init; }
}

/// <summary>The shared memory of a group: garbage when the group begins.</summary>
internal sealed class SharedBlocks
{
    private const int Most = 48 * 1024;

    private readonly List<Block> _blocks = [];

    public Block Get(int index, int bytes)
    {
        if (index == _blocks.Count)
        {
            if (_blocks.Sum(b => b.Bytes.Length) + bytes > Most) throw new InvalidOperationException($"A group has {Most} bytes of shared memory.");
            _blocks.Add(new Block(bytes));
        }
        if (_blocks[index].Bytes.Length != bytes) throw new InvalidOperationException("The threads of a group allocate different shared memory.");
        return _blocks[index];
    }

    public void Spoil()
    {
        foreach (var block in _blocks) block.Spoil();
    }
}

/// <summary>
/// One thread of the machine for each thread of a group. One at a time runs, from barrier to barrier, in ascending and descending order by turns: so what a barrier
/// is missing for, in either direction, goes wrong at every run. All threads must reach the same barriers.
/// </summary>
internal sealed class GroupSchedule
{
    private readonly int _threads;
    private readonly object[] _gates;
    private readonly bool[] _mayRun;
    private readonly SharedBlocks _shared = new();
    private readonly object?[] _offers;
    private int _phase, _position, _ended;
    private Exception? _failure;

    private GroupSchedule(int threads)
    {
        _threads = threads;
        _gates = [.. Enumerable.Range(0, threads).Select(_ => new object())];
        _mayRun = new bool[threads];
        _offers = new object?[threads];
    }

    public static void Run(int groups, int threads, Action kernel)
    {
        var schedule = new GroupSchedule(threads);
        schedule._mayRun[0] = true;
        using var done = new CountdownEvent(threads);
        for (int i = 0; i < threads; i++)
        {
            int thread = i;
            Workers.Start(() =>
            {
                schedule.RunThread(thread, groups, kernel);
                done.Signal();
            });
        }
        done.Wait();
        if (schedule._failure is { } failure) throw new KernelException(failure);
    }

    private void RunThread(int thread, int groups, Action kernel)
    {
        var context = new ThreadContext { Thread = thread, Threads = _threads, Groups = groups, Shared = _shared, Schedule = this };
        ThreadContext.Current = context;
        try
        {
            Await(thread);
            for (int group = 0; group < groups; group++)
            {
                context.GroupIndex = group;
                context.Allocations = 0;
                kernel();
                _ended++;
                Pass(thread, isLast: group == groups - 1);
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    public void Barrier(int thread) => Pass(thread, isLast: false);

    public T Exchange<T>(int thread, int other, T value)
    {
        _offers[thread] = value;
        Barrier(thread);
        var taken = (T)_offers[other]!;
        Barrier(thread);
        return taken;
    }

    /// <param name="isLast">Whether the thread has nothing more to do.</param>
    private void Pass(int thread, bool isLast)
    {
        bool isOver = false;
        _position++;
        if (_position == _threads)
        {
            if (_ended != 0 && _ended != _threads) throw new InvalidOperationException($"{_ended} of {_threads} threads end where the others wait at a barrier.");
            if (_ended == _threads) _shared.Spoil();
            isOver = isLast;
            _ended = 0;
            _position = 0;
            _phase++;
        }
        int next = _phase % 2 == 0 ? _position : _threads - 1 - _position;
        if (isOver || next == thread) return;
        Wake(next);
        if (!isLast) Await(thread);
    }

    private void Wake(int thread)
    {
        lock (_gates[thread])
        {
            _mayRun[thread] = true;
            Monitor.Pulse(_gates[thread]);
        }
    }

    private void Await(int thread)
    {
        lock (_gates[thread])
        {
            while (!_mayRun[thread] && _failure is null) Monitor.Wait(_gates[thread]);
            _mayRun[thread] = false;
        }
        if (_failure is not null) throw new OperationCanceledException();
    }

    private void Fail(Exception exception)
    {
        if (exception is OperationCanceledException) return;
        _failure ??= exception;
        foreach (object gate in _gates)
            lock (gate) Monitor.PulseAll(gate);
    }
}

/// <summary>What went wrong in a kernel.</summary>
public sealed class KernelException(Exception inner) : Exception(inner.Message, inner);

/// <summary>Threads that wait for the next group, so that none is made for each launch.</summary>
internal static class Workers
{
    private static readonly ConcurrentBag<Worker> Idle = [];

    public static void Start(Action work)
    {
        if (!Idle.TryTake(out var worker)) worker = new Worker();
        worker.Start(work);
    }

    private sealed class Worker
    {
        private readonly object _gate = new();
        private Action? _work;

        public Worker()
        {
            new Thread(Loop, 256 * 1024) { IsBackground = true, Name = "Thread of a kernel" }.Start();
        }

        public void Start(Action work)
        {
            lock (_gate)
            {
                _work = work;
                Monitor.Pulse(_gate);
            }
        }

        private void Loop()
        {
            while (true)
            {
                Action work;
                lock (_gate)
                {
                    while (_work is null) Monitor.Wait(_gate);
                    work = _work;
                    _work = null;
                }
                work();
                Idle.Add(this);
            }
        }
    }
}

/// <summary>Which kernels have barriers: those without need no threads of their own.</summary>
internal static class BarrierSearch
{
    private static readonly ConcurrentDictionary<MethodBase, bool> Known = [];

    public static bool HasBarriers(MethodBase method) => Known.GetOrAdd(method, m => Calls(m, []).Any(c => c.Name is "Barrier" or "ShuffleXor"));

    private static IEnumerable<MethodBase> Calls(MethodBase method, HashSet<MethodBase> seen)
    {
        if (!seen.Add(method) || method.GetMethodBody()?.GetILAsByteArray() is not { } il) yield break;
        for (int i = 0; i + 4 < il.Length; i++)
        {
            if (il[i] != OpCodes.Call.Value) continue;
            MethodBase? called = null;
            try
            {
                called = method.Module.ResolveMethod(BitConverter.ToInt32(il, i + 1), method.DeclaringType?.GetGenericArguments(), method.GetGenericArguments());
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException or BadImageFormatException)
            {
                // Not a call but a byte of another instruction.
            }
            if (called is null) continue;
            if (called.DeclaringType == typeof(Group) || called.DeclaringType == typeof(Warp)) yield return called;
            else if (called.Module == method.Module)
                foreach (var inner in Calls(called, seen)) yield return inner;
        }
    }
}
