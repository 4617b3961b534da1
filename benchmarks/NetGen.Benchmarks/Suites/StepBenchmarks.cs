using BenchmarkDotNet.Attributes;
using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks.Suites;

/// <summary>Whole training steps and predictions of the comparison's workloads, with their allocations: none.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private Action _step = null!;
    private Action _predictOne = null!;
    private Action _predictMany = null!;

    [Params("mlp_sgd", "mlp_adam", "mlp_wide", "tiny")]
    public string Workload { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Parallelism.Degree = Threads;
        var workload = Peers.Workload.All.Single(w => w.Name == Workload);
        _step = workload.Train!();
        _predictOne = workload.Infer(1);
        _predictMany = workload.Infer(64);
    }

    [Benchmark]
    public void TrainingStep() => _step();

    [Benchmark]
    public void PredictOne() => _predictOne();

    [Benchmark]
    public void Predict64() => _predictMany();
}
