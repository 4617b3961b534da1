using System.Numerics;

namespace NetGen.Runtime.Tests.Training;

/// <summary>A linear classifier of two features and three classes, as a generated network would be, written by hand.</summary>
internal sealed class Classifier : INetwork<Classifier, float>
{
    public const int Features = 2, Classes = 3;

    public static NetworkSummary Summary { get; } = new("Classifier", [Features], [], 0, 0, 0);

    public static NetworkSignature Signature { get; } = new(
        [
            new ColumnSignature("features", ColumnKind.Input, [Features], true, false),
            new ColumnSignature("kind", ColumnKind.Target, [Classes], true, true, Classes),
        ],
        Classes, OutputMeaning.Classes, OutputMeaning.Classes, HasLoss: true);

    public ParameterSet<float> Parameters { get; } = Segments.Set<float>([Segments.Matrix("weight", Classes, Features), Segments.Vector("bias", Classes)]);

    public int Steps { get; private set; }

    public Pass CreatePass(int capacity) => new(typeof(Classifier), capacity, 0, 64, Classes * sizeof(float));

    public void Predict(Batch batch, Span<float> output) => Logits(batch, output);

    public float ForwardBackward(Pass pass, Batch batch, GradientMode mode = GradientMode.Overwrite)
    {
        Steps++;
        pass.Count = batch.Count;
        var scores = pass.Scores<float>();
        Logits(batch, scores);
        Span<float> weight = stackalloc float[Classes * Features], bias = stackalloc float[Classes], gradient = stackalloc float[Classes];
        weight.Clear();
        bias.Clear();
        var features = batch.Get<float>("features");
        double loss = 0, total = 0;
        for (int s = 0; s < batch.Count; s++) total += WeightOf(batch, s);
        for (int s = 0; s < batch.Count; s++)
        {
            float share = (float)(WeightOf(batch, s) / total);
            loss += share * Loss(batch, s, scores.Slice(s * Classes, Classes), gradient);
            for (int c = 0; c < Classes; c++)
            {
                bias[c] += share * gradient[c];
                for (int f = 0; f < Features; f++) weight[c * Features + f] += share * gradient[c] * features[s * Features + f];
            }
        }
        Parameters["weight"].CopyGradientFrom(weight);
        Parameters["bias"].CopyGradientFrom(bias);
        return (float)loss;
    }

    public float Evaluate(Pass pass, Batch batch, Span<float> output)
    {
        Logits(batch, output);
        Span<float> gradient = stackalloc float[Classes];
        double loss = 0, total = 0;
        for (int s = 0; s < batch.Count; s++) total += WeightOf(batch, s);
        for (int s = 0; s < batch.Count; s++) loss += WeightOf(batch, s) / total * Loss(batch, s, output.Slice(s * Classes, Classes), gradient);
        return (float)loss;
    }

    public Classifier Clone()
    {
        var clone = new Classifier();
        clone.Parameters.CopyFrom(Parameters);
        return clone;
    }

    private static double WeightOf(Batch batch, int sample) => batch.Has<float>(Batch.Weights) ? batch.Get<float>(Batch.Weights)[sample] : 1;

    private void Logits(Batch batch, Span<float> output)
    {
        var features = batch.Get<float>("features");
        for (int s = 0; s < batch.Count; s++)
            for (int c = 0; c < Classes; c++)
                output[s * Classes + c] = Parameters["bias"][c] + Parameters["weight"][c, 0] * features[s * 2] + Parameters["weight"][c, 1] * features[s * 2 + 1];
    }

    private static double Loss(Batch batch, int sample, ReadOnlySpan<float> logits, Span<float> gradient)
    {
        double sum = 0, loss = 0;
        foreach (float l in logits) sum += Math.Exp(l);
        for (int c = 0; c < Classes; c++)
        {
            double probability = Math.Exp(logits[c]) / sum;
            double target = batch.Has<int>("kind") ? (batch.Get<int>("kind")[sample] == c ? 1 : 0) : batch.Get<float>("kind")[sample * Classes + c];
            gradient[c] = (float)(probability - target);
            loss -= target * Math.Log(probability);
        }
        return loss;
    }
}

/// <summary>A line through points, half the squared error, with a given meaning of its output.</summary>
internal sealed class Line<T> : INetwork<Line<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static NetworkSummary Summary { get; } = new("Line", [1], [], 0, 0, 0);

    public static NetworkSignature Signature { get; } = new(
        [new ColumnSignature("input", ColumnKind.Input, [1], true, false), new ColumnSignature("target", ColumnKind.Target, [1], true, false)],
        1, OutputMeaning.Values, OutputMeaning.Values, HasLoss: true);

    public ParameterSet<T> Parameters { get; } = Segments.Set<T>([Segments.Matrix("weight", 1, 1, "Zeros"), Segments.Vector("bias", 1)]);

    public Pass CreatePass(int capacity) => new(typeof(Line<T>), capacity, 0, 64, 8);

    public void Predict(Batch batch, Span<T> output)
    {
        var input = batch.Get<T>("input");
        for (int s = 0; s < batch.Count; s++) output[s] = Parameters["weight"][0, 0] * input[s] + Parameters["bias"][0];
    }

    public T ForwardBackward(Pass pass, Batch batch, GradientMode mode = GradientMode.Overwrite)
    {
        pass.Count = batch.Count;
        var input = batch.Get<T>("input");
        T loss = T.Zero, weight = T.Zero, bias = T.Zero, share = T.One / T.CreateTruncating(batch.Count), half = T.CreateTruncating(0.5);
        for (int s = 0; s < batch.Count; s++)
        {
            T error = Parameters["weight"][0, 0] * input[s] + Parameters["bias"][0] - batch.Get<T>("target")[s];
            loss += half * error * error * share;
            weight += error * input[s] * share;
            bias += error * share;
        }
        Parameters["weight"].CopyGradientFrom([weight]);
        Parameters["bias"].CopyGradientFrom([bias]);
        return loss;
    }

    public T Evaluate(Pass pass, Batch batch, Span<T> output)
    {
        Predict(batch, output);
        T loss = T.Zero;
        for (int s = 0; s < batch.Count; s++)
        {
            T error = output[s] - batch.Get<T>("target")[s];
            loss += error * error / T.CreateTruncating(2 * batch.Count);
        }
        return loss;
    }

    public Line<T> Clone() => throw new NotSupportedException();
}
