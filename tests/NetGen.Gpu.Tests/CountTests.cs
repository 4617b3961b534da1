namespace NetGen.Gpu.Tests;

/// <summary>What a step of training launches and moves between processor and device, as docs/gpu.md says.</summary>
public class CountTests
{
    [Fact]
    public void AStepMovesItsInputsAndTheLoss()
    {
        const int Count = 8;
        var model = new Classifier(3);
        using var accelerator = Comparison.NewDevice();
        using var gpu = model.OnAccelerator(accelerator);
        var optimizer = new Adam();
        var pass = gpu.CreatePass(Count);
        float[] inputs = Comparison.Numbers(Count * Classifier.InputLength);
        int[] targets = Comparison.Labels(Count, 5);
        Step();
        (accelerator.Launches, accelerator.BytesUploaded, accelerator.BytesDownloaded) = (0, 0, 0);
        long allocated = accelerator.BytesAllocated;
        Step();
        Assert.Equal(allocated, accelerator.BytesAllocated);

        // Inputs, classes and the weights of samples; the loss.
        Assert.Equal(sizeof(float) * Count * (Classifier.InputLength + 2), accelerator.BytesUploaded);
        Assert.Equal(sizeof(float), accelerator.BytesDownloaded);

        // Three products forward, the loss with its gradient, two and three products backward, the sum of the loss, the optimizer.
        Assert.Equal(11, accelerator.Launches);

        void Step()
        {
            gpu.ForwardBackward(pass, inputs, targets);
            gpu.Step(optimizer);
        }
    }

    [Fact]
    public void LimitsOfGradientsMoveNothing()
    {
        using var accelerator = Comparison.NewDevice();
        using var gpu = new Classifier(3).OnAccelerator(accelerator);
        gpu.ForwardBackward(gpu.CreatePass(8), Comparison.Numbers(8 * Classifier.InputLength), Comparison.Labels(8, 5));
        var training = (INetwork<Classifier, float>)gpu;
        training.ClipGradients(0.1, 0.5);
        (accelerator.Launches, accelerator.BytesUploaded, accelerator.BytesDownloaded) = (0, 0, 0);
        training.ClipGradients(0.1, 0.5);
        Assert.Equal((3, 0, 0), (accelerator.Launches, accelerator.BytesUploaded, accelerator.BytesDownloaded));
        Assert.Throws<ArgumentOutOfRangeException>(() => training.ClipGradients(null, 0));
    }
}
