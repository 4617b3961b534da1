using System.Numerics;

namespace NetGen.Execution.Tests.Parity;

/// <summary>A network and what PyTorch computes for it.</summary>
public interface IParityCase
{
    string Name { get; }

    /// <summary>The output and the loss of the batch, the gradients of all parameters and of the input.</summary>
    IEnumerable<Comparison> ForwardAndBackward();

    /// <summary>Parameters, states and predictions after five steps.</summary>
    IEnumerable<Comparison> Train(string optimizer);
}

/// <summary>A value of ours beside the expected one.</summary>
public sealed record Comparison(string What, double[] Actual, double[] Expected)
{
    /// <summary>
    /// The largest difference relative to the expected element. Elements below a tenth of the value's largest count as that large: they come from
    /// sums whose terms are larger than they are.
    /// </summary>
    public double Error()
    {
        Assert.Equal(Expected.Length, Actual.Length);
        double floor = Math.Max(0.1 * Expected.Max(Math.Abs), 1e-12), error = 0;
        for (int i = 0; i < Expected.Length; i++)
        {
            if (!double.IsFinite(Actual[i])) return double.PositiveInfinity;
            error = Math.Max(error, Math.Abs(Actual[i] - Expected[i]) / Math.Max(Math.Abs(Expected[i]), floor));
        }
        return error;
    }
}

internal sealed class ParityCase<TNetwork, T, TTarget>(
    string file, Func<TNetwork> create, ParityCase<TNetwork, T, TTarget>.Step step) : IParityCase
    where TNetwork : class, INetwork<TNetwork, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTarget : unmanaged, INumberBase<TTarget>
{
    /// <summary>The generated <c>ForwardBackward</c>.</summary>
    public delegate T Step(TNetwork network, Pass pass, ReadOnlySpan<T> input, ReadOnlySpan<TTarget> target, Span<T> inputGradient);

    private readonly TensorFile _file = new(Path.Combine(AppContext.BaseDirectory, "Parity", "data", file + ".safetensors"));

    public string Name => typeof(TNetwork).Name;

    public IEnumerable<Comparison> ForwardAndBackward()
    {
        var (network, pass, batch) = Start();
        var inputGradient = new T[Input.Length];
        T loss = step(network, pass, Input, Target, inputGradient);
        var results = new List<Comparison> { new("loss", [double.CreateChecked(loss)], _file["loss"]), new("input gradient", Doubles(inputGradient), _file["gradient/input"]) };
        foreach (string name in _file.Under("gradient/").Where(n => n != "input"))
            results.Add(new("gradient of " + name, Doubles(network.Parameters[name].GradientToArray()), _file["gradient/" + name]));

        // The same by way of the batch of named columns, which Fit uses.
        (network, pass, batch) = Start();
        results.Add(new("loss of the batch", [double.CreateChecked(network.ForwardBackward(pass, batch))], _file["loss"]));
        return results;
    }

    public IEnumerable<Comparison> Train(string optimizer)
    {
        var (network, pass, batch) = Start();
        var method = ParityTests.Optimizers[optimizer]();
        for (int i = 0; i < 5; i++)
        {
            network.ForwardBackward(pass, batch);
            method.Step(network.Parameters);
        }
        var results = network.Parameters.Select(p => new Comparison(p.Name, Doubles(p.ToArray()), _file[$"{optimizer}/{p.Name}"])).ToList();
        var output = new T[_file[optimizer + "/prediction"].Length];
        network.Predict(batch, output);
        results.Add(new("prediction", Doubles(output), _file[optimizer + "/prediction"]));
        return results;
    }

    private T[] Input => Array.ConvertAll(_file["input"], T.CreateChecked);

    private TTarget[] Target => Array.ConvertAll(_file["target"], TTarget.CreateChecked);

    private (TNetwork, Pass, Batch) Start()
    {
        var network = create();
        var names = _file.Under("initial/").ToArray();
        Assert.Equal(names.Order(), network.Parameters.Select(p => p.Name).Order());
        foreach (string name in names) network.Parameters[name].CopyFrom(Array.ConvertAll(_file["initial/" + name], T.CreateChecked));
        var columns = TNetwork.Signature.Columns;
        int count = Input.Length / columns.Single(c => c.Kind == ColumnKind.Input).Length;
        var batch = new Batch { Count = count };
        batch.Set<T>(columns.Single(c => c.Kind == ColumnKind.Input).Name, Input);
        batch.Set<TTarget>(columns.Single(c => c.Kind == ColumnKind.Target).Name, Target);
        // More room than samples, so that what depends on the capacity is not hidden.
        return (network, network.CreatePass(count + 3), batch);
    }

    private static double[] Doubles(T[] values) => Array.ConvertAll(values, double.CreateChecked);
}
