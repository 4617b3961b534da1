using NetGen.CompilerServices;

namespace NetGen;

/// <content>Arithmetic over whole sets: target networks, averages, clipping.</content>
public partial class ParameterSet<T>
{
    /// <summary>Copies parameters and states of another network by name.</summary>
    /// <param name="other">Where the values come from.</param>
    /// <param name="pattern">Which of this network's names, with <c>*</c> and <c>?</c> as wildcards.</param>
    /// <returns>How many were copied.</returns>
    /// <exception cref="ArgumentException">None matches, or the other lacks one, or has it in another shape; nothing is changed then.</exception>
    public int CopyFrom(ParameterSet<T> other, string pattern = "*")
    {
        var pairs = Pair(other, pattern);
        foreach (var (mine, theirs) in pairs) Stored(theirs).CopyTo(Stored(mine));
        MarkChanged();
        return pairs.Count;
    }

    /// <summary>Moves parameters and states towards another network's: <c>(1 - t) mine + t theirs</c>, as for the slow copy of a target network.</summary>
    /// <param name="other">Where to move.</param>
    /// <param name="t">How far, from 0 (stay) to 1 (copy).</param>
    /// <param name="pattern">Which of this network's names, with <c>*</c> and <c>?</c> as wildcards.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="t"/> is outside [0, 1].</exception>
    /// <exception cref="ArgumentException">None matches, or the other lacks one, or has it in another shape; nothing is changed then.</exception>
    public void Lerp(ParameterSet<T> other, double t, string pattern = "*")
    {
        if (!(t is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(t), t, "The share must lie from 0 to 1.");
        T theirShare = T.CreateTruncating(t), myShare = T.CreateTruncating(1 - t);
        foreach (var (mine, theirs) in Pair(other, pattern))
        {
            Span<T> a = Stored(mine), b = Stored(theirs);
            for (int i = 0; i < a.Length; i++) a[i] = myShare * a[i] + theirShare * b[i];
        }
        MarkChanged();
    }

    /// <summary>Limits parameters to an interval.</summary>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">The greatest value.</param>
    /// <param name="pattern">Which names, with <c>*</c> and <c>?</c> as wildcards; states are left out.</param>
    /// <exception cref="ArgumentException">The minimum exceeds the maximum or is no number, or no name matches.</exception>
    public void Clamp(double minimum, double maximum, string pattern = "*")
    {
        if (!(minimum <= maximum)) throw new ArgumentException($"The minimum, {minimum}, must not exceed the maximum, {maximum}.", nameof(minimum));
        T least = T.CreateTruncating(minimum), greatest = T.CreateTruncating(maximum);
        foreach (var parameter in Match(pattern, states: false))
        {
            foreach (ref T value in Stored(parameter))
                value = value < least ? least : value > greatest ? greatest : value;
            SegmentLayout.ClearPadding(ValueSpan, parameter.Segment);
        }
        MarkChanged();
    }

    /// <summary>The square root of the sum of the squared parameters, summed in double; states are left out.</summary>
    /// <param name="pattern">Which names, with <c>*</c> and <c>?</c> as wildcards.</param>
    /// <exception cref="ArgumentException">No name matches.</exception>
    public double Norm(string pattern = "*") => Norm(ValueSpan, pattern);

    /// <summary>The square root of the sum of the squared gradients that the last backward pass left, summed in double.</summary>
    /// <param name="pattern">Which names, with <c>*</c> and <c>?</c> as wildcards.</param>
    /// <exception cref="ArgumentException">No name matches.</exception>
    public double GradientNorm(string pattern = "*") => Norm(GradientSpan, pattern);

    /// <summary>
    /// Shortens the gradients of all parameters together, frozen ones left out, to a norm where theirs is greater (Pascanu et al. 2013): their direction stays. The result does not depend on
    /// the instruction set.
    /// </summary>
    /// <param name="maximum">The greatest norm, above 0.</param>
    /// <returns>The norm as it was.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not above 0.</exception>
    public double ClipGradientNorm(double maximum)
    {
        if (!(maximum > 0)) throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "A number above 0 is expected.");
        double sum = 0;
        foreach (var parameter in ParameterViews)
            if (!parameter.Frozen)
                foreach (var part in GradientParts(parameter)) sum += SquareSum.Of<T>(part);
        double norm = Math.Sqrt(sum);
        if (norm <= maximum || !double.IsFinite(norm)) return norm;

        // As PyTorch's clip_grad_norm_: so that the result is not above the maximum by rounding.
        T factor = T.CreateTruncating(maximum / (norm + 1e-6));
        foreach (var parameter in ParameterViews)
            if (!parameter.Frozen)
                foreach (var part in GradientParts(parameter)) SquareSum.Scale(part, factor);
        return norm;
    }

    /// <summary>Limits each gradient by itself to a greatest absolute value; those of frozen parameters stay.</summary>
    /// <param name="maximum">The greatest absolute value, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not above 0.</exception>
    public void ClipGradients(double maximum)
    {
        if (!(maximum > 0)) throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "A number above 0 is expected.");
        T greatest = T.CreateTruncating(maximum);
        foreach (var parameter in ParameterViews)
        {
            if (parameter.Frozen) continue;
            foreach (var part in GradientParts(parameter))
                foreach (ref T gradient in part)
                    gradient = gradient > greatest ? greatest : gradient < -greatest ? -greatest : gradient;
        }
    }

    private double Norm(Span<T> buffer, string pattern)
    {
        double sum = 0;
        foreach (var parameter in Match(pattern, states: false))
            foreach (T value in SegmentLayout.Stored(buffer, parameter.Segment))
            {
                double v = double.CreateTruncating(value);
                sum += v * v;
            }
        return Math.Sqrt(sum);
    }

    private static Span<T> Stored(NetworkParameter<T> parameter) => parameter.StoredValues;

    /// <summary>Both networks' views of each name that matches; their memory has one layout, since their shapes are equal.</summary>
    private List<(NetworkParameter<T> Mine, NetworkParameter<T> Theirs)> Pair(ParameterSet<T> other, string pattern)
    {
        ArgumentNullException.ThrowIfNull(other);
        var pairs = new List<(NetworkParameter<T>, NetworkParameter<T>)>();
        foreach (var mine in Match(pattern, states: true))
        {
            if (!other.TryGet(mine.Name, out var theirs))
                throw new ArgumentException($"{other.NetworkName} has no '{mine.Name}' as {NetworkName} has; {NearNames.Hint(mine.Name, other._byName.Keys)}.", nameof(other));
            if (!mine.Shape.SequenceEqual(theirs.Shape) || (mine.Segment.IsPanels, mine.Segment.Groups) != (theirs.Segment.IsPanels, theirs.Segment.Groups))
                throw new ArgumentException(
                    $"'{mine.Name}' is {NetworkParameter<T>.ShapeText(mine.Shape)} in {NetworkName} and {NetworkParameter<T>.ShapeText(theirs.Shape)} in {other.NetworkName}.", nameof(other));
            pairs.Add((mine, theirs));
        }
        return pairs;
    }
}
