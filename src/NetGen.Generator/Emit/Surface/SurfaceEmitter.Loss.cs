using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

internal static partial class SurfaceEmitter
{
    private static void EmitLoss(CodeWriter writer, SurfaceModel model)
    {
        if (model.TakesIndices) EmitStep(writer, model, FunctionAssembly.StepIndices, indices: true);
        if (model.TakesReal) EmitStep(writer, model, FunctionAssembly.Step, indices: false);
        EmitBatchStep(writer, model);
        EmitEvaluate(writer, model);
    }

    /// <summary>The public member, and the private one that takes sample weights too.</summary>
    private static void EmitStep(CodeWriter writer, SurfaceModel model, string function, bool indices)
    {
        string target = indices ? "int" : model.Real;
        writer.Line("/// <summary>Computes the loss of a batch and its gradients, in training mode. The pass keeps the scores.</summary>")
            .Line("/// <param name=\"pass\">One of this network, of at least the batch's size.</param>");
        InputDocumentation(writer, model);
        writer.Line(indices
            ? $"/// <param name=\"target\">The index of the right class of each sample, from 0 to {Number(model.Classes - 1)}.</param>"
            : $"/// <param name=\"target\">The right outputs, {model.ScoresShape} for each sample.</param>");
        GradientDocumentation(writer, model);
        writer.Line("""
            /// <returns>The loss: the mean over the samples, plus penalties.</returns>
            /// <exception cref="global::System.ArgumentException">A length is wrong, a target is not one, or the pass is of another network; nothing has changed then.</exception>
            """);
        writer.Line($"""
            public {model.Real} ForwardBackward(
                global::NetGen.Pass pass, {model.InputParameters}, global::System.ReadOnlySpan<{target}> target,
                {GradientParameters(model, optional: true)}) =>
                ForwardBackward(pass, {model.InputArguments}, target, weights: default, {string.Concat(model.RealInputs.Select(i => i.Gradient + ", "))}mode);

            """);

        using (writer.Braces(
            $"private {model.Real} ForwardBackward(\n    global::NetGen.Pass pass, {model.InputParameters}, global::System.ReadOnlySpan<{target}> target,\n    "
            + $"global::System.ReadOnlySpan<{model.Real}> weights, {GradientParameters(model, optional: false)})"))
        {
            EmitCount(writer, model);
            EmitTargetCheck(writer, model, indices);
            EmitGradientChecks(writer, model);
            writer.Line($"ref {model.Real} weight = ref global::NetGen.CompilerServices.Arguments.Weights(typeof({model.Name}), pass, weights, count);");
            EmitBeginGradients(writer, model, function);
            writer.Line($"""
                Parameters.Step++;
                pass.Begin({Content}.Step, count);
                {model.Real} loss = Programs.{Identifiers.Member(function)}(
                    Parameters, ref pass.Arena<{model.Real}>(), pass.Capacity, count,
                    {string.Concat(model.Inputs.Select(i => $"ref {Reference(i.Identifier)}, "))}
                    ref {Reference("target")}, ref weight,
                    ref {Reference($"pass.Scores<{model.Real}>()")}{GradientArguments(model, function, "\n    ")});
                """);
            EmitEndGradients(writer, model, function);
            writer.Line("return loss;");
        }
        writer.Line();
    }

    private static void EmitTargetCheck(CodeWriter writer, SurfaceModel model, bool indices) => writer.Line(
        indices
            ? $"global::NetGen.CompilerServices.Arguments.Labels(typeof({model.Name}), target, count, {Number(model.Classes)});"
            : $"global::NetGen.CompilerServices.Arguments.Targets(typeof({model.Name}), target, count, {model.TargetLength});");

    private static void EmitBatchStep(CodeWriter writer, SurfaceModel model)
    {
        string gradients = string.Concat(model.RealInputs.Select(i => $"{i.Gradient}, "));
        writer.Line($"""
            /// <inheritdoc/>
            public {model.Real} ForwardBackward(
                global::NetGen.Pass pass, global::NetGen.Batch batch, global::NetGen.GradientMode mode = global::NetGen.GradientMode.Overwrite) =>
                ForwardBackward(pass, batch, {string.Concat(model.RealInputs.Select(i => $"{i.Gradient}: default, "))}mode: mode);

            """);
        using (writer.Braces($"private {model.Real} ForwardBackward(\n    global::NetGen.Pass pass, global::NetGen.Batch batch, {GradientParameters(model, optional: false)})"))
        {
            EmitBatchColumns(writer, model);
            if (model.TakesIndices && model.TakesReal) writer.Line("if (batch.Has<int>(\"target\"))").Line("    return " + Call("int") + ";");
            writer.Line("return " + Call(model.TakesReal ? model.Real : "int") + ";");

            string Call(string type) => $"ForwardBackward(pass, {model.InputArguments}, batch.Get<{type}>(\"target\"), weights, {gradients}mode)";
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
            if (model.TakesIndices && model.TakesReal)
            {
                using (writer.Braces("if (batch.Has<int>(\"target\"))")) Body(indices: true);
                using (writer.Braces("else")) Body(indices: false);
            }
            else
            {
                Body(model.TakesIndices);
            }

            void Body(bool indices)
            {
                writer.Line($"var target = batch.Get<{(indices ? "int" : model.Real)}>(\"target\");");
                EmitTargetCheck(writer, model, indices);
                writer.Line($"""
                    ref {model.Real} weight = ref global::NetGen.CompilerServices.Arguments.Weights(typeof({model.Name}), pass, weights, count);
                    pass.Begin({Content}.Evaluation, count);
                    return Programs.{Identifiers.Member(indices ? FunctionAssembly.EvaluateIndices : FunctionAssembly.Evaluate)}(
                        Parameters, ref pass.Arena<{model.Real}>(), pass.Capacity, count,
                        {string.Concat(model.Inputs.Select(i => $"ref {Reference(i.Identifier)}, "))}
                        ref {Reference("target")}, ref weight,
                        ref {Reference("output")});
                    """);
            }
        }
        writer.Line();
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
