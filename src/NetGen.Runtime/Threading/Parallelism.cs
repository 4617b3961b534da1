namespace NetGen;

/// <summary>
/// How many threads a call of a network or an optimizer may use: training passes, predictions, updates, the rebuilding of transposed weights.
/// </summary>
/// <remarks>
/// The bits of results do not depend on it. A call takes another thread only for work that is worth it, about 0.25 million operations a thread, so
/// small networks always compute on the caller's thread. One call at a time has the threads of the pool; others at the same moment, from
/// other threads, compute on their own. <see cref="FitOptions.Threads"/> sets it for one training.
/// </remarks>
public static class Parallelism
{
    private static int s_degree = Environment.ProcessorCount;

    [ThreadStatic]
    private static int t_limit;

    /// <summary>The number of threads for every call that has no limit of its own; the number of processors at first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public static int Degree
    {
        get => Volatile.Read(ref s_degree);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref s_degree, value);
        }
    }

    /// <summary>What the calls of this thread use now.</summary>
    internal static int Current => t_limit == 0 ? Degree : t_limit;

    /// <summary>Sets the number of threads for the calls of this thread until the result is disposed.</summary>
    /// <param name="degree">The number of threads, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    /// <example><code>using (Parallelism.Limit(1)) model.Predict(input, output);</code></example>
    public static Scope Limit(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        var scope = new Scope(t_limit);
        t_limit = degree;
        return scope;
    }

    /// <summary>Ends a limit.</summary>
    public readonly ref struct Scope
    {
        private readonly int _before;

        internal Scope(int before) => _before = before;

        /// <summary>Restores the limit that was there before.</summary>
        public void Dispose() => t_limit = _before;
    }
}
