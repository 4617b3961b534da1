using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.CompilerServices;
using NetGen.Optimizers;

namespace NetGen;

/// <summary>
/// Changes parameters by their gradients: one pass over the flat buffers, which leaves out frozen parameters. An optimizer keeps moments for
/// the parameters of one network, that of its first <see cref="Step{T}"/>. The bits of a step do not depend on the instruction set, nor on
/// the number of threads. Defaults are PyTorch's.
/// </summary>
public abstract class Optimizer
{
    private double _learningRate;
    private object? _owner;
    private readonly (byte[] Memory, int Start)[] _moments;

    private protected Optimizer(double learningRate, double weightDecay, params string[] momentNames)
    {
        LearningRate = learningRate;
        WeightDecay = NotNegative(weightDecay, nameof(weightDecay));
        MomentNames = momentNames;
        _moments = new (byte[], int)[momentNames.Length];
    }

    /// <summary>The learning rate; schedules set it from step to step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite, or not a number.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = NotNegative(value, "learningRate");
    }

    /// <summary>
    /// How strongly weights are pulled to zero, 0 for not at all: <c>gradient + decay * weight</c> (and as the class says where it is
    /// <see cref="AdamW"/>).
    /// </summary>
    public double WeightDecay { get; }

    /// <summary>Whether decay applies to biases, scales and shifts too, as it does in PyTorch; false by default: to weights proper alone.</summary>
    public bool DecaysBiases { get; init; }

    /// <summary>The number of steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>What is kept for each parameter from step to step, by PyTorch's names: <c>exp_avg</c> and <c>exp_avg_sq</c> of Adam.</summary>
    public IReadOnlyList<string> MomentNames { get; }

    internal UpdateWidth Width { get; set; }

    /// <summary>Changes the parameters by the gradients that the last backward pass left.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="parameters">The network's parameters.</param>
    /// <exception cref="InvalidOperationException">The optimizer keeps the moments of another network: <see cref="Reset"/> it, or use a new one.</exception>
    public void Step<T>(ParameterSet<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Own(parameters);
        Steps++;
        BeginStep();
        var views = parameters.ParameterViews;
        for (int first = 0, last; first < views.Length; first = last + 1)
        {
            last = first;
            if (views[first].Frozen) continue;
            bool decays = Decays(views[first]);
            var rows = RowsOf(views[first]);
            // Neighbours with one setting are one run: what lies between them is zero, and every rule maps zeros to zeros.
            while (rows is null && last + 1 < views.Length && !views[last + 1].Frozen && Decays(views[last + 1]) == decays && RowsOf(views[last + 1]) is null) last++;
            int start = views[first].Segment.Offset;
            var end = views[last].Segment;
            Update(new UpdateRun<T>
            {
                Weights = ref Unsafe.Add(ref parameters.Values, start),
                Gradients = ref Unsafe.Add(ref parameters.Gradients, start),
                Moment1 = ref Moment<T>(0, start),
                Moment2 = ref Moment<T>(1, start),
                Length = end.Offset + end.StoredLength(ParameterSet<T>.Precision) - start,
                Decay = decays ? WeightDecay : 0,
                Rows = rows,
                RowLength = ParameterSet<T>.RowLength(views[first]),
                Width = Width,
            });
        }
        parameters.MarkChanged();

        // The rows that alone are updated: where the rule changes nothing without a gradient, or where the declaration asks for it.
        RowSet? RowsOf(NetworkParameter<T> view) => view.Segment.Sparse || KeepsWithoutGradient && !Decays(view) ? parameters.RowsOf(view) : null;
    }

    /// <summary>Counts a step whose update a device computes.</summary>
    internal DeviceUpdate BeginDeviceStep<T>(ParameterSet<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Own(parameters);
        Steps++;
        BeginStep();
        return DeviceStep;
    }

    /// <summary>What a device computes in this step, after <see cref="BeginStep"/>.</summary>
    private protected abstract DeviceUpdate DeviceStep { get; }

    /// <summary>A moment of the parameters that are owned.</summary>
    internal Span<T> MomentSpan<T>(int index, int length) where T : unmanaged => MemoryMarshal.CreateSpan(ref Moment<T>(index, 0), length);

    internal bool Owns(object parameters) => ReferenceEquals(_owner, parameters);

    /// <summary>Forgets the moments and the steps, so that the next step may be of another network.</summary>
    public void Reset()
    {
        _owner = null;
        Array.Clear(_moments);
        Steps = 0;
    }

    /// <summary>A copy of what is kept of a parameter, in the shape and order of the files, for checkpoints.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="moment">One of <see cref="MomentNames"/>.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">There is no such moment.</exception>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    /// <exception cref="InvalidOperationException">The optimizer keeps the moments of another network.</exception>
    public T[] GetMoment<T>(ParameterSet<T> parameters, string moment, string parameter) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int index = MomentIndex(moment);
        var segment = Find(parameters, parameter).Segment;
        Own(parameters);
        var values = new T[segment.Count];
        SegmentLayout.Read<T>(MemoryMarshal.CreateReadOnlySpan(ref Moment<T>(index, 0), parameters.FlatLength), segment, values);
        return values;
    }

    /// <summary>Replaces what is kept of a parameter, as from a checkpoint.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="moment">One of <see cref="MomentNames"/>.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="values">As many values as the parameter has elements, in the order of the files.</param>
    /// <exception cref="ArgumentException">There is no such moment, or the number of values is another.</exception>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    /// <exception cref="InvalidOperationException">The optimizer keeps the moments of another network.</exception>
    public void SetMoment<T>(ParameterSet<T> parameters, string moment, string parameter, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int index = MomentIndex(moment);
        var segment = Find(parameters, parameter).Segment;
        if (values.Length != segment.Count)
            throw new ArgumentException($"'{parameter}' has {segment.Count} elements, but {values.Length} values came for its {moment}.", nameof(values));
        Own(parameters);
        SegmentLayout.Write(MemoryMarshal.CreateSpan(ref Moment<T>(index, 0), parameters.FlatLength), segment, values);
    }

    /// <summary>Sets the number of steps, as from a checkpoint: Adam's bias correction reads it.</summary>
    /// <param name="steps">The number, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public void RestoreSteps(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Steps = steps;
    }

    /// <summary>Whether the rule, without decay, leaves weights and moments as they are where the gradient is zero, to the bit.</summary>
    private protected virtual bool KeepsWithoutGradient => false;

    /// <summary>Computes what is the same for all elements of this step.</summary>
    private protected virtual void BeginStep()
    {
    }

    private protected abstract void Update<T>(UpdateRun<T> run) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private protected static double NotNegative(double value, string name) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "A finite number of at least 0 is expected.");

    // A denominator must stay above 0 in float too: padding is 0 / epsilon.
    private protected static double Positive(double value, string name) =>
        value >= Smallest<float>.Normal && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "A finite number of at least 1.2e-38 is expected.");

    private protected static double Fraction(double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A number in [0, 1) is expected.");

    private bool Decays<T>(NetworkParameter<T> parameter) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WeightDecay != 0 && (parameter.IsWeight || DecaysBiases);

    private ref T Moment<T>(int index, int element) where T : unmanaged
    {
        if (index >= _moments.Length) return ref Unsafe.NullRef<T>();
        var (memory, start) = _moments[index];
        return ref Unsafe.Add(ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(memory), start)), element);
    }

    /// <summary>Takes the parameters as those that moments are kept of, or refuses.</summary>
    internal void Own<T>(ParameterSet<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (ReferenceEquals(_owner, parameters)) return;
        if (_owner is not null)
            throw new InvalidOperationException($"This {GetType().Name} keeps the moments of another network than this {parameters.NetworkName}: call Reset, or use a new optimizer.");
        for (int i = 0; i < _moments.Length; i++) _moments[i] = AlignedBuffer.Allocate(parameters.FlatLength * Unsafe.SizeOf<T>());
        _owner = parameters;
    }

    private int MomentIndex(string moment)
    {
        for (int i = 0; i < MomentNames.Count; i++)
            if (MomentNames[i] == moment) return i;
        throw new ArgumentException($"{GetType().Name} keeps no '{moment}'; {NearNames.Hint(moment, MomentNames)}.", nameof(moment));
    }

    private static NetworkParameter<T> Find<T>(ParameterSet<T> parameters, string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var parameter = parameters[name];
        return parameter.IsState ? throw new KeyNotFoundException($"'{name}' is a state: optimizers keep nothing of it.") : parameter;
    }
}
