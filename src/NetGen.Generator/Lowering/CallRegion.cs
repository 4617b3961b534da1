using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>How the work of a kernel can be divided between threads without an influence on the bits of its results.</summary>
internal enum Division : byte
{
    /// <summary>Not at all: it sums over the batch, or has nothing to do with it.</summary>
    None,

    /// <summary>By samples: what it writes of a sample hangs on that sample alone.</summary>
    Samples,

    /// <summary>By parts of its result, each of which is a sum over all samples.</summary>
    Units,
}

/// <summary>
/// Calls in a row that threads work through together, each for its own range of samples or units, without waiting for each other in between.
/// </summary>
/// <param name="First">The index of the first call.</param>
/// <param name="Count">The number of calls; those that can't be divided are on their own.</param>
/// <param name="Work">About how many operations the calls take for each sample.</param>
internal sealed record CallRegion(Division Division, int Phase, int First, int Count, long Work)
{
    public int Last => First + Count - 1;

    /// <summary>The calls of a function, cut into regions as long as possible.</summary>
    public static EquatableArray<CallRegion> Cut(IReadOnlyList<KernelCall> calls)
    {
        var regions = new List<CallRegion>();
        for (int first = 0, count; first < calls.Count; first += count)
        {
            var call = calls[first];
            for (count = 1; call.Division != Division.None && first + count < calls.Count && Joins(call, calls[first + count]); count++)
            {
            }
            regions.Add(new CallRegion(call.Division, call.Phase, first, count, Enumerable.Range(first, count).Sum(i => calls[i].Work)));
        }
        return regions.ToEquatableArray();
    }

    /// <summary>Units of calls that are wanted at different times are no region: its length would hang on what is wanted.</summary>
    private static bool Joins(KernelCall region, KernelCall call) =>
        call.Division == region.Division && call.Phase == region.Phase && (call.Division == Division.Samples || call.Needs == region.Needs);

    /// <summary>For each call, the region that it belongs to.</summary>
    public static CallRegion[] ByCall(IEnumerable<CallRegion> regions) => regions.SelectMany(r => Enumerable.Repeat(r, r.Count)).ToArray();
}
