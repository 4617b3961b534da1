using ILGPU.Runtime;
#if ILGPU
using ILGPU;
using ILGPU.Runtime.CPU;
#endif

namespace NetGen.Gpu.Tests;

/// <summary>What a device computes beside what it should.</summary>
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

    /// <summary>As <see cref="Close(ReadOnlySpan{float}, ReadOnlySpan{float}, string, double)"/>, of numbers in double.</summary>
    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, string what, double tolerance)
    {
        var rounded = new float[expected.Length];
        for (int i = 0; i < rounded.Length; i++) rounded[i] = (float)expected[i];
        Close(rounded, actual, what, tolerance);
    }

    /// <summary>Predictions, and steps of training: losses, scores, the gradient of every parameter, and the parameters and states that come of it.</summary>
    public static void Same<TNetwork>(INetwork<TNetwork, float> model, INetwork<TNetwork, float> device, Batch batch, double tolerance = 2e-5, int steps = 3, float rate = 0.05F)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        var expected = new Expected(typeof(TNetwork), model.Parameters, batch);
        float[] actual = new float[TNetwork.Signature.OutputLength * batch.Count], output = new float[actual.Length];
        device.Predict(batch, actual);
        Close(expected.Predict(), actual, "prediction", tolerance);
        if (!TNetwork.Signature.HasLoss) return;

        // A pass with room for more samples than there are, as the last batch of an epoch has.
        Pass pass = device.CreatePass(batch.Count + 3), hostPass = model.CreatePass(batch.Count + 3);
        Close([model.Evaluate(hostPass, batch, output)], [device.Evaluate(pass, batch, actual)], "loss of evaluation", tolerance);
        Close(expected.Predict(), actual, "output of evaluation", tolerance);
        var optimizer = new Sgd(rate);
        for (int step = 1; step <= steps; step++)
        {
            float loss = device.ForwardBackward(pass, batch);
            expected.Step(step, batch.Has<int>("target"), loss, pass.Scores<float>(), device.Parameters, rate, step * tolerance);
            device.Step(optimizer);
        }
        expected.Same(device.Parameters, steps * tolerance);
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
        builder.Default().CPU(new CPUDevice(32, 8, 1)).EnableAlgorithms());

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
