using System.ComponentModel;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>For generated code: the checks of a network's members. Each throws before anything has changed, and says what was expected and what came.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Arguments
{
    /// <summary>The number of whole samples in a column.</summary>
    /// <param name="network">The network's class, for messages.</param>
    /// <param name="name">The argument.</param>
    /// <param name="length">Its elements.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    /// <exception cref="ArgumentException">It is not a whole number of samples.</exception>
    public static int Samples(Type network, string name, int length, int sampleLength)
    {
        int count = length / sampleLength;
        if (count * sampleLength != length)
            throw new ArgumentException(Text($"{network.Name} takes samples of {sampleLength} numbers each in '{name}', but {length} came, which is {(double)length / sampleLength:0.##} samples."), name);
        return count;
    }

    /// <summary>The number of samples for a pass.</summary>
    /// <inheritdoc cref="Samples(Type, string, int, int)"/>
    /// <param name="network">The network's class.</param>
    /// <param name="pass">Must be one of this network, with room for the samples.</param>
    /// <param name="name">The argument.</param>
    /// <param name="length">Its elements.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    public static int Samples(Type network, Pass pass, string name, int length, int sampleLength)
    {
        Own(network, pass);
        int count = Samples(network, name, length, sampleLength);
        if (count == 0) throw new ArgumentException($"'{name}' holds no sample; {network.Name} takes at least one of {sampleLength} numbers here.", name);
        if (count > pass.Capacity)
            throw new ArgumentException($"'{name}' holds {count} samples, but the pass of {network.Name} was made for at most {pass.Capacity}: CreatePass({count}).", name);
        return count;
    }

    /// <summary>A column of as many samples as the first one has.</summary>
    /// <param name="network">The network's class.</param>
    /// <param name="name">The argument.</param>
    /// <param name="length">Its elements.</param>
    /// <param name="count">Samples.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void Length(Type network, string name, int length, int count, int sampleLength)
    {
        if (length != (long)count * sampleLength)
            throw new ArgumentException($"'{name}' of {network.Name} must have {(long)count * sampleLength} elements, {sampleLength} for each of {count} samples, but {length} came.", name);
    }

    /// <summary>As <see cref="Length"/>, and nothing is right too.</summary>
    /// <param name="network">The network's class.</param>
    /// <param name="name">The argument.</param>
    /// <param name="length">Its elements.</param>
    /// <param name="count">Samples.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void OptionalLength(Type network, string name, int length, int count, int sampleLength)
    {
        if (length != 0) Length(network, name, length, count, sampleLength);
    }

    /// <summary>The gradient of one of several results: zeros of the pass where it was left out.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="gradient">The gradient, or nothing.</param>
    /// <param name="zeros">Zeros of the same length.</param>
    public static ref T OrZeros<T>(ReadOnlySpan<T> gradient, Span<T> zeros) => ref gradient.IsEmpty ? ref MemoryMarshal.GetReference(zeros) : ref MemoryMarshal.GetReference(gradient);

    /// <summary>What <c>Backward</c> needs: a pass that <c>Forward</c> has filled and no other call has used since.</summary>
    /// <param name="network">The network's class.</param>
    /// <param name="pass">The pass.</param>
    /// <exception cref="ArgumentException">The pass is of another network.</exception>
    /// <exception cref="InvalidOperationException">The pass holds nothing that can be differentiated.</exception>
    public static void Filled(Type network, Pass pass)
    {
        Own(network, pass);
        if (pass.Content is PassContent.Training or PassContent.Inference) return;
        throw new InvalidOperationException(pass.Content switch
        {
            PassContent.Nothing => $"Backward of {network.Name} needs the activations of Forward, and this pass has none yet: call Forward with it first.",
            PassContent.Consumed => $"Backward of {network.Name} has used up the activations of this pass: call Forward again before the next Backward.",
            _ => $"Backward of {network.Name} needs the activations of Forward, and this pass was used by {(pass.Content == PassContent.Step ? "ForwardBackward" : "Evaluate")} since: call Forward again.",
        });
    }

    /// <summary>Real targets: of the right length, and numbers.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="network">The network's class.</param>
    /// <param name="target">The targets.</param>
    /// <param name="count">Samples.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    /// <param name="name">The argument.</param>
    /// <exception cref="ArgumentException">The length is wrong, or an element is NaN or infinite.</exception>
    public static void Targets<T>(Type network, ReadOnlySpan<T> target, int count, int sampleLength, string name = "target") where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Length(network, name, target.Length, count, sampleLength);
        int bad = IndexOfNonFinite(target);
        if (bad >= 0)
            throw new ArgumentException(
                Text($"'{name}' of {network.Name} must hold finite numbers, but element {bad % sampleLength} of sample {bad / sampleLength} is {target[bad]}."), name);
    }

    /// <summary>A column that is one for the whole batch.</summary>
    /// <param name="network">The network's class.</param>
    /// <param name="name">The argument.</param>
    /// <param name="length">Its elements.</param>
    /// <param name="expected">Elements that it must have.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void WholeLength(Type network, string name, int length, int expected)
    {
        if (length != expected) throw new ArgumentException($"'{name}' of {network.Name} is one value for the whole batch and must have {expected} elements, but {length} came.", name);
    }

    /// <summary>Class indices: one for each sample, each of a class.</summary>
    /// <param name="network">The network's class.</param>
    /// <param name="target">The targets.</param>
    /// <param name="count">Samples.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="positions">Indices of a sample.</param>
    /// <param name="ignored">An index that stands for no class.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not that of a class.</exception>
    public static void Labels(Type network, ReadOnlySpan<int> target, int count, int classes, int positions = 1, int? ignored = null)
    {
        if (target.Length != (long)count * positions)
            throw new ArgumentException(
                $"'target' of {network.Name} must have {(positions == 1 ? "one class index" : $"{positions} class indices")} for each of {count} samples, but {target.Length} came.", nameof(target));
        for (int i = 0; i < target.Length; i++)
            if ((uint)target[i] >= (uint)classes && target[i] != ignored)
                throw new ArgumentOutOfRangeException(
                    nameof(target), target[i],
                    $"'target' of {network.Name} must hold class indices from 0 to {classes - 1}{(ignored is { } index ? $", or {index}" : "")}, but that of {(positions == 1 ? "" : $"position {i % positions} of ")}sample {i / positions} is {target[i]}.");
    }

    /// <summary>Integers of a range: tokens, lengths.</summary>
    /// <param name="network">The network's class.</param>
    /// <param name="name">The argument.</param>
    /// <param name="values">The integers, sample after sample.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    /// <param name="minimum">The smallest that is allowed.</param>
    /// <param name="maximum">The largest that is allowed.</param>
    /// <param name="what">What they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is outside.</exception>
    public static void Integers(Type network, string name, ReadOnlySpan<int> values, int sampleLength, int minimum, int maximum, string what)
    {
        // Both ends by one comparison of unsigned numbers.
        uint span = (uint)(maximum - minimum);
        int i = 0;
        for (; i + Vector<int>.Count <= values.Length; i += Vector<int>.Count)
            if (Vector.GreaterThanAny(Vector.AsVectorUInt32(new Vector<int>(values[i..]) - new Vector<int>(minimum)), new Vector<uint>(span))) break;
        for (; i < values.Length; i++)
            if ((uint)(values[i] - minimum) > span)
                throw new ArgumentOutOfRangeException(
                    name, values[i], Text($"'{name}' of {network.Name} must hold {what}, from {minimum} to {maximum}, but element {i % sampleLength} of sample {i / sampleLength} is {values[i]}."));
    }

    /// <summary>
    /// The weights of samples divided by their sum, in memory of the pass; one over the number of samples where none are given.
    /// </summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="network">The network's class.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="weights">One for each sample, or none.</param>
    /// <param name="count">Samples.</param>
    /// <exception cref="ArgumentException">The length is wrong, a weight is negative, NaN or infinite, or all are zero.</exception>
    public static ref T Weights<T>(Type network, Pass pass, ReadOnlySpan<T> weights, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T first = ref pass.Buffer<T>(Pass.WeightSlot, 1);
        var normalised = MemoryMarshal.CreateSpan(ref first, count);
        if (weights.IsEmpty)
        {
            normalised.Fill(T.One / T.CreateTruncating(count));
            return ref first;
        }
        Length(network, Batch.Weights, weights.Length, count, 1);
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            if (!(weights[i] >= T.Zero) || T.IsInfinity(weights[i]))
                throw new ArgumentException(Text($"'{Batch.Weights}' of {network.Name} must be finite and not negative, but that of sample {i} is {weights[i]}."), nameof(weights));
            sum += double.CreateTruncating(weights[i]);
        }
        if (sum == 0) throw new ArgumentException($"'{Batch.Weights}' of {network.Name} are all zero: there is nothing to take a mean of.", nameof(weights));
        for (int i = 0; i < count; i++) normalised[i] = T.CreateTruncating(double.CreateTruncating(weights[i]) / sum);
        return ref first;
    }

    /// <summary>A column of a batch, of the batch's number of samples.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="network">The network's class.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="name">The column.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    /// <exception cref="ArgumentException">The column is not there, of another type or of another length.</exception>
    public static ReadOnlySpan<T> Column<T>(Type network, Batch batch, string name, int sampleLength) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(batch);
        var values = batch.Get<T>(name);
        Length(network, name, values.Length, batch.Count, sampleLength);
        return values;
    }

    /// <summary>The sample weights of a batch, empty where it has none.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="batch">The batch.</param>
    public static ReadOnlySpan<T> WeightsOf<T>(Batch batch) where T : unmanaged => batch.Has<T>(Batch.Weights) ? batch.Get<T>(Batch.Weights) : default;

    /// <summary>The first element of a span, or a null reference for one that was left out.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="span">The span.</param>
    public static ref T Optional<T>(Span<T> span) => ref span.IsEmpty ? ref Unsafe.NullRef<T>() : ref MemoryMarshal.GetReference(span);

    private static void Own(Type network, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Network != network)
            throw new ArgumentException($"The pass was made by {pass.Network.Name}; {network.Name} needs one of its own CreatePass.", nameof(pass));
    }

    private static int IndexOfNonFinite<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        for (; i + Vector<T>.Count <= values.Length; i += Vector<T>.Count)
        {
            // x - x is zero for finite numbers only.
            var v = new Vector<T>(values[i..]);
            if (!Vector.EqualsAll(v - v, Vector<T>.Zero)) break;
        }
        for (; i < values.Length; i++)
            if (!T.IsFinite(values[i])) return i;
        return -1;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
