using ILGPU.Runtime;
#if ILGPU
using ILGPU.Runtime.CPU;
#endif

namespace NetGen.Gpu.Tests;

/// <summary>A network on the processor and on a device, side by side.</summary>
internal static class Comparison
{
    /// <summary>Numbers that are the same at every run.</summary>
    public static float[] Numbers(int length, ulong seed = 1, float low = -1, float high = 1)
    {
        var random = new RandomStream(seed);
        var numbers = new float[length];
        for (int i = 0; i < length; i++) numbers[i] = low + (high - low) * random.NextSingle();
        return numbers;
    }

    public static int[] Labels(int length, int classes, ulong seed = 2)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(classes))];
    }

    /// <summary>Whether numbers agree, relative to the largest of them.</summary>
    public static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what, double tolerance = 2e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        float scale = 1e-3F;
        foreach (float x in expected) scale = Math.Max(scale, Math.Abs(x));
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale)) Assert.Fail($"{what}[{i}] is {actual[i]} on the device and {expected[i]} on the processor (largest {scale}).");
    }

    /// <summary>Loss, scores, and the gradient of every parameter, of one batch, and predictions in the middle of nothing.</summary>
    public static void Same<TNetwork>(INetwork<TNetwork, float> host, INetwork<TNetwork, float> device, Batch batch, double tolerance = 2e-5)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        int length = TNetwork.Signature.OutputLength * batch.Count;
        float[] expected = new float[length], actual = new float[length];
        host.Predict(batch, expected);
        device.Predict(batch, actual);
        Close(expected, actual, "prediction", tolerance);
        if (!TNetwork.Signature.HasLoss) return;

        // A pass with room for more samples than there are, as the last batch of an epoch has.
        Pass hostPass = host.CreatePass(batch.Count + 3), devicePass = device.CreatePass(batch.Count + 3);
        float loss = host.ForwardBackward(hostPass, batch), deviceLoss = device.ForwardBackward(devicePass, batch);
        Close([loss], [deviceLoss], "loss", tolerance);
        Close(hostPass.Scores<float>(), devicePass.Scores<float>(), "score", tolerance);
        SameParameters(host.Parameters, device.Parameters, tolerance, gradients: true);
        loss = host.Evaluate(hostPass, batch, expected);
        deviceLoss = device.Evaluate(devicePass, batch, actual);
        Close([loss], [deviceLoss], "loss of evaluation", tolerance);
        Close(expected, actual, "output of evaluation", tolerance);
    }

    public static void SameParameters(ParameterSet<float> host, ParameterSet<float> device, double tolerance = 2e-5, bool gradients = false)
    {
        foreach (var parameter in host)
        {
            Close(parameter.ToArray(), device[parameter.Name].ToArray(), parameter.Name, tolerance);
            if (gradients && !parameter.IsState) Close(parameter.GradientToArray(), device[parameter.Name].GradientToArray(), "gradient of " + parameter.Name, tolerance);
        }
    }

#if ILGPU
    private static readonly ILGPU.Context Devices = ILGPU.Context.Create(builder =>
        ILGPU.Algorithms.AlgorithmContext.EnableAlgorithms(builder.Default().CPU(new ILGPU.Runtime.CPU.CPUDevice(32, 8, 1))));

    /// <summary>The device that NETGEN_DEVICE names, or the processor with groups of 256 threads.</summary>
    public static Accelerator NewDevice()
    {
        string kind = Environment.GetEnvironmentVariable("NETGEN_DEVICE") ?? "CPU";
        return Devices.Devices.First(d => d.AcceleratorType.ToString() == kind && d.MaxNumThreadsPerGroup >= 256).CreateAccelerator(Devices);
    }
#else
    public static Accelerator NewDevice() => new();
#endif
}
