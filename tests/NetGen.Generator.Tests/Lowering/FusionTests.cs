using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Lowering;
using NetGen.Execution.Tests.Programs;

namespace NetGen.Generator.Tests.Lowering;

/// <summary>What fuses with what: the kernels of well-known networks, counted.</summary>
public class FusionTests
{
    private static FunctionProgram Lower(string layers, Shape input, Loss? loss, string function)
    {
        var module = RandomNetworks.Build(layers, input, loss, Compiler.Graph.Precision.Single);
        var program = ProgramLowering.Lower(module, module.Find(function)!);
        Assert.Null(ProgramVerifier.Problem(program));
        return program;
    }

    [Fact]
    public void A_step_of_a_classifier_is_eleven_kernels()
    {
        var program = Lower("dense:128 relu dense:64 relu dense:10", new Shape(784), new CrossEntropyLoss(), "stepIndices");
        string[] kinds = program.Calls.Select(c => c switch
        {
            ProductCall p => p.Kind + (p.Bias is null ? "" : " and bias") + (p.Epilogue is null ? "" : " and epilogue"),
            LoopCall l => l.Kernel.Stages.Any(s => s.Reductions.Count > 0) ? "Rows" : "Map",
            _ => "other",
        }).ToArray();
        Assert.Equal(
            [
                "Dense and bias and epilogue", "Dense and bias and epilogue", "Dense and bias", "Rows", "InputGradient and epilogue", "InputGradient and epilogue", "InputGradient",
                "WeightGradient and bias", "WeightGradient and bias", "WeightGradient and bias", "Rows",
            ],
            kinds);

        // Threads meet twice: behind what is divided by samples, and behind the weights' gradients. The sum of the losses is one's own.
        Assert.Equal([(Division.Samples, 7), (Division.Units, 3), (Division.None, 1)], program.Regions.Select(r => (r.Division, r.Count)));
    }

    /// <summary>A deep network would hold the operands of all its layers for the last region: it has several.</summary>
    [Fact]
    public void Weight_gradients_wait_until_they_hold_too_much()
    {
        var deep = Lower(string.Join(' ', Enumerable.Repeat("dense:1024 relu", 20)) + " dense:10", new Shape(64), new CrossEntropyLoss(), "step");
        Assert.InRange(deep.Regions.Count(r => r.Division == Division.Units), 3, 6);
        Assert.InRange(deep.Plan.PerSample, 21 * 1024, 40 * 1024);
        var shallow = Lower("dense:1024 relu dense:1024 relu dense:10", new Shape(784), new CrossEntropyLoss(), "step");
        Assert.Equal(1, shallow.Regions.Count(r => r.Division == Division.Units));
    }

    [Fact]
    public void Batch_normalisation_parts_regions_only_where_it_sums_over_samples()
    {
        var step = Lower("dense:33 batchnorm relu dense:17 layernorm dense:3", new Shape(5), new CrossEntropyLoss(), "step");
        Assert.All(step.Calls.OfType<LoopCall>().Where(l => l.Division == Division.None), l => Assert.True(l.Kernel.Stages.Any(s => s.Reductions.Count > 0) || l.Sizes.All(s => !s.Batched)));
        Assert.True(Lower("dense:33 batchnorm relu dense:17 layernorm dense:3", new Shape(5), new CrossEntropyLoss(), "predict").IsPerSample);
    }

    [Fact]
    public void Softmax_cross_entropy_with_its_gradient_is_one_kernel_of_rows_and_a_sum()
    {
        var program = Lower("dense:10", new Shape(4), new CrossEntropyLoss(), "step");
        var loops = program.Calls.OfType<LoopCall>().ToArray();
        Assert.Equal(2, loops.Length);

        // The largest logit; the sum of exponentials, which are kept in the gradient's memory; the gradient.
        Assert.Equal(LoopOrder.Rows, loops[0].Kernel.Order);
        Assert.Equal(3, loops[0].Kernel.Stages.Count(s => s.HasPass));
        Assert.Single(loops[0].Kernel.Stages[^1].Stores);
        Assert.Equal([new Extent(1, true)], loops[1].Sizes);
        Assert.NotNull(program.Loss);
    }

    [Theory]
    [InlineData("layernorm", LoopOrder.Rows, 3)]
    [InlineData("batchnorm", LoopOrder.Columns, 3)]
    [InlineData("softmax", LoopOrder.Rows, 3)]
    [InlineData("tanh sigmoid gelu", LoopOrder.Rows, 1)]
    internal void A_normalisation_or_a_chain_of_maps_is_one_kernel(string layers, LoopOrder order, int passes)
    {
        var program = Lower(layers, new Shape(20), null, "train");
        var forward = Assert.Single(program.Calls, c => c.Phase == 0);
        var kernel = Assert.IsType<LoopCall>(forward).Kernel;
        Assert.Equal(order, kernel.Order);
        Assert.Equal(passes, kernel.Stages.Count(s => s.HasPass));
    }

    [Fact]
    public void A_batch_norm_writes_its_states_in_its_kernel()
    {
        var program = Lower("batchnorm", new Shape(20), null, "train");
        var call = (LoopCall)program.Calls[0];
        Assert.Equal(2, call.Arguments.Where((a, i) => a.Location.Region == Region.State && call.Kernel.Operands[i].IsWritten).Count());
    }

