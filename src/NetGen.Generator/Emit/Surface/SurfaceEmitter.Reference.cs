namespace NetGen.Compiler.Emit.Surface;

internal static partial class SurfaceEmitter
{
    private const string Check = "global::NetGen.CompilerServices.GradientCheck";

    private static void EmitReference(CodeWriter writer, SurfaceModel model)
    {
        EmitTrace(writer, model);
        if (!model.HasLoss)
        {
            EmitCheckOfDirection(writer, model);
            return;
        }
        foreach (var variant in model.Variants) EmitCheckOverload(writer, model, variant);
        EmitCheckOfBatch(writer, model);
    }

    private static void EmitTrace(CodeWriter writer, SurfaceModel model)
    {
        writer.Line("/// <summary>Every named value on the way to a prediction, computed by the reference interpreter: slow, and says where the first NaN arose.</summary>");
        InputDocumentation(writer, model);
        using (writer.Braces($"public global::System.Collections.Generic.IReadOnlyDictionary<string, global::NetGen.Activation> Trace({model.InputParameters})"))
        {
            EmitBatch(writer, model);
            writer.Line("return global::NetGen.CompilerServices.Tracing.Trace(Parameters, Graph.Text, batch);");
        }
        writer.Line();
    }

    private static void EmitCheckSummary(CodeWriter writer) => writer.Line("""
        /// <summary>Compares the compiled gradients, of a copy, with those of the reference interpreter in double, and these with finite differences: slow, for tests.</summary>
        """);

    private static void EmitCheckOverload(CodeWriter writer, SurfaceModel model, LossVariant variant)
    {
        EmitCheckSummary(writer);
        InputDocumentation(writer, model, "A few samples");
        foreach (var target in variant.Targets) writer.Line($"/// <param name=\"{target.Plain}\">{(target.Classes > 0 ? $"The index of the right class of each {(target.Shape.Rank == 0 ? "sample" : $"of {target.Shape} positions of each sample")}." : "The right outputs of each sample.")}</param>");
        using (writer.Braces($"public global::NetGen.GradientReport CheckGradients({model.InputParameters}{variant.Parameters})"))
        {
            EmitBatch(writer, model);
            foreach (var target in variant.Targets) writer.Line($"batch.Set<{target.Type}>({SurfaceModel.Quoted(target.Name)}, {target.Identifier}.ToArray());");
            writer.Line("return CheckGradients(batch);");
        }
        writer.Line();
    }

    private static void EmitCheckOfBatch(CodeWriter writer, SurfaceModel model)
    {
        EmitCheckSummary(writer);
        writer.Line("/// <param name=\"batch\">A few samples: inputs, targets and, where wanted, sample weights.</param>");
        using (writer.Braces("public global::NetGen.GradientReport CheckGradients(global::NetGen.Batch batch)"))
        {
            foreach (var input in model.RealInputs) writer.Line($"var {input.Gradient} = new {model.Real}[{BatchColumn(model, input)}.Length];");
            string function = model.Variants.Length > 1 ? "batch.Has<int>(\"target\") ? \"stepIndices\" : \"step\"" : $"\"{model.Variants[0].Step}\"";
            EmitHyperparameters(writer, model);
            writer.Line($"""
                var copy = Clone();
                var pass = copy.CreatePass(global::System.Math.Max(1, batch.Count));
                {model.Real} loss = copy.ForwardBackward(pass, batch, {string.Concat(model.RealInputs.Select(i => $"{i.Gradient}, "))}global::NetGen.GradientMode.Overwrite);
                string function = {function};
                return {Check}.Compare(Parameters, copy.Parameters, Graph.Text, function, batch, loss, [{string.Join(", ", model.RealInputs.Select(i => i.Gradient))}]);
                """);
        }
        writer.Line();
    }

    /// <summary>Without a loss, what is differentiated is the outputs' sum, weighted by fixed numbers.</summary>
    private static void EmitCheckOfDirection(CodeWriter writer, SurfaceModel model)
    {
        EmitCheckSummary(writer);
        writer.Line("/// <remarks>The network has no loss: what is differentiated is a sum of its outputs, weighted by fixed numbers.</remarks>");
        InputDocumentation(writer, model, "A few samples");
        using (writer.Braces($"public global::NetGen.GradientReport CheckGradients({model.InputParameters})"))
        {
            EmitBatch(writer, model);
            foreach (var input in model.RealInputs) writer.Line($"var {input.Gradient} = new {model.Real}[{input.Identifier}.Length];");
            string Weights(int i) => "weights" + (i == 0 ? "" : Number(i));
            writer.Line("var copy = Clone();").Line("var pass = copy.CreatePass(global::System.Math.Max(1, batch.Count));");
            for (int i = 0; i < model.Results.Length; i++)
                writer.Line($"var {Weights(i)} = {Check}.Weights<{model.Real}>(batch.Count * {model.Results[i].Length});").Line($"batch.Set<{model.Real}>({SurfaceModel.Quoted(model.Results[i].Gradient)}, {Weights(i)});");
            writer.Line($"{model.Real} loss = {Check}.Dot(copy.Forward(pass, {model.InputArguments}{string.Concat(model.Further.Select(r => $", out var {r.Identifier}"))}), weights);");
            foreach (var (result, i) in model.Further.Select((r, i) => (r, i + 1))) writer.Line($"loss += {Check}.Dot({result.Identifier}, {Weights(i)});");
            writer.Line($"""
                copy.Backward(pass, {string.Join(", ", model.Results.Select((_, i) => Weights(i)))}{string.Concat(model.RealInputs.Select(i => $", {i.Gradient}"))});
                return {Check}.Compare(Parameters, copy.Parameters, Graph.Text, "train", batch, loss, [{string.Join(", ", model.RealInputs.Select(i => i.Gradient))}]);
                """);
        }
        writer.Line();
    }

    private static void EmitBatch(CodeWriter writer, SurfaceModel model)
    {
        var first = model.Counted;
        writer.Line(
            $"var batch = new global::NetGen.Batch {{ Count = global::NetGen.CompilerServices.Arguments.Samples(typeof({model.Name}), \"{first.Plain}\", {first.Identifier}.Length, {first.Length}) }};");
        foreach (var input in model.Inputs) writer.Line($"batch.Set<{input.Type}>({SurfaceModel.Quoted(input.Name)}, {input.Identifier}.ToArray());");
        EmitHyperparameters(writer, model);
    }

    /// <summary>The interpreter reads hyperparameters from the batch.</summary>
    private static void EmitHyperparameters(CodeWriter writer, SurfaceModel model)
    {
        foreach (var hyperparameter in model.Definition.Hyperparameters)
            writer.Line($"batch.Set<{model.Real}>({SurfaceModel.Quoted(hyperparameter.Name)}, new[] {{ {Identifiers.Field(hyperparameter.Name)} }});");
    }
}
