using System.Runtime.InteropServices;

namespace ILGPU.Runtime
{
    /// <summary>The order of what is done on a device: here everything is done at once.</summary>
    public sealed class AcceleratorStream;

    /// <summary>A device that is the processor. Counts what is done.</summary>
    public sealed class Accelerator : IDisposable
    {
        public AcceleratorStream DefaultStream { get; } = new();

        public int MaxNumThreadsPerGroup => 1024;

        public int WarpSize => Warp.WarpSize;

        public long Launches { get; set; }

        public long BytesUploaded { get; set; }

        public long BytesDownloaded { get; set; }

        public long BytesAllocated { get; private set; }

        /// <summary>The names of the kernels that were launched, in order, while it is not null.</summary>
        public List<string>? Log { get; set; }

        public MemoryBuffer AllocateRaw(long length, int elementSize)
        {
            BytesAllocated += length * elementSize;
            return new(this, length * elementSize);
        }

        public void Synchronize()
        {
        }

        public void Dispose()
        {
        }

        internal void Launch(string name, KernelConfig config, Action<ThreadContext> kernel)
        {
            if (config.Groups < 1 || config.Threads < 1 || config.Threads > MaxNumThreadsPerGroup)
                throw new ArgumentException($"{config.Groups} groups of {config.Threads} threads can't be launched.");
            Launches++;
            Log?.Add(name);
            GroupSchedule.Run(config.Groups, config.Threads, kernel);
        }
    }

    /// <summary>Memory of a device.</summary>
    public sealed class MemoryBuffer : IDisposable
    {
        private readonly Block _block;

        internal MemoryBuffer(Accelerator accelerator, long bytes)
        {
            Accelerator = accelerator;
            LengthInBytes = bytes;
            _block = new Block(bytes);
            Owners.Add(_block, accelerator);
        }

        internal static System.Runtime.CompilerServices.ConditionalWeakTable<Block, Accelerator> Owners { get; } = [];

        public Accelerator Accelerator { get; }

        public long LengthInBytes { get; }

        public bool IsDisposed { get; private set; }

        public ArrayView<T> AsArrayView<T>(long offset, long length) where T : unmanaged
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return new ArrayView<T>(_block, 0, LengthInBytes / System.Runtime.CompilerServices.Unsafe.SizeOf<T>()).SubView(offset, length);
        }

        public void Dispose()
        {
            IsDisposed = true;
            _block.Release();
        }
    }

    /// <summary>Copies between devices and the processor.</summary>
    public static class ArrayViewExtensions
    {
        public static void CopyFromCPU<T>(this ArrayView<T> target, AcceleratorStream stream, ref T cpuData, long length) where T : unmanaged
        {
            MemoryMarshal.CreateReadOnlySpan(ref cpuData, checked((int)length)).CopyTo(target.Span(length));
            if (target.Owner is { } accelerator) accelerator.BytesUploaded += length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        }

        public static void CopyToCPU<T>(this ArrayView<T> source, AcceleratorStream stream, ref T cpuData, long length) where T : unmanaged
        {
            source.Span(length).CopyTo(MemoryMarshal.CreateSpan(ref cpuData, checked((int)length)));
            if (source.Owner is { } accelerator) accelerator.BytesDownloaded += length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        }

        public static void CopyTo<T>(this ArrayView<T> source, AcceleratorStream stream, in ArrayView<T> target) where T : unmanaged =>
            source.Span(source.Length).CopyTo(target.Span(source.Length));

        public static void MemSetToZero<T>(this ArrayView<T> view, AcceleratorStream stream) where T : unmanaged => view.Span(view.Length).Clear();
    }
}

namespace ILGPU.Algorithms
{
    /// <summary>The type is here because its presence says that the package is: kernels call <see cref="MathF"/>.</summary>
    public static class XMath;
}
