using System.Runtime.CompilerServices;

namespace ILGPU;

/// <summary>Where a thread of a kernel is, what its group shares, and what it has in its variables while it waits at a barrier.</summary>
internal sealed class ThreadContext
{
    /// <summary>The place of a thread that has nothing more to do.</summary>
    public const int End = -1;

    [ThreadStatic]
    private static ThreadContext? s_current;

    private readonly List<object?> _variables = [];

    public static ThreadContext Current
    {
        get => s_current ?? throw new InvalidOperationException("This is for kernels only.");
        set => s_current = value;
    }

    public static ThreadContext? OrNull => s_current;

    public int Thread, GroupIndex, Threads, Groups, Allocations;

    /// <summary>The barrier that it waits at; 0 before it begins.</summary>
    public int Place;

    /// <summary>What it gives to another lane of its warp, whose number differs by a mask, and what it has got; no mask where it waits at a barrier.</summary>
    public float Given, Taken;

    public int Mask;

    public required SharedBlocks Shared { get; init; }

    public static void Leave() => s_current = null;

    public static void Give(ThreadContext thread, float value, int mask) => (thread.Given, thread.Mask) = (value, mask);

    public static void Save<T>(ThreadContext thread, int index, T value)
    {
        while (thread._variables.Count <= index) thread._variables.Add(null);
        if (thread._variables[index] is StrongBox<T> box) box.Value = value;
        else thread._variables[index] = new StrongBox<T>(value);
    }

    public static T Load<T>(ThreadContext thread, int index) => ((StrongBox<T>)thread._variables[index]!).Value!;
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
/// Runs the threads of each group from barrier to barrier, one after the other, in ascending and descending order by turns: so what a barrier is missing for, in either
/// direction, goes wrong at every run. All threads must reach the same barriers.
/// </summary>
internal static class GroupSchedule
{
    public static void Run(int groups, int threads, Action<ThreadContext> kernel)
    {
        var shared = new SharedBlocks();
        var all = new ThreadContext[threads];
        for (int i = 0; i < threads; i++) all[i] = new ThreadContext { Thread = i, Threads = threads, Groups = groups, Shared = shared };
        try
        {
            for (int group = 0; group < groups; group++)
            {
                foreach (var thread in all) (thread.GroupIndex, thread.Allocations, thread.Place) = (group, 0, 0);
                for (int phase = 0; RunToBarrier(all, phase, kernel); phase++)
                {
                }
                shared.Spoil();
            }
        }
        finally
        {
            ThreadContext.Leave();
        }
    }

    /// <returns>Whether there is more to do.</returns>
    private static bool RunToBarrier(ThreadContext[] threads, int phase, Action<ThreadContext> kernel)
    {
        for (int position = 0; position < threads.Length; position++)
        {
            var thread = threads[phase % 2 == 0 ? position : threads.Length - 1 - position];
            ThreadContext.Current = thread;
            kernel(thread);
        }
        int place = threads[0].Place;
        foreach (var thread in threads)
            if (thread.Place != place) throw new InvalidOperationException($"Thread {thread.Thread} {Say(thread.Place)} where thread 0 {Say(place)}.");
        if (place == ThreadContext.End) return false;
        if (threads[0].Mask != 0) Exchange(threads);
        return true;
    }

    private static void Exchange(ThreadContext[] threads)
    {
        foreach (var thread in threads)
        {
            int other = thread.Thread ^ thread.Mask;
            if (thread.Mask is < 1 or >= 32 || other >= threads.Length)
                throw new InvalidOperationException($"Thread {thread.Thread} has no neighbour at {thread.Mask} in a group of {threads.Length}.");
            thread.Taken = threads[other].Given;
        }
    }

    private static string Say(int place) => place == ThreadContext.End ? "has ended" : $"waits at barrier {place}";
}
