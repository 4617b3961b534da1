using System.Runtime.CompilerServices;
using NetGen.CompilerServices;

namespace NetGen;

/// <content>Gradients of tables such as embeddings: which rows the last batch named. All others are zero, and nobody has to walk them.</content>
public partial class ParameterSet<T>
{
    private readonly RowSet?[] _rows;

    /// <summary>Whether row gradients are added to those that are there: set before each function that computes gradients.</summary>
    internal bool AccumulatesRows { get; set; }

    /// <summary>The rows whose gradients may be other than zero; null for a parameter whose gradient is written as a whole.</summary>
    internal RowSet? RowsOf(NetworkParameter<T> parameter) => _rows[parameter.Index];

    /// <summary>For the functions that add rows to a gradient, and are all that writes it: rows of zeros, or of the gradients so far where these accumulate.</summary>
    internal ref T BeginRowGradient(int parameter, out RowSet rows)
    {
        var view = _views[parameter];
        rows = _rows[parameter] ??= FindRows(view);
        if (!AccumulatesRows)
        {
            foreach (var part in GradientParts(view)) part.Clear();
            rows.Clear();
        }
        return ref Unsafe.Add(ref Gradients, view.Segment.Offset);
    }

    /// <summary>After gradients were written otherwise than by functions of the network.</summary>
    internal void FindRows()
    {
        foreach (var view in ParameterViews)
            if (_rows[view.Index] is not null) _rows[view.Index] = FindRows(view);
    }

    /// <summary>The parts of a parameter's gradient that may be other than zero.</summary>
    internal GradientPartEnumerator GradientParts(NetworkParameter<T> parameter) => new(SegmentLayout.Stored(GradientSpan, parameter.Segment), RowsOf(parameter), RowLength(parameter));

    internal static int RowLength(NetworkParameter<T> parameter) => parameter.Segment.Shape is [var rows, ..] ? parameter.Segment.Count / rows : 1;

    private RowSet FindRows(NetworkParameter<T> view)
    {
        var stored = SegmentLayout.Stored(GradientSpan, view.Segment);
        int length = RowLength(view);
        var rows = new RowSet(view.Segment.Shape[0]);
        for (int i = stored.IndexOfAnyExcept(T.Zero); i >= 0; i = NextFrom(stored, i)) rows.Add(i / length);
        return rows;

        int NextFrom(Span<T> span, int i)
        {
            int start = (i / length + 1) * length, next = span[start..].IndexOfAnyExcept(T.Zero);
            return next < 0 ? -1 : start + next;
        }
    }

    /// <summary>Goes through runs of rows, or through the whole.</summary>
    internal ref struct GradientPartEnumerator(Span<T> all, RowSet? rows, int length)
    {
        private readonly Span<T> _all = all;
        private int _next;

        public Span<T> Current { get; private set; }

        public readonly GradientPartEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (rows is null)
            {
                Current = _all;
                return _next++ == 0;
            }
            if (!rows.Next(ref _next, int.MaxValue, out int count)) return false;
            Current = _all.Slice(_next * length, count * length);
            _next += count;
            return true;
        }
    }
}
