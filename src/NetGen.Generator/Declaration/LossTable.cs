using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Losses;

namespace NetGen.Compiler.Declaration;

/// <summary>The losses that attributes declare: each reads its options and checks them.</summary>
internal static class LossTable
{
    private static readonly Dictionary<string, Func<AttributeArguments, Problems, Loss>> Readers = new()
    {
        ["BinaryCrossEntropyLossAttribute"] = (a, problems) =>
        {
            var loss = new BinaryCrossEntropyLoss(a.Number("PositiveWeight", 1), a.Number("LabelSmoothing", 0));
            problems.RequirePositive("PositiveWeight", loss.PositiveWeight);
            CheckSmoothing(problems, loss.LabelSmoothing);
            return loss;
        },
        ["CrossEntropyLossAttribute"] = (a, problems) =>
        {
            var loss = new CrossEntropyLoss(a.Number("LabelSmoothing", 0), a.Numbers("ClassWeights"), a.Has("IgnoreIndex") ? a.Integer("IgnoreIndex") : null);
            CheckSmoothing(problems, loss.LabelSmoothing);
            for (int i = 0; i < loss.ClassWeights.Count; i++) problems.RequireNotNegative("ClassWeights", loss.ClassWeights[i], i);
            return loss;
        },
        ["HingeLossAttribute"] = (a, problems) =>
        {
            var loss = new HingeLoss(a.Number("Margin", 1));
            problems.RequirePositive("Margin", loss.Margin);
            return loss;
        },
        ["HuberLossAttribute"] = (a, problems) =>
        {
            var loss = new HuberLoss(a.Number("delta", 1));
            problems.RequirePositive("delta", loss.Delta);
            return loss;
        },
        ["MeanAbsoluteErrorLossAttribute"] = (_, _) => new MeanAbsoluteErrorLoss(),
        ["MeanSquaredErrorLossAttribute"] = (_, _) => new MeanSquaredErrorLoss(),
        ["SquaredErrorLossAttribute"] = (_, _) => new SquaredErrorLoss(),
    };

    public static IReadOnlyCollection<string> Attributes => Readers.Keys;

    public static Func<AttributeArguments, Problems, Loss>? Find(string attribute) => Readers.TryGetValue(attribute, out var reader) ? reader : null;

    private static void CheckSmoothing(Problems problems, double value) =>
        problems.Require(value >= 0 && value < 1, "LabelSmoothing", value, "at least 0 and below 1");
}
