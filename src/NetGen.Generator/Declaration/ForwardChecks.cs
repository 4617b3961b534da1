using NetGen.Compiler.Declaration.Interpretation;
using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration;

/// <summary>What only the whole network shows, for networks with Forward: does the loss fit, can it learn, does it fit into memory?</summary>
internal static class ForwardChecks
{
    public static void CheckLoss(StackDeclaration stack, string network, ForwardRun run, List<DiagnosticInfo> diagnostics)
    {
        var last = run.Last is { } use ? new LastActivation(use.Layer, use.Text, run.Result.Node == use.Output ? null : "another shape") : null;
        LossChecks.Check(stack, last, run.Result.Shape, run.ScoresShape, diagnostics);
    }

    public static void CheckNetwork(
        StackDeclaration stack, ForwardDeclaration forward, string name, NetworkBuild network, ForwardRun training, List<DiagnosticInfo> diagnostics)
    {
        var identifier = LocationInfo.Of(forward.Forward!.Identifier);
        long bytes = 0;
        foreach (var parameter in network.Module.Parameters)
        {
            bytes += Sizes.ParameterBytes(parameter.Shape, stack.Precision);
            if (bytes <= Sizes.MaximumParameterBytes) continue;
            diagnostics.Add(new(
                StackDescriptors.TooLarge, OwnerOf(network, parameter)?.Arguments.LocationOf(null) ?? identifier,
                [$"'{name}'", $"parameters of {Sizes.Text(bytes)} bytes up to here", Sizes.Text(Sizes.MaximumParameterBytes)]));
            return;
        }
        bool hasLoss = stack.Loss is not null || forward.Losses.Count > 0;
        var loss = stack.LossArguments is { } arguments ? LocationInfo.Of(arguments.Syntax) : forward.Losses.Count > 0 ? LocationInfo.Of(forward.Losses[0].Identifier) : identifier;
        string lossName = stack.LossArguments?.Attribute ?? (forward.Losses.Count > 0 ? forward.Losses[0].Symbol.Name : "");
        if (hasLoss && network.Module.Parameters.Count == 0) diagnostics.Add(new(StackDescriptors.NothingToTrain, loss, [name, lossName]));
        else if (hasLoss) CheckGradients(network, training, lossName, diagnostics);
        CheckPenalties(stack, name, network, hasLoss, diagnostics);
        SparseChecks.Check(
            network.Module.Parameters, training.WithLoss ?? training.Function, Penalties(stack, forward, network), p => OwnerOf(network, p)?.Arguments.LocationOf("Sparse") ?? identifier, diagnostics);
    }

    /// <summary>The penalty of every weight: the layer's factors, or else the network's.</summary>
    public static EquatableArray<Penalty> Penalties(StackDeclaration stack, ForwardDeclaration forward, NetworkBuild network)
    {
        var penalties = new List<Penalty>();
        double l1 = stack.L1?.Number("factor", 0) ?? 0, l2 = stack.L2?.Number("factor", 0) ?? 0;
        if (stack.Loss is null && forward.Losses.Count == 0) return default;
        for (int i = 0; i < network.Module.Parameters.Count; i++)
        {
            if (!network.Module.Parameters[i].IsWeight) continue;
            var layer = OwnerOf(network, network.Module.Parameters[i])?.Layer;
            var penalty = new Penalty(i, layer?.L1 ?? l1, layer?.L2 ?? l2);
            if (penalty.L1 != 0 || penalty.L2 != 0) penalties.Add(penalty);
        }
        return penalties.ToEquatableArray();
    }

    /// <summary>Parameters that the loss depends on, but only through thresholds, whose gradient is zero. Gradients that are stopped on purpose don't count.</summary>
    private static void CheckGradients(NetworkBuild network, ForwardRun training, string loss, List<DiagnosticInfo> diagnostics)
    {
        var cut = network.Uses.Values.FirstOrDefault(u => u.Layer.CutsGradient);
        if (cut is null) return;
        var function = training.WithLoss ?? training.Function;
        var outputs = function.Outputs.Where(o => o.Role == (training.WithLoss is null ? OutputRole.Scores : OutputRole.Loss)).Select(o => o.Node).ToArray();
        var reached = Reach(function, outputs, throughThresholds: true);
        var learned = Reach(function, outputs, throughThresholds: false);
        if (learned.SetEquals(reached)) return;
        var lost = reached.Except(learned).Select(i => OwnerOf(network, network.Module.Parameters[i])).Where(u => u is not null).Distinct().ToArray();
        var location = cut.Arguments.LocationOf(null);
        diagnostics.Add(learned.Count == 0
            ? new(StackDescriptors.GradientCutEverywhere, location, [loss])
            : new(StackDescriptors.GradientCut, location, [string.Join(", ", lost.Select(u => u!.Text))]));
    }

    private static HashSet<int> Reach(Function function, int[] outputs, bool throughThresholds)
    {
        var live = new bool[function.Nodes.Count];
        foreach (int output in outputs) live[output] = true;
        var parameters = new HashSet<int>();
        for (int i = function.Nodes.Count - 1; i >= 0; i--)
        {
            if (!live[i]) continue;
            var node = function.Nodes[i];
            switch (node.Operation)
            {
                case ParameterOperation parameter: parameters.Add(parameter.Index); break;
                case StopGradientOperation: break;
                case MapOperation map when !throughThresholds && map.StraightThrough is null:
                    for (int o = 0; o < node.Operands.Count; o++)
                        if (map.Expression.DifferentiateWithResult(o).ConstantValue != 0) live[node.Operands[o]] = true;
                    break;
                default:
                    foreach (int operand in node.Operands) live[operand] = true;
                    break;
            }
        }
        return parameters;
    }

    private static void CheckPenalties(StackDeclaration stack, string name, NetworkBuild network, bool hasLoss, List<DiagnosticInfo> diagnostics)
    {
        string? missing = !hasLoss ? "loss" : network.Module.Parameters.Any(p => p.IsWeight) ? null : "weights";
        if (missing is null) return;
        foreach (var penalty in new[] { stack.L1, stack.L2 })
            if (penalty is not null) diagnostics.Add(new(LossDescriptors.PenaltyWithoutEffect, LocationInfo.Of(penalty.Syntax), [penalty.Attribute, name, missing]));
        foreach (var use in network.Uses.Values)
            foreach (string factor in new[] { "L1", "L2" })
                if (use.Arguments.Has(factor))
                    network.Report(new(LossDescriptors.PenaltyWithoutEffect, use.Arguments.LocationOf(factor), [factor, name, missing]));
    }

    private static LayerUse? OwnerOf(NetworkBuild network, Parameter parameter)
    {
        // Layers within layers have longer names.
        for (int dot = parameter.Name.LastIndexOf('.'); dot > 0; dot = parameter.Name.LastIndexOf('.', dot - 1))
            if (network.Uses.TryGetValue(parameter.Name.Substring(0, dot), out var use)) return use;
        return null;
    }
}
