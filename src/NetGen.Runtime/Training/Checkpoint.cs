using System.Globalization;
using System.Numerics;
using NetGen.Storage;

namespace NetGen;

/// <summary>
/// Files from which training goes on as if it had never ended, to the same bits: parameters and states, the optimizer's moments, steps and learning rate, and the epoch. They are safetensors files, whose
/// tensors <c>optimizer.exp_avg.NAME</c> and the like lie beside the parameters.
/// </summary>
/// <example><code>
/// int done = File.Exists(path) ? Checkpoint.Load(path, model.Parameters, optimizer) : 0;
/// for (int epoch = done + 1; epoch &lt;= 20; epoch++)
/// {
///     model.Fit(data, new FitOptions { FirstEpoch = epoch, Optimizer = optimizer });
///     Checkpoint.Save(path, model.Parameters, optimizer, epoch);
/// }
/// </code></example>
public static class Checkpoint
{
    private const string Prefix = "optimizer.";

    /// <summary>Writes a checkpoint: beside the file first, then flushed and renamed, so that the old one or the new one is there whatever happens.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="path">The file; it is replaced if it is there.</param>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="optimizer">The optimizer that trains them.</param>
    /// <param name="epoch">The last epoch that was trained.</param>
    /// <exception cref="InvalidOperationException">The optimizer keeps the moments of another network.</exception>
    public static void Save<T>(string path, ParameterSet<T> parameters, Optimizer optimizer, int epoch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        optimizer.Own(parameters);
        var tensors = Tensors(parameters, optimizer);
        var metadata = new Dictionary<string, string>
        {
            ["optimizer"] = optimizer.GetType().Name,
            ["optimizer_steps"] = optimizer.Steps.ToString(CultureInfo.InvariantCulture),
            ["learning_rate"] = optimizer.LearningRate.ToString("R", CultureInfo.InvariantCulture),
            ["epoch"] = epoch.ToString(CultureInfo.InvariantCulture),
            ["passes"] = parameters.Step.ToString(CultureInfo.InvariantCulture),
            ["seed"] = parameters.Seed.ToString(CultureInfo.InvariantCulture),
        };
        AtomicFile.Write(path, stream =>
        {
            ParameterFile.WriteHeader<T>(stream, tensors.Select(t => (t.Name, t.Parameter.Shape)), metadata);
            foreach (var (_, parameter, moment) in tensors)
                SafetensorsData.Write(stream, moment is null ? parameter.ToArray() : optimizer.GetMoment(parameters, moment, parameter.Name));
        });
    }

    /// <summary>Reads a checkpoint of the same network and the same kind of optimizer. Either all is restored, or nothing is changed.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="parameters">The network's parameters: of the seed that it was made with.</param>
    /// <param name="optimizer">An optimizer with the options of the one that was saved; its learning rate is restored.</param>
    /// <returns>The last epoch that was trained: the next one is <see cref="FitOptions.FirstEpoch"/>.</returns>
    /// <exception cref="InvalidDataException">The file is no checkpoint, or one of another network, seed or optimizer.</exception>
    /// <exception cref="InvalidOperationException">The optimizer keeps the moments of another network.</exception>
    public static int Load<T>(string path, ParameterSet<T> parameters, Optimizer optimizer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(optimizer);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var header = SafetensorsHeader.Read(stream);
        string Said(string key) => header.Metadata.TryGetValue(key, out string? value) ? value : throw Bad(path, $"it does not say '{key}'");
        long Number(string key) => long.TryParse(Said(key), CultureInfo.InvariantCulture, out long value) && value >= 0 ? value : throw Bad(path, $"'{key}' is '{Said(key)}'");
        if (Said("optimizer") != optimizer.GetType().Name) throw Bad(path, $"it is of {Said("optimizer")}, and the optimizer is {optimizer.GetType().Name}");
        if (Said("seed") != parameters.Seed.ToString(CultureInfo.InvariantCulture)) throw Bad(path, $"its network has the seed {Said("seed")}, and this one {parameters.Seed}");
        long steps = Number("optimizer_steps"), passes = Number("passes"), epoch = Number("epoch");
        if (!double.TryParse(Said("learning_rate"), CultureInfo.InvariantCulture, out double rate) || !(rate >= 0 && double.IsFinite(rate)) || epoch > int.MaxValue)
            throw Bad(path, $"the learning rate is '{Said("learning_rate")}' and the epoch '{epoch}'");

        // Everything is read before anything is changed.
        var wanted = Tensors(parameters, optimizer).ToDictionary(t => t.Name);
        var read = new List<((string Name, NetworkParameter<T> Parameter, string? Moment) Target, T[] Values)>();
        foreach (var tensor in header.Tensors)
        {
            if (!wanted.Remove(tensor.Name, out var target)) throw Bad(path, $"{parameters.NetworkName} has no '{tensor.Name}'");
            if (!tensor.Shape.SequenceEqual(target.Parameter.Shape.Select(d => (long)d)) || tensor.Type != SafetensorsData.TypeName<T>())
                throw Bad(path, $"'{tensor.Name}' is {tensor.Type} [{string.Join(", ", tensor.Shape)}], and {SafetensorsData.TypeName<T>()} {NetworkParameter<T>.ShapeText(target.Parameter.Shape)} is expected");
            read.Add((target, SafetensorsData.Read<T>(stream, tensor)));
        }
        if (wanted.Count > 0) throw Bad(path, $"it lacks '{wanted.Keys.First()}'");
        optimizer.Own(parameters);
        foreach (var ((_, parameter, moment), values) in read)
            if (moment is null) parameter.CopyFrom(values);
            else optimizer.SetMoment<T>(parameters, moment, parameter.Name, values);
        optimizer.RestoreSteps(steps);
        optimizer.LearningRate = rate;
        parameters.Step = passes;
        return (int)epoch;
    }

    private static InvalidDataException Bad(string path, string what) => new($"{path} is no checkpoint that fits: {what}. Nothing was changed.");

    private static List<(string Name, NetworkParameter<T> Parameter, string? Moment)> Tensors<T>(ParameterSet<T> parameters, Optimizer optimizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensors = parameters.Select(p => (p.Name, Parameter: p, Moment: (string?)null)).ToList();
        foreach (string moment in optimizer.MomentNames)
            tensors.AddRange(parameters.Where(p => !p.IsState).Select(p => ($"{Prefix}{moment}.{p.Name}", p, (string?)moment)));
        return tensors;
    }
}
