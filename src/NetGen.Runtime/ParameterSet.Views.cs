using System.Collections;

namespace NetGen;

/// <content>Parameters and states by name.</content>
public partial class ParameterSet<T> : IReadOnlyCollection<NetworkParameter<T>>
{
    private readonly NetworkParameter<T>[] _views;
    private readonly Dictionary<string, NetworkParameter<T>> _byName;

    /// <summary>The number of parameters and states, those that enumeration gives: the parameters in order, then the states.</summary>
    public int Count => _views.Length;

    /// <summary>The number of trained values: the sum of the parameters' elements, frozen ones too, states not.</summary>
    public long ValueCount => Segments.Sum(s => (long)s.Count);

    /// <summary>A parameter or state by its name in files: <c>["dense1.weight"]</c>.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none of this name; the message lists near ones.</exception>
    public NetworkParameter<T> this[string name] =>
        TryGet(name, out var parameter)
            ? parameter
            : throw new KeyNotFoundException($"{NetworkName} has no parameter '{name}'; {NearNames.Hint(name, _byName.Keys)}.");

    /// <summary>A parameter or state, if there is one of the name.</summary>
    /// <param name="name">The name in files.</param>
    /// <param name="parameter">The parameter or state.</param>
    public bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out NetworkParameter<T>? parameter)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out parameter);
    }

    /// <summary>
    /// Makes optimizers leave parameters as they are, until <see cref="Unfreeze"/>. As with PyTorch's <c>requires_grad = False</c>, nothing else changes:
    /// gradients are computed all the same, and batch normalisations in training go on using the batch and updating their running statistics. What
    /// is to stay frozen is better declared so (<see cref="FrozenAttribute"/>): then its backward pass is left out, and batch normalisations use their
    /// running statistics, as Keras's layers with <c>trainable = False</c> do.
    /// </summary>
    /// <param name="pattern">Their names, with <c>*</c> and <c>?</c> as wildcards: <c>"stem.*"</c>. States are left out: they have no gradients.</param>
    /// <returns>How many match.</returns>
    /// <exception cref="ArgumentException">None does.</exception>
    public int Freeze(string pattern) => SetFrozen(pattern, true);

    /// <summary>Makes optimizers train parameters again. Those that the declaration freezes stay frozen.</summary>
    /// <param name="pattern">Their names, with <c>*</c> and <c>?</c> as wildcards.</param>
    /// <returns>How many are trained from now on.</returns>
    /// <exception cref="ArgumentException">No name matches.</exception>
    /// <exception cref="InvalidOperationException">All that match are frozen by the declaration; there is no code for their gradients.</exception>
    public int Unfreeze(string pattern) => SetFrozen(pattern, false);

    /// <summary>The parameters, then the states.</summary>
    public IEnumerator<NetworkParameter<T>> GetEnumerator() => ((IEnumerable<NetworkParameter<T>>)_views).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _views.GetEnumerator();

    /// <summary>The views of the parameters, by the index of their segment.</summary>
    internal ReadOnlySpan<NetworkParameter<T>> ParameterViews => _views.AsSpan(0, Segments.Length);

    private int SetFrozen(string pattern, bool frozen)
    {
        var matches = Match(pattern, states: false);
        if (!frozen && matches.Exists(p => !p.IsDeclaredFrozen)) matches.RemoveAll(p => p.IsDeclaredFrozen);
        foreach (var parameter in matches) parameter.Frozen = frozen;
        return matches.Count;
    }

    private List<NetworkParameter<T>> Match(string pattern, bool states)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var matches = _views.Where(v => (states || !v.IsState) && NearNames.Matches(pattern, v.Name)).ToList();
        if (matches.Count == 0 && pattern != "*")
            throw new ArgumentException($"No parameter of {NetworkName} matches '{pattern}'; {NearNames.Hint(pattern, _byName.Keys)}.", nameof(pattern));
        return matches;
    }
}
