using System.Globalization;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>A piece of the arena that holds one value after another, and the place it got.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="Size">Elements, a multiple of 64 bytes.</param>
/// <param name="First">The first step that writes it.</param>
/// <param name="Last">The last step that uses it.</param>
/// <param name="PerSample">The offset's factor of the capacity, in elements.</param>
/// <param name="Fixed">The rest of the offset.</param>
internal sealed record Buffer(string Name, Extent Size, int First, int Last, int PerSample, int Fixed)
{
    /// <summary>The offset as C#.</summary>
    public string Offset(string capacity) =>
        PerSample == 0 ? Fixed.ToString(CultureInfo.InvariantCulture) :
        (PerSample == 1 ? capacity : PerSample.ToString(CultureInfo.InvariantCulture) + " * " + capacity)
        + (Fixed == 0 ? "" : " + " + Fixed.ToString(CultureInfo.InvariantCulture));
}

/// <summary>
/// The arena of a function: every buffer at <c>a * capacity + c</c> elements. Buffers that grow with the batch lie at the front, at multiples of
/// the capacity, the others behind all of them: so any two either share no element for any capacity, or are never alive at once.
/// </summary>
/// <param name="PerSample">Elements of the arena for each sample of the capacity.</param>
/// <param name="Fixed">Elements beside.</param>
internal sealed record BufferPlan(EquatableArray<Buffer> Buffers, int PerSample, int Fixed)
{
    public long BytesPerSample(Precision precision) => (long)PerSample * Bytes(precision);

    public long BytesFixed(Precision precision) => (long)Fixed * Bytes(precision);

    private static int Bytes(Precision precision) => precision == Precision.Single ? 4 : 8;

    /// <summary>A buffer to be placed.</summary>
    /// <param name="InPlaceOf">Requests whose memory it may take over when their last step is its first.</param>
    public sealed record Request(string Name, Extent Elements, int First, int Last, EquatableArray<int> InPlaceOf);

    /// <summary>Places buffers in the order of their first steps, the small ones last, each at the lowest offset that is free for its life.</summary>
    /// <param name="regions">
    /// For each step the region in which threads run it, null where each step waits for all of the one before. What is used in a region is
    /// in use from its beginning to its end, for threads may be at different steps. But a thread is at one step: values whose samples lie
    /// at the same places may follow each other, a sample's by the same sample's.
    /// </param>
    public static BufferPlan Place(IReadOnlyList<Request> requests, Precision precision, CallRegion[]? regions = null)
    {
        int FirstOf(int step) => regions is not null && step < regions.Length ? regions[step].First : step;
        int LastOf(int step) => regions is not null && step < regions.Length ? regions[step].Last : step;

        int unit = PanelLayout.Lanes(precision);
        var sizes = requests.Select(r => r.Elements with { Factor = (r.Elements.Factor + unit - 1) / unit * unit }).ToArray();
        var offsets = new int[requests.Count];
        var placed = new List<int>(); // those that may still be in use, by their offsets
        var order = Enumerable.Range(0, requests.Count).OrderBy(i => requests[i].First).ToArray();
        foreach (int i in order.Where(i => sizes[i].Factor > unit))
        {
            placed.RemoveAll(p => LastOf(requests[p].Last) < FirstOf(requests[i].First));
            Put(i);
        }

        // Values of a cache line at most come last: functions that differ in the scalars of their losses have their layers at the same places then.
        placed = order.Where(i => sizes[i].Factor > unit).OrderBy(i => offsets[i]).ToList();
        foreach (int i in order.Where(i => sizes[i].Factor <= unit)) Put(i);
        int perSample = End(true), rest = End(false);
        return new BufferPlan(
            requests.Select((r, i) => new Buffer(r.Name, sizes[i], r.First, r.Last, sizes[i].Batched ? offsets[i] : perSample, sizes[i].Batched ? 0 : offsets[i])).ToEquatableArray(),
            perSample, rest);

        void Put(int i)
        {
            offsets[i] = InPlace(i) ?? FirstFit(i);
            int at = placed.Count;
            while (at > 0 && offsets[placed[at - 1]] > offsets[i]) at--;
            placed.Insert(at, i);
        }

        int? InPlace(int i)
        {
            foreach (int other in requests[i].InPlaceOf)
            {
                // The step itself is the last one of the old value and the first of the new one.
                if (requests[other].Last != requests[i].First || sizes[other] != sizes[i] || requests[other].First >= requests[i].First) continue;
                bool free = placed.All(p => p == other || !Overlaps(p, i, offsets[other]));
                if (free) return offsets[other];
            }
            return null;
        }

        int FirstFit(int i)
        {
            int offset = 0;
            for (bool moved = true; moved;)
            {
                moved = false;
                foreach (int p in placed)
                    if (Overlaps(p, i, offset))
                    {
                        offset = offsets[p] + sizes[p].Factor;
                        moved = true;
                    }
            }
            return offset;
        }

        bool Overlaps(int p, int i, int offset) =>
            sizes[p].Batched == sizes[i].Batched && LastOf(requests[p].Last) >= FirstOf(requests[i].First) && FirstOf(requests[p].First) <= LastOf(requests[i].Last)
            && offsets[p] < offset + sizes[i].Factor && offset < offsets[p] + sizes[p].Factor
            && !(offsets[p] == offset && (Follows(p, i) || Follows(i, p)));

        bool Follows(int p, int i) =>
            requests[p].Last < requests[i].First && requests[p].Elements == requests[i].Elements && requests[p].Elements.Batched
            && regions is not null && requests[p].Last < regions.Length && regions[requests[p].Last].Division == Division.Samples;

        int End(bool batched) => Enumerable.Range(0, requests.Count).Where(i => sizes[i].Batched == batched).Select(i => offsets[i] + sizes[i].Factor).DefaultIfEmpty(0).Max();
    }
}
