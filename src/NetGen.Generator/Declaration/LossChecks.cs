using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;

namespace NetGen.Compiler.Declaration;

/// <summary>Whether the loss fits the last activation and the shape of the scores.</summary>
internal static class LossChecks
{
    /// <summary>Checks the loss of a stack.</summary>
    public static void Check(StackDeclaration stack, Shape output, Shape scores, List<DiagnosticInfo> diagnostics)
    {
        int index = stack.Layers.Count - 1;
        while (index > 0 && stack.Layers[index].Layer.KeepsValues) index--;
        var last = stack.Layers[index];
        Check(stack, new LastActivation(last.Layer, StackReader.Text(last), index == stack.Layers.Count - 1 ? null : stack.Layers[index + 1].Layer.Text), output, scores, diagnostics);
    }

    /// <param name="last">The last layer that changes values; null where there is none.</param>
    public static void Check(StackDeclaration stack, LastActivation? last, Shape output, Shape scores, List<DiagnosticInfo> diagnostics)
    {
        if (stack.Loss is not { } loss || stack.LossArguments is not { } arguments) return;
        if (last is not null && ActivationProblem(last, loss) is { } problem)
        {
            diagnostics.Add(new(LossDescriptors.ActivationDoesNotFitLoss, LocationInfo.Of(arguments.Syntax), [loss.Name, problem]));
            return;
        }
        if (loss is CrossEntropyLoss { ClassWeights: { Count: > 0 } weights } && scores.Last > 1 && weights.Count != scores.Last)
        {
            diagnostics.Add(new(
                LossDescriptors.ClassWeightCount, arguments.LocationOf("ClassWeights"),
                [Count(weights.Count, "value"), output.ToString(), Count(scores.Last, "class", "classes")]));
            return;
        }
        if (loss.Refuses(scores) is { } refusal)
            diagnostics.Add(new(LossDescriptors.LossRefusesShape, LocationInfo.Of(arguments.Syntax), [loss.Name, refusal]));
    }

    private static string? ActivationProblem(LastActivation last, Loss loss)
    {
        var activation = last.Layer.FinalActivation;
        if (activation == FinalActivation.None) return null;
        string text = last.Text;
        bool isLast = last.Following is null;
        return loss switch
        {
            CrossEntropyLoss or BinaryCrossEntropyLoss when loss.Fuses == activation && isLast => null,
            CrossEntropyLoss or BinaryCrossEntropyLoss when loss.Fuses == activation =>
                $"reads logits and takes the place of a {activation} that is the last layer, but {text} is followed by {last.Following}: " +
                $"move {last.Layer.Text} to the end, or remove it",
            CrossEntropyLoss => $"reads logits, to which it applies Softmax, but {text} comes before it: remove it or use Softmax, or use BinaryCrossEntropyLoss for outputs that are each a yes or no",
            BinaryCrossEntropyLoss => $"reads logits, to which it applies Sigmoid, but {text} comes before it: remove it or use Sigmoid, or use CrossEntropyLoss for classes that exclude each other",
            HingeLoss => $"compares raw scores with a margin, but {text} limits them to [0, 1]: remove it",
            _ => null,
        };
    }

    private static string Count(int count, string one, string? many = null) =>
        count.ToString(CultureInfo.InvariantCulture) + " " + (count == 1 ? one : many ?? one + "s");
}

/// <summary>The last layer that changes values.</summary>
/// <param name="Text">For messages.</param>
/// <param name="Following">What comes behind it and keeps its values, or null.</param>
internal sealed record LastActivation(Layers.Layer Layer, string Text, string? Following);
