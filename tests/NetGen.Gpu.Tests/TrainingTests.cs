namespace NetGen.Gpu.Tests;

/// <summary>Training on a device: what a step moves, optimizers, modes of gradients, and copies between device and processor.</summary>
public class TrainingTests
{
    private const int Count = 12;

    private static Batch Samples(int count = Count)
    {
        var batch = new Batch { Count = count };
        batch.Set<float>("input", Comparison.Numbers(count * Classifier.InputLength));
        batch.Set<int>("target", Comparison.Labels(count, 5));
        return batch;
    }

    public static TheoryData<string> Optimizers => ["Sgd", "Momentum", "Nesterov", "RmsProp", "AdaGrad", "Adadelta", "Adam", "AdamW"];

    private static Optimizer New(string name) => name switch
    {
        "Sgd" => new Sgd(0.1, weightDecay: 0.01),
        "Momentum" => new Momentum(0.05, weightDecay: 0.01),
        "Nesterov" => new Nesterov(0.05),
        "RmsProp" => new RmsProp(0.01, weightDecay: 0.01),
        "AdaGrad" => new AdaGrad(),
        "Adadelta" => new Adadelta(),
        "Adam" => new Adam(0.01, weightDecay: 0.01) { DecaysBiases = true },
        _ => new AdamW(0.01, weightDecay: 0.1),
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void StepsAreThoseOfTheProcessor(string name)
    {
        var model = new Classifier(3);
        using var accelerator = Comparison.NewDevice();
        using var gpu = model.OnAccelerator(accelerator);
        Optimizer host = New(name), device = New(name);
        var batch = Samples();
        Pass pass = model.CreatePass(Count), devicePass = gpu.CreatePass(Count);
        gpu.Parameters.Freeze("dense2.bias");
        model.Parameters.Freeze("dense2.bias");
        for (int step = 0; step < 3; step++)
        {
            model.ForwardBackward(pass, batch);
            host.Step(model.Parameters);
            gpu.ForwardBackward(devicePass, batch);
            gpu.Step(device);
        }
        Comparison.SameParameters(model.Parameters, gpu.Parameters, 2e-4);
        Assert.Equal(3, device.Steps);
        foreach (string moment in host.MomentNames)
            Comparison.Close(host.GetMoment(model.Parameters, moment, "dense1.weight"), device.GetMoment(gpu.Parameters, moment, "dense1.weight"), moment, 2e-4);
    }

    [Fact]
    public void FitTrainsAsOnTheProcessor()
    {
        var model = new Classifier(3);
        using var accelerator = Comparison.NewDevice();
        using var gpu = model.OnAccelerator(accelerator);
        float[] inputs = Comparison.Numbers(50 * Classifier.InputLength);
        int[] targets = Comparison.Labels(50, 5);
        FitOptions Options() => new() { Epochs = 2, BatchSize = 16, Optimizer = new Adam(0.01), ClipNorm = 0.5, ClipValue = 0.1 };
        var expected = model.Fit(inputs, targets, Options());
        var actual = gpu.Fit(inputs, targets, Options());
        for (int epoch = 0; epoch < 2; epoch++)
        {
            Assert.Equal(expected.History[epoch].Loss, actual.History[epoch].Loss, 4);
            Assert.Equal(expected.History[epoch].Accuracy, actual.History[epoch].Accuracy);
        }
        Comparison.SameParameters(model.Parameters, gpu.Parameters, 1e-3);
        Assert.Equal(model.Evaluate(inputs, targets).Loss, gpu.Evaluate(inputs, targets).Loss, 4);
    }

    [Fact]
    public void ParametersGoToTheDeviceAndComeBack()
    {
        var model = new Classifier(3);
        var before = model.Parameters["dense1.weight"].ToArray();
        using var accelerator = Comparison.NewDevice();
        using var gpu = model.OnAccelerator(accelerator);
        var pass = gpu.CreatePass(Count);
        gpu.ForwardBackward(pass, Samples());
        gpu.Step(new Sgd(0.5));
        Assert.Equal(before, model.Parameters["dense1.weight"].ToArray());
        var clone = gpu.Clone();
        gpu.CopyTo(model);
        Assert.NotEqual(before, model.Parameters["dense1.weight"].ToArray());
        Assert.Equal(clone.Parameters["dense1.weight"].ToArray(), model.Parameters["dense1.weight"].ToArray());

        // What is written to the set on the processor is what the device uses next.
        gpu.Parameters["dense3.bias"].Fill(2);
        model.Parameters["dense3.bias"].Fill(2);
        float[] inputs = Comparison.Numbers(3 * Classifier.InputLength);
        Comparison.Close(model.Predict(inputs), gpu.Predict(inputs), "prediction");
        var other = new Classifier(9);
        gpu.CopyFrom(other);
        Comparison.Close(other.Predict(inputs), gpu.Predict(inputs), "prediction");
        Assert.Equal(other.Classify(inputs.AsSpan(0, 20)), gpu.Classify(inputs.AsSpan(0, 20)));
    }

    [Fact]
    public void GradientsAddUpOrAreLeftAlone()
    {
        var model = new Classifier(3);
        using var accelerator = Comparison.NewDevice();
        using var gpu = model.OnAccelerator(accelerator);
        var pass = gpu.CreatePass(Count);
        var hostPass = model.CreatePass(Count);
        float[] inputs = Comparison.Numbers(Count * Classifier.InputLength), gradient = new float[inputs.Length], expected = new float[inputs.Length];
        int[] targets = Comparison.Labels(Count, 5);
        float[] weights = Comparison.Numbers(Count, 8, 0);
        model.ForwardBackward(hostPass, inputs, targets, expected, GradientMode.Overwrite, weights);
        model.ForwardBackward(hostPass, inputs, targets, default, GradientMode.Accumulate);
        gpu.ForwardBackward(pass, inputs, targets, gradient, GradientMode.Overwrite, weights);
        gpu.ForwardBackward(pass, inputs, targets, default, GradientMode.Accumulate);
        Comparison.Close(expected, gradient, "gradient of the input");
        Comparison.SameParameters(model.Parameters, gpu.Parameters, gradients: true);
        var kept = gpu.Parameters["dense1.weight"].GradientToArray();
        gpu.ForwardBackward(pass, inputs, targets, gradient, GradientMode.InputsOnly);
        Assert.Equal(kept, gpu.Parameters["dense1.weight"].GradientToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GradientsOfTheCallersOwnLoss(bool training)
    {
        var model = new Dropping(3);
        using var accelerator = Comparison.NewDevice();
        using var gpu = model.OnAccelerator(accelerator);
        Pass hostPass = model.CreatePass(Count), pass = gpu.CreatePass(Count);
        float[] inputs = Comparison.Numbers(Count * 40), outputGradient = Comparison.Numbers(Count * 4, 3), gradient = new float[inputs.Length], expected = new float[inputs.Length];
        Assert.Throws<InvalidOperationException>(() => gpu.Backward(pass, outputGradient));
        Comparison.Close(model.Forward(hostPass, inputs, training), gpu.Forward(pass, inputs, training), "result");
        model.Backward(hostPass, outputGradient, expected);
        gpu.Backward(pass, outputGradient, gradient);
        Comparison.Close(expected, gradient, "gradient of the input");
        Comparison.SameParameters(model.Parameters, gpu.Parameters, gradients: true);
        Assert.Throws<InvalidOperationException>(() => gpu.Backward(pass, outputGradient));
    }

    [Fact]
    public void PassesOfOthersAreRefused()
    {
        var model = new Classifier(3);
        using var accelerator = Comparison.NewDevice();
        using Classifier.Gpu gpu = model.OnAccelerator(accelerator), other = model.OnAccelerator(accelerator);
        var batch = Samples();
        Assert.Throws<ArgumentException>(() => gpu.ForwardBackward(model.CreatePass(Count), batch));
        Assert.Throws<ArgumentException>(() => model.ForwardBackward(gpu.CreatePass(Count), batch));
        Assert.Throws<ArgumentException>(() => gpu.ForwardBackward(other.CreatePass(Count), batch));
        Assert.Throws<ArgumentException>(() => gpu.ForwardBackward(gpu.CreatePass(Count - 1), batch));
        Assert.Throws<ArgumentException>(() => gpu.Predict(new float[21]));
        Assert.Throws<ArgumentOutOfRangeException>(() => gpu.CreatePass(0));
    }
}
