using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.CompilerServices;

namespace NetGen;

/// <content>Gradients of several batches, added.</content>
public partial class ParameterSet<T>
{
    private byte[]? _aside;
    private int _asideStart;

    private Span<T> Aside
    {
        get
        {
            if (_aside is null) (_aside, _asideStart) = AlignedBuffer.Allocate(FlatLength * Unsafe.SizeOf<T>());
            return MemoryMarshal.CreateSpan(ref At(_aside, _asideStart), FlatLength);
        }
    }

    internal void SetGradientsAside() => GradientSpan.CopyTo(Aside);

    internal void AddGradientsSetAside()
    {
        var gradients = GradientSpan;
        var aside = Aside;
        int i = 0;
        for (; i + Vector<T>.Count <= gradients.Length; i += Vector<T>.Count)
            (new Vector<T>(gradients[i..]) + new Vector<T>(aside[i..])).CopyTo(gradients[i..]);
        for (; i < gradients.Length; i++) gradients[i] += aside[i];
    }
}