    /// <summary>The image is passed once: normalisation and activation belong to the convolution, and what they need of each channel is a loop over channels.</summary>
    [Theory, InlineData("conv:8 batchnorm relu"), InlineData("conv:8 batchnorm silu"), InlineData("conv:8 batchnorm")]
    public void A_normalisation_behind_a_convolution_is_folded_for_inference(string layers)
    {
        var program = Lower(layers, new Shape(6, 5, 3), null, "predict");
        var image = Assert.IsType<ConvolutionCall>(Assert.Single(program.Calls, c => c.Division == Division.Samples));
        Assert.NotNull(image.Scale);
        Assert.Equal(layers.EndsWith("norm", StringComparison.Ordinal), image.Epilogue is null);
        var channels = Assert.IsType<LoopCall>(Assert.Single(program.Calls, c => c.Division == Division.None));
        Assert.Equal([new Extent(8)], channels.Sizes);
        Assert.True(program.IsPerSample);
    }

    /// <summary>ReLU's gradient and that of the bias are taken over the pool's result.</summary>
    [Fact]
    public void Gradients_behind_a_maximum_pool_run_over_its_result()
    {
        var program = Lower("conv:8 relu maxpool flatten dense:3", new Shape(6, 6, 3), new CrossEntropyLoss(), "step");
        Assert.DoesNotContain(program.Calls.OfType<LoopCall>(), l => l.Sizes.Any(s => s.Factor >= 36));
        int gradient = program.Calls.ToList().FindIndex(c => c is MovementCall { Operation: Compiler.Operations.MaxPoolGradientOperation });
        Assert.IsType<ConvolutionCall>(program.Calls[gradient + 1]);
    }

    /// <summary>A backward pass multiplies by the slope that the forward pass has left where the activation's operand was.</summary>
    [Theory, InlineData("gelu"), InlineData("silu"), InlineData("softplus")]
    public void Costly_slopes_are_computed_by_the_forward_pass(string activation)
    {
        var program = Lower($"dense:33 {activation} dense:3", new Shape(5), null, "train");
        Assert.Equal(0, Assert.Single(program.Calls.OfType<LoopCall>()).Phase);
        Assert.Equal(4 * 36, program.Plan.PerSample);
        Assert.All(program.Calls.OfType<ProductCall>(), p => Assert.True(p.Epilogue is null || p.Residual is not null));
    }

    [Fact]
    public void Reshapes_move_nothing()
    {
        var program = Lower("flatten dense:5 reshape:5:1 flatten", new Shape(3, 4, 2), null, "predict");
        var product = Assert.IsType<ProductCall>(Assert.Single(program.Calls));
        Assert.Equal(Region.Column, product.X.Location.Region);
        Assert.Equal(Region.Output, product.Result.Location.Region);

        var last = Assert.IsType<ProductCall>(Assert.Single(Lower("dense:6 reshape:3:2", new Shape(4), null, "predict").Calls));
        Assert.Equal(Region.Output, last.Result.Location.Region);
        var backward = Lower("flatten dense:5", new Shape(3, 4, 2), null, "train").Calls;
        Assert.DoesNotContain(backward, c => c is LoopCall);
        Assert.Equal(Region.Output, Assert.Single(backward.OfType<ProductCall>(), p => p.Kind == LoweredKind.InputGradient).Result.Location.Region);
    }

    [Fact]
    public void Penalties_are_added_to_the_gradient_over_the_panels()
    {
        var module = RandomNetworks.Build("dense:5", new Shape(7), new SquaredErrorLoss(), Compiler.Graph.Precision.Single, l2: 0.1);
        var program = ProgramLowering.Lower(module, module.Find("step")!);
        int storage = new PanelLayout(5, 7, Compiler.Graph.Precision.Single).Length;
        Assert.Contains(program.Calls.OfType<LoopCall>(), l => l.Sizes.Contains(new Extent(storage)) && l.Arguments.Any(a => a.Location.Region == Region.Gradient));
    }

    [Fact]
    public void Gradients_that_are_not_wanted_are_not_computed()
    {
        var program = Lower("dense:8 relu dense:3", new Shape(5), new SquaredErrorLoss(), "step");
        var last = program.Calls.OfType<ProductCall>().Last(p => p.Kind == LoweredKind.InputGradient);
        Assert.Equal(Need.Column(0), last.Needs);
        Assert.All(program.Calls.OfType<ProductCall>().Where(p => p.Kind == LoweredKind.WeightGradient), p => Assert.Equal(Need.Parameters, p.Needs));
    }

    [Fact]
    public void Equal_stages_of_lowering_print_equal_text()
    {
        var module = RandomNetworks.Build("dense:8 batchnorm relu dense:3", new Shape(5), new CrossEntropyLoss(), Compiler.Graph.Precision.Double);
        string Print() => string.Concat(module.Functions.Select(f => ProgramText.Print(Canonicalizer.Run(module, f)) + ProgramText.Print(FusionRules.Run(Canonicalizer.Run(module, f)))))
            + ProgramLowering.Lower(module);
        string text = Print();
        Assert.Equal(text, Print());
        Assert.Contains("reducing [0]", text, StringComparison.Ordinal);
        Assert.Contains("* capacity", text, StringComparison.Ordinal);
    }
}
