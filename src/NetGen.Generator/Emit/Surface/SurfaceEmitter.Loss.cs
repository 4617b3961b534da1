using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

internal static partial class SurfaceEmitter
{
    private static void EmitLoss(CodeWriter writer, SurfaceModel model)
    {
        foreach (var variant in model.Variants) EmitStep(writer, model, variant);
        EmitBatchStep(writer, model);
        EmitEvaluate(writer, model);
        foreach (var variant in model.Variants) EmitFit(writer, model, variant);
    }

    private static void EmitStep(CodeWriter writer, SurfaceModel model, LossVariant variant)
    {
        writer.Line("/// <summary>Computes the loss of a batch and its gradients, in training mode. The pass keeps the scores.</summary>")
            .Line("/// <param name=\"pass\">One of this network, of at least the batch's size.</param>");
        InputDocumentation(writer, model);
        foreach (var target in variant.Targets) writer.Line($"/// <param name=\"{target.Plain}\">{TargetText(model, target)}</param>");
        GradientDocumentation(writer, model);
        writer.Line("""
            /// <param name="weights">What each sample counts in the mean, none below 0; empty where all count the same.</param>
            /// <returns>The loss: the weighted mean over the samples, plus penalties.</returns>
            /// <exception cref="global::System.ArgumentException">A length is wrong, a target is not one, or the pass is of another network; nothing has changed then.</exception>
            """);
        using (writer.Braces(
            $"public {model.Real} ForwardBackward(\n    global::NetGen.Pass pass, {model.InputParameters}{variant.Parameters},\n    "
            + $"{GradientParameters(model, optional: true)}, global::System.ReadOnlySpan<{model.Real}> weights = default)"))
        {
            EmitCount(writer, model);
            EmitTargetChecks(writer, model, variant);
            EmitGradientChecks(writer, model);
            writer.Line($"ref {model.Real} weight = ref global::NetGen.CompilerServices.Arguments.Weights(typeof({model.Name}), pass, weights, count);");
            EmitBeginGradients(writer, model, variant.Step);
            writer.Line($"""
                Parameters.Step++;
                pass.Begin({Content}.Step, count);
                {model.Real} loss = Programs.{Identifiers.Member(variant.Step)}(
                    Parameters, ref pass.Arena<{model.Real}>(), pass.Capacity, count,
                    {StepColumns(model, variant.Step)}
                    ref {Reference($"pass.Scores<{model.Real}>()")}{GradientArguments(model, variant.Step, "\n    ")});
                """);
            EmitEndGradients(writer, model, variant.Step);
            writer.Line("return loss;");
        }
        writer.Line();
    }

    private static string TargetText(SurfaceModel model, TargetColumn target) =>
        target.Classes > 0
            ? $"The index of the right class of each {(target.Shape.Rank == 0 ? "sample" : $"of {target.Shape} positions of each sample")}, from 0 to {Number(target.Classes - 1)}{(target.IgnoreIndex is { } ignored ? $", or {Number(ignored)} where nothing counts" : "")}."
        : model.Definition.LossMethod is null ? $"The right outputs, {target.Shape} for each sample."
        : $"A target of the loss, {target.Shape} for each sample.";

    private static void EmitTargetChecks(CodeWriter writer, SurfaceModel model, LossVariant variant)
    {
        foreach (var target in variant.Targets)
            if (target.Classes > 0)
                writer.Line($"global::NetGen.CompilerServices.Arguments.Labels(typeof({model.Name}), {target.Identifier}, count, {Number(target.Classes)}{(target.Shape.Rank > 0 ? $", positions: {target.Length}" : "")}{(target.IgnoreIndex is { } ignored ? $", ignored: {Number(ignored)}" : "")});");
            else if (target.Type == "int")
            {
                CheckLength(writer, model, target.Identifier, target.Length);
                if (target.Range is { } range) CheckRange(writer, model, target.Identifier, target.Length, range);
            }
            else if (target.Name == "target") writer.Line($"global::NetGen.CompilerServices.Arguments.Targets(typeof({model.Name}), target, count, {target.Length});");
            else writer.Line($"global::NetGen.CompilerServices.Arguments.Targets(typeof({model.Name}), {target.Identifier}, count, {target.Length}, \"{target.Plain}\");");
    }

