using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Execution.Tests.Programs;

/// <summary>What becomes one kernel: the calls of small networks, counted.</summary>
public class TensorFusionTests
{
    private static FunctionProgram Lower(Func<GraphNetwork, int> forward, string function = "predict")
    {
        var (module, _) = GraphNetwork.Build(forward, Compiler.Graph.Precision.Single);
        var program = ProgramLowering.Lower(module, module.Find(function)!);
        Assert.Null(ProgramVerifier.Problem(program));
        return program;
    }

    private static string[] Kinds(FunctionProgram program) => program.Calls.Select(c => c switch
    {
        ProductCall p => p.Kind + (p.Bias is null ? "" : " and bias") + (p.Residual is not null ? " and residual" : p.Epilogue is null ? "" : " and epilogue"),
        LoopCall l => l.Kernel.Stages.Any(s => s.Reductions.Count > 0) ? l.Kernel.Order.ToString() : "Map",
        RoutineCall r => r.Method,
        _ => "other",
    }).ToArray();

    [Fact]
    public void Maps_around_permutations_and_slices_are_one_loop() => Assert.Equal(
        ["Map"],
        Kinds(Lower(n =>
        {
            var b = n.Builder;
            int x = b.Map(v => Scalar.Tanh(v[0]), n.Input(17, 5));
            int y = b.SliceBy(b.Permute(x), AxisSlice.Range(1, false, 4, false));
            return b.Map(v => v[0] * v[1] + 1, y, n.Input(17));
        })));

    [Fact]
    public void A_gate_over_halves_is_one_loop() => Assert.Equal(
        ["Map"],
        Kinds(Lower(n =>
        {
            int[] halves = n.Builder.Split(n.Builder.Map(v => 2 * v[0] + 1, n.Input(34)), 2);
            return n.Builder.Map(v => v[0] * Scalar.Sigmoid(v[1]), halves);
        })));

    [Fact]
    public void A_map_whose_parts_are_read_more_than_once_is_kept()
    {
        var program = Lower(n =>
        {
            int x = n.Builder.Map(v => Scalar.Exp(v[0]), n.Input(5, 17));
            return n.Builder.MatMul(x, n.Builder.Permute(x));
        });
        Assert.Equal("Map", Kinds(program)[0]);
    }

    [Fact]
    public void Joined_values_are_written_to_their_places()
    {
        // A copy of the input, and the second part by the loop that computes it; nothing is copied afterwards.
        var program = Lower(n =>
        {
            int x = n.Input(20);
            int joined = n.Builder.Concat([x, n.Builder.Map(v => Scalar.Tanh(v[0] * v[0]), x)]);
            return n.Builder.Dense(joined, n.Parameter(3, 40));
        });
        Assert.Equal(["Map", "Dense"], Kinds(program));
        Assert.Single(program.Plan.Buffers);
    }

    [Fact]
    public void A_residual_and_an_activation_are_part_of_the_product() => Assert.Equal(
        ["Dense and bias and epilogue", "Dense and bias and residual"],
        Kinds(Lower(n =>
        {
            var b = n.Builder;
            int x = n.Input(17);
            int y = b.Map(v => Scalar.Max(v[0], 0), b.Map(v => v[0] + v[1], b.Dense(x, n.Parameter(33, 17)), n.Parameter(33)));
            int z = b.Map(v => v[0] + v[1], b.Dense(y, n.Parameter(17, 33)), n.Parameter(17));
            return b.Map(v => Scalar.Max(v[0], 0), b.Map(v => v[0] + v[1], z, x));
        })));

    [Fact]
    public void The_mask_of_an_activation_is_part_of_the_product_that_gives_its_gradient()
    {
        var program = Lower(
            n =>
            {
                var b = n.Builder;
                int y = b.Map(v => Scalar.Max(v[0], 0), b.Dense(n.Input(17), n.Parameter(33, 17)));
                return b.Dense(y, n.Parameter(3, 33));
            },
            "train");
        Assert.Contains("InputGradient and residual", Kinds(program));
        Assert.DoesNotContain("Map", Kinds(program));
    }

    [Fact]
    public void Two_reductions_of_one_map_share_its_kernel() => Assert.Equal(
        ["Rows"],
        Kinds(Lower(n =>
        {
            var b = n.Builder;
            int x = b.Map(v => Scalar.Exp(v[0]), n.Input(31));
            return b.Map(v => v[0] / v[1], b.SumOver(x), b.MaxOver(x));
        })));

    [Fact]
    public void Common_subexpressions_are_shared_and_dead_values_vanish()
    {
        var (module, _) = GraphNetwork.Build(
            n =>
            {
                var b = n.Builder;
                int x = n.Input(5), w = n.Parameter(5, 5);
                int once = b.Map(v => Scalar.Tanh(v[0]), b.Dense(x, w)), again = b.Map(v => Scalar.Tanh(v[0]), b.Dense(x, w));
                Assert.Equal(once, again);
                b.Dense(once, n.Parameter(7, 5));
                return b.Map(v => v[0] + v[1], once, again);
            },
            Compiler.Graph.Precision.Single);
        Assert.Single(module.Find("predict")!.Nodes, node => node.Operation is DenseOperation);
    }

    [Fact]
    public void Gathered_rows_are_read_where_they_lie() => Assert.Equal(
        ["TableRows.Gather", "Dense"],
        Kinds(Lower(n => n.Builder.Dense(n.Builder.Gather(n.Parameter(9, 5), n.Integers(9, 3)), n.Parameter(4, 5)))));
}
