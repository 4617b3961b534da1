namespace NetGen.Compiler.Lowering;

/// <summary>
/// The kernels in an order in which each comes behind those that it waits for. It is kept as kernels become one, so that whether two may become one
/// is a search among those between them. See Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs" (JEA 2006).
/// </summary>
internal sealed class KernelLine
{
    private readonly List<KernelGroup?> _line = [];
    private readonly Dictionary<KernelGroup, int> _places = [];
    private readonly HashSet<KernelGroup> _behind = [];
    private readonly SortedSet<int> _open = [];
    private readonly Func<KernelGroup, IEnumerable<KernelGroup>> _successors;

    /// <param name="groups">All kernels.</param>
    /// <param name="successors">Those that wait for one, itself and repetitions allowed.</param>
    public KernelLine(IEnumerable<KernelGroup> groups, Func<KernelGroup, IEnumerable<KernelGroup>> successors)
    {
        _successors = successors;
        var all = groups.ToArray();
        var waiting = all.ToDictionary(g => g, _ => 0);
        foreach (var group in all)
            foreach (var next in successors(group))
                if (next != group) waiting[next]++;
        var ready = new Queue<KernelGroup>(all.Where(g => waiting[g] == 0));
        while (ready.Count > 0)
        {
            var group = ready.Dequeue();
            _places.Add(group, _line.Count);
            _line.Add(group);
            foreach (var next in successors(group))
                if (next != group && --waiting[next] == 0) ready.Enqueue(next);
        }
    }

    /// <summary>
    /// Whether no value goes from one kernel to the other by way of a third: in one kernel they would wait for each other. If so, the two change
    /// places with what lies between them, and <paramref name="a"/> stands for both.
    /// </summary>
    public bool TryJoin(KernelGroup a, KernelGroup b)
    {
        var (first, last) = _places[a] < _places[b] ? (a, b) : (b, a);
        int end = _places[last];
        _behind.Clear();
        _open.Clear();
        foreach (var next in _successors(first))
            if (next != last) Visit(next);
        while (_open.Count > 0)
        {
            // The one that is nearest to the last: from a forward pass to its backward pass there are short ways, which are found at once.
            int nearest = _open.Max;
            _open.Remove(nearest);
            foreach (var next in _successors(_line[nearest]!))
            {
                if (next == last) return false;
                Visit(next);
            }
        }

        // What waits for the first goes behind both, all else before them.
        int place = _places[first];
        var moved = new List<KernelGroup>();
        for (int i = place + 1; i < end; i++)
        {
            if (_line[i] is not { } between) continue;
            if (_behind.Contains(between)) moved.Add(between);
            else Put(between);
        }
        Put(a);
        foreach (var group in moved) Put(group);
        while (place <= end) _line[place++] = null;
        return true;

        void Visit(KernelGroup group)
        {
            if (group != first && _places[group] is var at && at < end && _behind.Add(group)) _open.Add(at);
        }

        void Put(KernelGroup group)
        {
            _line[place] = group;
            _places[group] = place++;
        }
    }
}
