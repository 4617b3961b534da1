using System.ComponentModel;
using System.Runtime.CompilerServices;
using NetGen.CompilerServices;

namespace NetGen;

/// <content>Derived buffers: copies of parameters in other layouts, rebuilt where the parameters have changed.</content>
public partial class ParameterSet<T>
{
    private readonly Derived?[] _transposed;
    private readonly Lock _derivedLock = new();

    /// <summary>
    /// For generated code: the transpose of weights, in the panels of a matrix <c>[inputs, outputs]</c>; the windows of a convolution are turned by
    /// 180 degrees too. It is rebuilt once after the parameters have changed; any number of threads may ask at once, none while another changes parameters.
    /// </summary>
    /// <param name="segment">The index of the parameter.</param>
    /// <returns>The first element, aligned to 64 bytes, valid until the parameters change.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T Transposed(int segment)
    {
        long version = Version;
        var derived = Volatile.Read(ref _transposed[segment]);
        if (derived is null || Volatile.Read(ref derived.Version) != version) derived = RebuildTransposed(segment, version);
        return ref At(derived.Memory, derived.Start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Derived RebuildTransposed(int index, long version)
    {
        lock (_derivedLock)
        {
            var derived = _transposed[index];
            if (derived is not null && derived.Version == version) return derived;
            var segment = Segments[index];
            if (!segment.IsPanels) throw new InvalidOperationException($"Parameter '{segment.Name}' of {NetworkName} does not lie in panels: it has no transpose.");
            var from = segment.Layout(Precision);
            if (derived is null)
            {
                var (memory, start) = AlignedBuffer.Allocate(from.Transposed.Length * Unsafe.SizeOf<T>());
                derived = new Derived(memory, start);
            }
            PanelTranspose.Transpose(ref Unsafe.Add(ref Values, segment.Offset), from, ref At(derived.Memory, derived.Start));
            Volatile.Write(ref derived.Version, version);
            Volatile.Write(ref _transposed[index], derived);
            return derived;
        }
    }

    private sealed class Derived(byte[] memory, int start)
    {
        public readonly byte[] Memory = memory;
        public readonly int Start = start;
        public long Version = -1;
    }
}
