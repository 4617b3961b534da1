using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>What only the whole network shows: whether it can learn, what its penalties act on, and whether its parameters fit into memory.</summary>
internal static class NetworkChecks
{
    public static void Check(StackDeclaration stack, string network, ModuleBuilder module, Function training, List<DiagnosticInfo> diagnostics)
    {
        if (!CheckSize(stack, network, module, diagnostics)) return;
        CheckLearning(stack, network, module, diagnostics);
        CheckPenalties(stack, network, module, diagnostics);
        SparseChecks.Check(module.Parameters, training, Penalties(stack, module), p => Owner(stack, p).Arguments.LocationOf("Sparse"), diagnostics);
    }

    /// <summary>The penalty of every weight: the layer's factors, or else the network's.</summary>
    public static EquatableArray<Penalty> Penalties(StackDeclaration stack, ModuleBuilder module)
    {
        var penalties = new List<Penalty>();
        double l1 = stack.L1?.Number("factor", 0) ?? 0, l2 = stack.L2?.Number("factor", 0) ?? 0;
        for (int i = 0; i < module.Parameters.Count && stack.Loss is not null; i++)
        {
            if (!module.Parameters[i].IsWeight) continue;
            var layer = Owner(stack, module.Parameters[i]).Layer;
            var penalty = new Penalty(i, layer.L1 ?? l1, layer.L2 ?? l2);
            if (penalty.L1 != 0 || penalty.L2 != 0) penalties.Add(penalty);
        }
        return penalties.ToEquatableArray();
    }

    private static bool CheckSize(StackDeclaration stack, string network, ModuleBuilder module, List<DiagnosticInfo> diagnostics)
    {
        long bytes = 0;
        foreach (var parameter in module.Parameters)
        {
            bytes += Sizes.ParameterBytes(parameter.Shape, stack.Precision);
            if (bytes <= Sizes.MaximumParameterBytes) continue;
            diagnostics.Add(new(
                StackDescriptors.TooLarge, LocationInfo.Of(Owner(stack, parameter).Arguments.Syntax),
                [$"'{network}'", $"parameters of {Sizes.Text(bytes)} bytes up to this layer", Sizes.Text(Sizes.MaximumParameterBytes)]));
            return false;
        }
        return true;
    }

    private static void CheckLearning(StackDeclaration stack, string network, ModuleBuilder module, List<DiagnosticInfo> diagnostics)
    {
        if (stack.LossArguments is not { } loss) return;
        if (module.Parameters.Count == 0)
        {
            diagnostics.Add(new(StackDescriptors.NothingToTrain, LocationInfo.Of(loss.Syntax), [network, loss.Attribute]));
            return;
        }
        int cut = stack.Layers.FindLastIndex(l => l.Layer.CutsGradient);
        if (cut < 0) return;
        var trained = stack.Layers.Where(l => module.Parameters.Any(p => Owner(stack, p) == l)).ToList();
        var before = trained.Where(l => stack.Layers.IndexOf(l) < cut).ToList();
        if (before.Count == 0) return;
        var location = LocationInfo.Of(stack.Layers[cut].Arguments.Syntax);
        diagnostics.Add(before.Count == trained.Count
            ? new(StackDescriptors.GradientCutEverywhere, location, [loss.Attribute])
            : new(StackDescriptors.GradientCut, location, [string.Join(", ", before.Select(StackReader.Text))]));
    }

    private static void CheckPenalties(StackDeclaration stack, string network, ModuleBuilder module, List<DiagnosticInfo> diagnostics)
    {
        string? missing = stack.LossArguments is null ? "loss" : module.Parameters.Any(p => p.IsWeight) ? null : "weights";
        if (missing is null) return;
        foreach (var penalty in new[] { stack.L1, stack.L2 })
            if (penalty is not null)
                diagnostics.Add(new(LossDescriptors.PenaltyWithoutEffect, LocationInfo.Of(penalty.Syntax), [penalty.Attribute, network, missing]));
        foreach (var layer in stack.Layers)
            foreach (string name in new[] { "L1", "L2" })
                if (layer.Arguments.Has(name))
                    diagnostics.Add(new(LossDescriptors.PenaltyWithoutEffect, layer.Arguments.LocationOf(name), [name, network, missing]));
    }

    private static DeclaredLayer Owner(StackDeclaration stack, Parameter parameter) =>
        stack.Layers.First(l => parameter.Name.StartsWith(l.Name + ".", StringComparison.Ordinal));
}
