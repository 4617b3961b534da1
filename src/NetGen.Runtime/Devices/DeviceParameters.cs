using System.ComponentModel;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: parameters, gradients, states and an optimizer's moments on a device, in the layout that they have on the processor, and the set on the
/// processor that they are copied from and to. What was changed last counts: each side is brought up to date when it is asked for, and not before.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DeviceParameters : IDisposable
{
    // Elements of one cache line: parameters begin at multiples of it, so that one setting is enough for a line.
    private const int Line = 16;

    private const int Frozen = 0, Trained = 1, Decayed = 2;

    private readonly int[] _settings;
    private readonly DeviceBuffer?[] _moments = new DeviceBuffer?[2];
    private DeviceBuffer? _aside;
    private Optimizer? _optimizer;
    private long _version = -1;
    private bool _settingsKnown, _isNewer;

    /// <summary>Allocates the buffers; they are filled when they are asked for.</summary>
    /// <param name="memory">The device's memory, which is disposed with this.</param>
    /// <param name="host">The set on the processor.</param>
    public DeviceParameters(DeviceMemory memory, ParameterSet<float> host)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(host);
        Memory = memory;
        Host = host;
        Values = memory.Allocate(host.FlatLength);
        Gradients = memory.Allocate(host.FlatLength);
        States = memory.Allocate(host.StateLength);
        _settings = new int[(host.FlatLength + Line - 1) / Line];
        Settings = memory.Allocate(_settings.Length);
    }

    /// <summary>The device's memory.</summary>
    public DeviceMemory Memory { get; }

    /// <summary>The set on the processor, as it is.</summary>
    public ParameterSet<float> Host { get; }

    /// <summary>Elements of the parameters.</summary>
    public int Length => Host.FlatLength;

    /// <summary>The parameters.</summary>
    public DeviceBuffer Values { get; }

    /// <summary>Their gradients.</summary>
    public DeviceBuffer Gradients { get; }

    /// <summary>The states.</summary>
    public DeviceBuffer States { get; }

    /// <summary>For each cache line of the parameters: 0 where they are frozen, 2 where decay applies, else 1.</summary>
    public DeviceBuffer Settings { get; }

    /// <summary>What the optimizer keeps.</summary>
    /// <param name="index">0 or 1.</param>
    public DeviceBuffer Moment(int index) => _moments[index] ??= Memory.Allocate(Host.FlatLength);

    /// <summary>Before a program runs: copies to the device what was changed on the processor.</summary>
    public void Refresh()
    {
        if (Host.Version == _version) return;
        Values.Upload<float>(Host.ValueSpan);
        if (Host.StateLength > 0) States.Upload<float>(Host.StateSpan);
        _version = Host.Version;
        _isNewer = false;
    }

    /// <summary>After a program or a step: what the processor has is old.</summary>
    public void MarkChanged() => _isNewer = true;

    /// <summary>Copies to the processor what was changed on the device, moments of the optimizer among it.</summary>
    /// <returns>The set on the processor.</returns>
    public ParameterSet<float> Fetch()
    {
        if (!_isNewer) return Host;
        _isNewer = false;
        Values.Download(Host.ValueSpan);
        Gradients.Download(Host.GradientSpan);
        Host.FindRows();
        if (Host.StateLength > 0) States.Download(Host.StateSpan);
        FetchMoments();
        Host.MarkChanged();
        _version = Host.Version;
        return Host;
    }

    /// <summary>Before a program that computes gradients.</summary>
    /// <param name="mode">What the caller wants.</param>
    /// <returns>Whether it shall compute those of parameters.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public bool BeginGradients(GradientMode mode)
    {
        if (mode is not (GradientMode.Overwrite or GradientMode.Accumulate or GradientMode.InputsOnly))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "The mode must be Overwrite, Accumulate or InputsOnly.");
        if (mode == GradientMode.Accumulate) Memory.Copy(Gradients, _aside ??= Memory.Allocate(Host.FlatLength));
        return mode != GradientMode.InputsOnly;
    }

    /// <summary>After a program that computes gradients.</summary>
    /// <param name="mode">What the caller wants.</param>
    public void EndGradients(GradientMode mode)
    {
        if (mode == GradientMode.Accumulate) Memory.Add(Gradients, _aside!);
        MarkChanged();
    }

    /// <summary>Counts a step of the optimizer, and brings its moments and settings to the device.</summary>
    /// <param name="optimizer">The optimizer, of this network alone.</param>
    /// <returns>What the step computes.</returns>
    /// <exception cref="InvalidOperationException">The optimizer keeps the moments of another network.</exception>
    public DeviceUpdate BeginStep(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Refresh();
        if (!ReferenceEquals(_optimizer, optimizer))
        {
            optimizer.Own(Host);
            FetchMoments();
            _optimizer = optimizer;
            for (int i = 0; i < optimizer.MomentNames.Count; i++) Moment(i).Upload<float>(optimizer.MomentSpan<float>(i, Host.FlatLength));
        }
        var update = optimizer.BeginDeviceStep(Host);
        RefreshSettings(optimizer);
        MarkChanged();
        return update;
    }

    /// <summary>Limits gradients.</summary>
    /// <param name="value">The largest size of an element; null for any.</param>
    /// <param name="norm">The largest Euclidean norm of all; null for any.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is not above 0.</exception>
    public void ClipGradients(double? value, double? norm)
    {
        if (value is { } v && !(v > 0)) throw new ArgumentOutOfRangeException(nameof(value), value, "A number above 0 is expected.");
        if (norm is { } n && !(n > 0)) throw new ArgumentOutOfRangeException(nameof(norm), norm, "A number above 0 is expected.");
        RefreshSettings(_optimizer);
        if (value is { } greatest) Memory.ClipValue(Gradients, Settings, (float)greatest);
        if (norm is { } largest) Memory.ClipNorm(Gradients, Settings, (float)largest);
        MarkChanged();
    }

    /// <summary>Releases the device's memory.</summary>
    public void Dispose() => Memory.Dispose();

    private void FetchMoments()
    {
        if (_optimizer is not { } optimizer || !optimizer.Owns(Host)) return;
        for (int i = 0; i < optimizer.MomentNames.Count; i++) Moment(i).Download(optimizer.MomentSpan<float>(i, Host.FlatLength));
    }

    private void RefreshSettings(Optimizer? optimizer)
    {
        bool changed = !_settingsKnown;
        foreach (var view in Host.ParameterViews)
        {
            int setting = view.Frozen ? Frozen : view.IsWeight || optimizer is { DecaysBiases: true } ? Decayed : Trained;
            int first = view.Segment.Offset / Line;
            if (_settings[first] == setting && !changed) continue;
            changed = true;
            int end = (view.Segment.Offset + view.Segment.StoredLength(ParameterSet<float>.Precision) + Line - 1) / Line;
            _settings.AsSpan(first, end - first).Fill(setting);
        }
        if (!changed) return;
        Settings.Upload<int>(_settings);
        _settingsKnown = true;
    }
}
