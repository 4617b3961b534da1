using System.Numerics;

namespace NetGen;

/// <summary>
/// What every generated network offers, so that training, evaluation and gradient checks can be written once.
/// The generated class has typed members beside these.
/// </summary>
/// <typeparam name="TSelf">The network's class.</typeparam>
/// <typeparam name="T">The type of its numbers: <see cref="float"/>, or <see cref="double"/> with <c>Precision.Double</c>.</typeparam>
public interface INetwork<TSelf, T>
    where TSelf : class, INetwork<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Layers, shapes, parameters, operations and bytes.</summary>
    static abstract NetworkSummary Summary { get; }

    /// <summary>The columns a <see cref="Batch"/> must have, and what the outputs mean.</summary>
    static abstract NetworkSignature Signature { get; }

    /// <summary>The trained values, their gradients and the states.</summary>
    ParameterSet<T> Parameters { get; }

    /// <summary>Makes the memory for the activations of one batch.</summary>
    /// <param name="capacity">The largest number of samples in a batch, at least 1.</param>
    Pass CreatePass(int capacity);

    /// <summary>Computes the predictions of a batch. Any number of threads at once.</summary>
    /// <param name="batch">The inputs; other columns are ignored.</param>
    /// <param name="output">Batch size times output length.</param>
    void Predict(Batch batch, Span<T> output);

    /// <summary>Computes the loss of a batch and the gradients of the parameters, in training mode.</summary>
    /// <param name="pass">Activations, of at least the batch's size.</param>
    /// <param name="batch">Inputs, targets and, where given, sample weights.</param>
    /// <param name="mode">What happens to the gradients that are there.</param>
    /// <returns>The loss: the weighted mean over samples, plus penalties. The pass keeps the scores (<see cref="Pass.Scores{T}"/>).</returns>
    T ForwardBackward(Pass pass, Batch batch, GradientMode mode = GradientMode.Overwrite);

    /// <summary>Computes the loss of a batch in inference mode, and its predictions.</summary>
    /// <param name="pass">Activations, of at least the batch's size.</param>
    /// <param name="batch">Inputs, targets and, where given, sample weights.</param>
    /// <param name="output">Batch size times output length.</param>
    /// <returns>The loss: the weighted mean over samples, plus penalties.</returns>
    T Evaluate(Pass pass, Batch batch, Span<T> output);

    /// <summary>Changes the parameters by the gradients of the last <see cref="ForwardBackward"/>, where they are: on the processor, or on a device.</summary>
    /// <param name="optimizer">How they are changed.</param>
    /// <exception cref="InvalidOperationException">The optimizer keeps the moments of another network.</exception>
    void Step(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.Step(Parameters);
    }

    /// <summary>Limits the gradients of the last <see cref="ForwardBackward"/>, each by itself and then all together.</summary>
    /// <param name="value">The largest size of an element; null for any.</param>
    /// <param name="norm">The largest Euclidean norm of all; null for any.</param>
    void ClipGradients(double? value, double? norm)
    {
        var parameters = Parameters;
        if (value is { } greatest) parameters.ClipGradients(greatest);
        if (norm is { } largest) parameters.ClipGradientNorm(largest);
    }

    /// <summary>A network of its own with the same parameters and states.</summary>
    TSelf Clone();
}
