using System.Runtime.CompilerServices;

namespace ILGPU;

/// <summary>The threads that run side by side and share memory.</summary>
public static class Group
{
    public static int IdxX => ThreadContext.OrNull?.Thread ?? -1;

    public static int DimX => ThreadContext.Current.Threads;

    /// <summary>Waits for all threads of the group.</summary>
    public static void Barrier() => throw new InvalidOperationException("Kernels with barriers run in another form.");
}

/// <summary>All groups of a launch.</summary>
public static class Grid
{
    public static int IdxX => ThreadContext.OrNull?.GroupIndex ?? -1;

    public static int DimX => ThreadContext.Current.Groups;
}

/// <summary>Threads that run in step, neighbours in their group.</summary>
public static class Warp
{
    public static int WarpSize => 32;

    public static int LaneIdx => ThreadContext.Current.Thread % WarpSize;

    /// <summary>The value of another lane; all threads of a group must ask for it together.</summary>
    public static T ShuffleXor<T>(T variable, int mask) where T : unmanaged => throw new InvalidOperationException("Kernels with shuffles run in another form.");
}

/// <summary>Memory of a group.</summary>
public static class SharedMemory
{
    public static ArrayView<T> Allocate<T>(int extent) where T : unmanaged
    {
        var context = ThreadContext.Current;
        return new(context.Shared.Get(context.Allocations++, extent * Unsafe.SizeOf<T>()), 0, extent);
    }
}

/// <summary>Changes of memory that no other thread can come between: one thread at a time runs.</summary>
public static class Atomic
{
    public static float Add(ref float target, float value)
    {
        float before = target;
        target += value;
        return before;
    }
}
