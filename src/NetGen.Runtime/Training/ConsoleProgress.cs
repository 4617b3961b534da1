using System.Globalization;

namespace NetGen;

/// <summary>
/// Shows training on the console: on a terminal one line that is rewritten ten times a second, epoch, step, samples a second, remaining
/// time, loss and accuracy; in any case one line an epoch that stays.
/// </summary>
public sealed class ConsoleProgress : IProgress<TrainingProgress>
{
    private readonly TextWriter _writer;
    private readonly bool _rewrites;
    private readonly TimeProvider _clock;
    private long? _shown;
    private int _width;

    /// <summary>Shows on standard output.</summary>
    public ConsoleProgress()
        : this(Console.Out, !Console.IsOutputRedirected)
    {
    }

    /// <summary>Shows on a writer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="rewrites">Whether the line is rewritten during an epoch, as on a terminal.</param>
    public ConsoleProgress(TextWriter writer, bool rewrites)
        : this(writer, rewrites, TimeProvider.System)
    {
    }

    internal ConsoleProgress(TextWriter writer, bool rewrites, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writer = writer;
        _rewrites = rewrites;
        _clock = clock;
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
        {
            Write(Line(value, epoch));
            _writer.WriteLine();
            _width = 0;
            return;
        }
        if (!_rewrites || _shown is { } shown && _clock.GetElapsedTime(shown) < TimeSpan.FromMilliseconds(100)) return;
        _shown = _clock.GetTimestamp();
        Write(Line(value));
    }

    private static string Line(TrainingProgress p) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Epoch(p)}  step {p.Step}/{p.Steps}  {p.SamplesPerSecond:N0} samples/s  ETA {Time(p.Remaining)}  loss {p.Loss:F4}{Accuracy(p.Accuracy)}");

    private static string Line(TrainingProgress p, EpochResult e) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Epoch(p)}  {e.Duration.TotalSeconds:F2} s  {p.SamplesPerSecond:N0} samples/s  ETA {Time(p.Remaining)}  loss {e.Loss:F4}{Accuracy(e.Accuracy)}{Validation(e)}");

    private static string Validation(EpochResult e) =>
        e.ValidationLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"  validation loss {loss:F4}{Accuracy(e.ValidationAccuracy)}") : "";

    private static string Epoch(TrainingProgress p) =>
        "epoch " + p.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(p.Epochs.ToString(CultureInfo.InvariantCulture).Length) + "/" + p.Epochs.ToString(CultureInfo.InvariantCulture);

    private static string Accuracy(double? accuracy) => accuracy is { } a ? string.Create(CultureInfo.InvariantCulture, $"  accuracy {a:F4}") : "";

    private static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    /// <summary>Over what is on the line, whose rest is blanked.</summary>
    private void Write(string line)
    {
        _writer.Write(_rewrites ? "\r" + line.PadRight(_width) : line);
        _width = line.Length;
    }
}
