using BenchmarkDotNet.Attributes;
using NetGen.Benchmarks.Kernels;
using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks.Suites;

/// <summary>The three products of dense layers at the study's sizes.</summary>
public class DenseBenchmarks
{
    private Action _run = null!;

    public static IEnumerable<string> Sizes => DenseKernel.Sizes.Select(s => $"{s.Rows}x{s.Inputs}x{s.Outputs}");

    [ParamsSource(nameof(Sizes))]
    public string Size { get; set; } = "";

    [ParamsAllValues]
    public DenseDirection Direction { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] size = Size.Split('x').Select(int.Parse).ToArray();
        _run = DenseKernel.Create(Direction, size[0], size[1], size[2]).Run;
    }

    [Benchmark]
    public void Product() => _run();
}

/// <summary>The functions of generated kernels over 4,096 numbers in the L1 cache.</summary>
public class MathBenchmarks
{
    private Action _run = null!;

    [Params("exp", "log1p", "tanh", "sigmoid", "softplus", "erf", "sin")]
    public string Function { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _run = MathActions.Of([.. Enumerable.Range(0, 4096).Select(i => i * 0.002f - 4)], new float[4096]).Single(f => f.Name == Function).Run;

    [Benchmark(OperationsPerInvoke = 4096)]
    public void Apply() => _run();
}

/// <summary>Row kernels, as predictions of networks that have nothing else.</summary>
public class RowBenchmarks
{
    private readonly ShortSoftmax _short = new();
    private readonly LongSoftmax _long = new();
    private readonly Normalization _normalization = new();
    private readonly float[] _input = [.. Enumerable.Range(0, 64_000).Select(i => i * 7 % 13 * 0.1f)];
    private readonly float[] _output = new float[64_000];

    [Benchmark]
    public void Softmax64x10() => _short.Predict(_input.AsSpan(0, 640), _output.AsSpan(0, 640));

    [Benchmark]
    public void Softmax64x1000() => _long.Predict(_input, _output);

    [Benchmark]
    public void LayerNorm256x128() => _normalization.Predict(_input.AsSpan(0, 32_768), _output.AsSpan(0, 32_768));
}

/// <summary>Steps of optimizers over the parameters of the comparison's networks.</summary>
public class OptimizerBenchmarks
{
    private Optimizer _optimizer = null!;
    private ParameterSet _parameters = null!;

    [Params("sgd", "momentum", "adam", "adamw", "rmsprop")]
    public string Rule { get; set; } = "";

    [Params(false, true)]
    public bool Wide { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Parallelism.Degree = 1;
        _parameters = Wide ? new MlpWide(1).Parameters : new Mlp(1).Parameters;
        _optimizer = Rule switch
        {
            "sgd" => new Sgd(1e-3), "momentum" => new Momentum(1e-3), "adam" => new Adam(1e-3), "adamw" => new AdamW(1e-3), _ => new RmsProp(1e-3),
        };
    }

    [Benchmark]
    public void Step() => _optimizer.Step(_parameters);
}

/// <summary>Predictions of one sample, and of small and large batches.</summary>
[MemoryDiagnoser]
public class InferenceBenchmarks
{
    private Action _run = null!;

    [Params("mlp_adam", "mlp_wide", "tiny")]
    public string Workload { get; set; } = "";

    [Params(1, 64, 256)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Parallelism.Degree = 1;
        _run = Peers.Workload.All.Single(w => w.Name == Workload).Infer(Batch);
    }

    [Benchmark]
    public void Predict() => _run();
}
