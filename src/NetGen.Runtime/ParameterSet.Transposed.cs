using System.ComponentModel;
using System.Runtime.CompilerServices;
using NetGen.CompilerServices;

namespace NetGen;

/// <content>Derived buffers: copies of parameters in other layouts, rebuilt where the parameters have changed.</content>
public partial class ParameterSet<T>
{
    private readonly Derived?[] _derived;
    private readonly Lock _derivedLock = new();

    /// <summary>
    /// For generated code: the transpose of weights, in the panels of a matrix <c>[inputs, outputs]</c>; the windows of a convolution are turned by
    /// 180 degrees too. It is rebuilt once after the parameters have changed; any number of threads may ask at once, none while another changes parameters.
    /// </summary>
    /// <param name="segment">The index of the parameter.</param>
    /// <returns>The first element, aligned to 64 bytes, valid until the parameters change.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T Transposed(int segment) => ref Get(segment, DerivedKind.Transposed);

    /// <summary>For generated code: the windows of a convolution as <see cref="WinogradTiles"/> multiplies them. Rebuilt as <see cref="Transposed"/> is.</summary>
    /// <param name="segment">The index of the parameter, whose windows are 3x3.</param>
    /// <returns>The first element of sixteen matrices in panels, aligned to 64 bytes, valid until the parameters change.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T Tiles(int segment) => ref Get(segment, DerivedKind.Tiles);

    /// <summary>For generated code: the tiles of the transposed and turned windows, for the gradient of the input.</summary>
    /// <param name="segment">The index of the parameter, whose windows are 3x3.</param>
    /// <returns>The first element of sixteen matrices in panels, aligned to 64 bytes, valid until the parameters change.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T TurnedTiles(int segment) => ref Get(segment, DerivedKind.TurnedTiles);

    /// <summary>For generated code: the windows of a convolution as <see cref="WindowRuns"/> describes, for the gradient of the input. Rebuilt as <see cref="Transposed"/> is.</summary>
    /// <param name="segment">The index of the parameter.</param>
    /// <returns>The first element of a matrix in panels, aligned to 64 bytes, valid until the parameters change.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T Runs(int segment) => ref Get(segment, DerivedKind.Runs);

    private ref T Get(int segment, DerivedKind kind)
    {
        long version = Version;
        var derived = Volatile.Read(ref _derived[segment * Derived.Kinds + (int)kind]);
        if (derived is null || Volatile.Read(ref derived.Version) != version) derived = Rebuild(segment, kind, version);
        return ref At(derived.Memory, derived.Start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Derived Rebuild(int index, DerivedKind kind, long version)
    {
        lock (_derivedLock)
        {
            ref var place = ref _derived[index * Derived.Kinds + (int)kind];
            var derived = place;
            if (derived is not null && derived.Version == version) return derived;
            var segment = Segments[index];
            if (!segment.IsPanels) throw new InvalidOperationException($"Parameter '{segment.Name}' of {NetworkName} does not lie in panels: nothing is derived from it.");
            var from = segment.Layout(Precision);
            if (derived is null)
            {
                int length = kind switch
                {
                    DerivedKind.Transposed => from.Transposed.Length,
                    DerivedKind.Runs => WindowRuns.Matrix(from, segment.Shape[^1]).Length,
                    _ => WinogradTiles.WeightLength(kind == DerivedKind.Tiles ? from : from.Transposed),
                };
                var (memory, start) = AlignedBuffer.Allocate(length * Unsafe.SizeOf<T>());
                derived = new Derived(memory, start);
            }
            ref T values = ref Unsafe.Add(ref Values, segment.Offset), to = ref At(derived.Memory, derived.Start);
            switch (kind)
            {
                case DerivedKind.Transposed: PanelTranspose.Transpose(ref values, from, ref to); break;
                case DerivedKind.Tiles: WinogradTiles.Weights(ref values, from, ref to); break;
                case DerivedKind.TurnedTiles: WinogradTiles.Weights(ref Transposed(index), from.Transposed, ref to); break;
                default: WindowRuns.Weights(ref values, from, segment.Shape[^1], ref to); break;
            }
            Volatile.Write(ref derived.Version, version);
            Volatile.Write(ref place, derived);
            return derived;
        }
    }

    private enum DerivedKind
    {
        Transposed,
        Tiles,
        TurnedTiles,
        Runs,
    }

    private sealed class Derived(byte[] memory, int start)
    {
        public const int Kinds = 4;

        public readonly byte[] Memory = memory;
        public readonly int Start = start;
        public long Version = -1;
    }
}
