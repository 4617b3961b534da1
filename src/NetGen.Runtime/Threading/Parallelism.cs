namespace NetGen;

/// <summary>
/// How many threads the kernels of one call may use. Results do not depend on it: work is split by shape and batch, never by threads.
/// </summary>
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