    private static string StepColumns(SurfaceModel model, string function) => model.ColumnArguments(
        function,
        name => name == FunctionAssembly.Weight ? "weight"
            : Reference(model.Inputs.FirstOrDefault(i => i.Name == name)?.Identifier ?? Identifiers.Target(name)),
        ColumnRole.Input, ColumnRole.Target, ColumnRole.Weight);

    private static void EmitBatchStep(CodeWriter writer, SurfaceModel model)
    {
        string gradients = string.Concat(model.RealInputs.Select(i => $"{i.Gradient}, "));
        writer.Line($"""
            /// <inheritdoc/>
            public {model.Real} ForwardBackward(
                global::NetGen.Pass pass, global::NetGen.Batch batch, global::NetGen.GradientMode mode = global::NetGen.GradientMode.Overwrite){(model.RealInputs.Any() ? " =>" : "")}
            """);
        if (model.RealInputs.Any())
        {
            using (writer.Indent()) writer.Line($"ForwardBackward(pass, batch, {string.Concat(model.RealInputs.Select(i => $"{i.Gradient}: default, "))}mode: mode);").Line();
            writer.Line($"private {model.Real} ForwardBackward(\n    global::NetGen.Pass pass, global::NetGen.Batch batch, {GradientParameters(model, optional: false)})");
        }
        using (writer.Braces(""))
        {
            EmitBatchColumns(writer, model);
            for (int v = 0; v < model.Variants.Length; v++)
            {
                var variant = model.Variants[v];
                if (v < model.Variants.Length - 1) writer.Line($"if (batch.Has<{variant.Targets[0].Type}>(\"target\"))").Line("    return " + Call(variant) + ";");
                else writer.Line("return " + Call(variant) + ";");
            }

            string Call(LossVariant variant) =>
                $"ForwardBackward(pass, {model.InputArguments}{string.Concat(variant.Targets.Select(t => $", batch.Get<{t.Type}>({SurfaceModel.Quoted(t.Name)})"))}, {gradients}mode, weights)";
        }
        writer.Line();
    }

    private static void EmitEvaluate(CodeWriter writer, SurfaceModel model)
    {
        writer.Line("/// <inheritdoc/>");
        using (writer.Braces($"public {model.Real} Evaluate(global::NetGen.Pass pass, global::NetGen.Batch batch, global::System.Span<{model.Real}> output)"))
        {
            EmitBatchColumns(writer, model);
            EmitCount(writer, model);
            CheckLength(writer, model, "output", "OutputLength");
            if (model.Variants.Length > 1)
            {
                using (writer.Braces("if (batch.Has<int>(\"target\"))")) Body(model.Variants[0]);
                using (writer.Braces("else")) Body(model.Variants[1]);
            }
            else
            {
                Body(model.Variants[0]);
            }

            void Body(LossVariant variant)
            {
                foreach (var target in variant.Targets) writer.Line($"var {target.Identifier} = batch.Get<{target.Type}>({SurfaceModel.Quoted(target.Name)});");
                EmitTargetChecks(writer, model, variant);
                writer.Line($"""
                    ref {model.Real} weight = ref global::NetGen.CompilerServices.Arguments.Weights(typeof({model.Name}), pass, weights, count);
                    pass.Begin({Content}.Evaluation, count);
                    return Programs.{Identifiers.Member(variant.Evaluate)}(
                        Parameters, ref pass.Arena<{model.Real}>(), pass.Capacity, count,
                        {StepColumns(model, variant.Evaluate)}
                        ref {Reference("output")});
                    """);
            }
        }
        writer.Line();
    }

