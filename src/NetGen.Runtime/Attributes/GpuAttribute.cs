namespace NetGen;

/// <summary>
/// Gives a network kernels for graphics processors too: in a project that references ILGPU and ILGPU.Algorithms it gets the member
/// <c>OnAccelerator</c>, whose result predicts and trains on a device. Without the reference the network stays as it is.
/// </summary>
/// <example>
/// <code>
/// [Network, Gpu, Input(64)]
/// [Dense(64), Relu, Dense(10), Softmax, CrossEntropyLoss]
/// public sealed partial class Digits;
///
/// using var context = Context.Create(b => b.Default().EnableAlgorithms());
/// using var accelerator = context.GetPreferredDevice(preferCPU: false).CreateAccelerator(context);
/// using var gpu = model.OnAccelerator(accelerator);
/// gpu.Fit(train);
/// gpu.CopyTo(model);
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GpuAttribute : Attribute;
