using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.CompilerServices;

namespace NetGen;

/// <content>Gradients of several batches, added. Those of rows are added where they are (<see cref="AccumulatesRows"/>), all else is set aside meanwhile.</content>
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

    internal void SetGradientsAside()
    {
        foreach (var parameter in ParameterViews)
            if (RowsOf(parameter) is null) SegmentLayout.Stored(GradientSpan, parameter.Segment).CopyTo(SegmentLayout.Stored(Aside, parameter.Segment));
    }

    internal void AddGradientsSetAside()
    {
        foreach (var parameter in ParameterViews)
        {
            if (RowsOf(parameter) is not null) continue;
            Span<T> gradients = SegmentLayout.Stored(GradientSpan, parameter.Segment), aside = SegmentLayout.Stored(Aside, parameter.Segment);
            int i = 0;
            for (; i + Vector<T>.Count <= gradients.Length; i += Vector<T>.Count)
                (new Vector<T>(gradients[i..]) + new Vector<T>(aside[i..])).CopyTo(gradients[i..]);
            for (; i < gradients.Length; i++) gradients[i] += aside[i];
        }
    }
}