    /// <summary>Training and evaluation on arrays.</summary>
    private static void EmitFit(CodeWriter writer, SurfaceModel model, LossVariant variant)
    {
        string columns = string.Concat(model.Inputs.Select(i => $"{i.Type}[] {i.Identifier}, ")) + string.Concat(variant.Targets.Select(t => $"{t.Type}[] {t.Identifier}, "));
        string network = $"global::NetGen.NetworkTraining.{{0}}<{model.Name}, {model.Real}>";
        string data = $"global::NetGen.CompilerServices.Columns.Dataset(weights{string.Concat(model.Inputs.Where(i => i.IsBatched).Select(i => Column(i.Name, i.Type, i.Identifier, i.Shape)))}{string.Concat(variant.Targets.Select(t => Column(t.Name, t.Type, t.Identifier, t.Shape)))})"
            + string.Concat(model.Inputs.Where(i => !i.IsBatched).Select(i => $"\n    .WithPerBatch({SurfaceModel.Quoted(i.Name)}, {i.Identifier}, {SurfaceModel.Dimensions(i.Shape)})"));

        writer.Line("/// <summary>Trains on arrays, as <c>Fit</c> does on a dataset of the same columns: they are checked before anything is changed.</summary>");
        Documentation();
        writer.Line("""
            /// <param name="options">How it trains; one epoch of Adam by default.</param>
            /// <param name="progress">Told after every step and epoch.</param>
            /// <param name="cancellationToken">Ends the training between two steps.</param>
            /// <param name="weights">What each sample counts in the loss; null where all count the same.</param>
            /// <returns>The epochs and why it ended.</returns>
            """);
        writer.Line($"public global::NetGen.TrainingResult Fit(\n    {columns}global::NetGen.FitOptions? options = null,\n    "
            + "global::System.IProgress<global::NetGen.TrainingProgress>? progress = null, global::System.Threading.CancellationToken cancellationToken = default, "
            + $"{model.Real}[]? weights = null) =>");
        using (writer.Indent()) writer.Line($"{string.Format(network, "Fit")}(this, {data}, options, progress, cancellationToken);").Line();

        writer.Line("/// <summary>Measures the network on arrays, in inference mode.</summary>");
        Documentation();
        writer.Line("""
            /// <param name="batchSize">Samples computed at once, at least 1.</param>
            /// <param name="weights">What each sample counts in the loss; null where all count the same.</param>
            """);
        writer.Line($"public global::NetGen.Evaluation Evaluate({columns}int batchSize = 256, {model.Real}[]? weights = null) =>");
        using (writer.Indent()) writer.Line($"{string.Format(network, "Evaluate")}(this, {data}, batchSize);").Line();

        static string Column(string name, string type, string identifier, Shape shape) => $",\n    global::NetGen.CompilerServices.Columns.Of<{type}>({SurfaceModel.Quoted(name)}, {identifier}, {SurfaceModel.Dimensions(shape)})";

        void Documentation()
        {
            InputDocumentation(writer, model);
            foreach (var target in variant.Targets) writer.Line($"/// <param name=\"{target.Plain}\">{TargetText(model, target)}</param>");
        }
    }

    private static void EmitBatchColumns(CodeWriter writer, SurfaceModel model)
    {
        foreach (var input in model.Inputs) writer.Line($"var {input.Identifier} = {BatchColumn(model, input)};");
        writer.Line($"var weights = global::NetGen.CompilerServices.Arguments.WeightsOf<{model.Real}>(batch);");
    }

    /// <summary>A network without a loss has the interface's members all the same, but not in sight.</summary>
    private static void EmitNoLoss(CodeWriter writer, SurfaceModel model)
    {
        string network = $"global::NetGen.INetwork<{model.Name}, {model.Real}>";
        string reason = SurfaceModel.Quoted($"{model.DisplayName} declares no loss, so it can't be trained or evaluated on targets: add one, such as [SquaredErrorLoss], or use Forward and Backward with a gradient of your own.");
        writer.Line($"""
            {model.Real} {network}.ForwardBackward(global::NetGen.Pass pass, global::NetGen.Batch batch, global::NetGen.GradientMode mode) =>
                throw new global::System.InvalidOperationException({reason});

            {model.Real} {network}.Evaluate(global::NetGen.Pass pass, global::NetGen.Batch batch, global::System.Span<{model.Real}> output) =>
                throw new global::System.InvalidOperationException({reason});

            """);
    }
}
