using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

internal static partial class SurfaceEmitter
{
    private const string Content = "global::NetGen.CompilerServices.PassContent";

    private static void EmitPasses(CodeWriter writer, SurfaceModel model)
    {
        writer.Line($"""
            /// <summary>Makes the memory for the activations of one batch. Several may live at once; one is used by one thread at a time.</summary>
            /// <param name="capacity">The largest number of samples in a batch, at least 1.</param>
            public global::NetGen.Pass CreatePass(int capacity) =>
                new(typeof({model.Name}), capacity, Description.PassBytesPerSample, Description.PassBytesFixed, {model.TargetLength} * sizeof({model.Real}));

            """);
        EmitForward(writer, model);
        EmitBackward(writer, model);
    }

    private static void EmitForward(CodeWriter writer, SurfaceModel model)
    {
        writer.Line("/// <summary>Computes the outputs of a batch and keeps what <c>Backward</c> needs in the pass.</summary>")
            .Line("/// <param name=\"pass\">One of this network, of at least the batch's size.</param>");
        InputDocumentation(writer, model);
        const string Training = "/// <param name=\"training\">True for training (dropout drops, batch normalisation uses the batch), false for inference.</param>";
        const string Returns = "/// <returns>The outputs, sample after sample: memory of the pass, which the next <c>Forward</c> overwrites.</returns>";
        string header = $"public global::System.ReadOnlySpan<{model.Real}> Forward(global::NetGen.Pass pass, {model.InputParameters}, ";
        if (model.HasFurther)
        {
            writer.Line(Training).Line(Returns);
            writer.Line($"{header}bool training = true) =>");
            using (writer.Indent()) writer.Line($"Forward(pass, {model.InputArguments}, {string.Concat(model.Further.Select(_ => "out _, "))}training);").Line();
            writer.Line("/// <summary>Computes all results of a batch and keeps what <c>Backward</c> needs in the pass.</summary>")
                .Line("/// <param name=\"pass\">One of this network, of at least the batch's size.</param>");
            InputDocumentation(writer, model);
            foreach (var result in model.Further) writer.Line($"/// <param name=\"{result.Plain}\">{result.Shape} for each sample: memory of the pass.</param>");
        }
        writer.Line(Training).Line(Returns);
        using (writer.Braces($"{header}{string.Concat(model.Further.Select(r => $"out global::System.ReadOnlySpan<{model.Real}> {r.Identifier}, "))}bool training = true)"))
        {
            EmitCount(writer, model);
            writer.Line("// Backward reads the input again, when the caller's may be gone.");
            foreach (var input in model.Inputs)
                writer.Line($"ref {input.Type} kept{Number(input.Index)} = ref pass.Keep({Number(input.Index)}, {input.Identifier}, {input.Length});");
            writer.Line($"var results = pass.Results<{model.Real}>(count, OutputLength);");
            foreach (var (result, slot) in model.Further.Select((r, i) => (r, i)))
                writer.Line($"{result.Identifier} = pass.Further<{model.Real}>({Number(slot)}, {Number(model.Inputs.Length)}, count, {result.Length});");
            string arguments =
                $"\n    Parameters, ref pass.Arena<{model.Real}>(), pass.Capacity, count,\n"
                + $"    {model.ColumnArguments(FunctionAssembly.Train, name => "kept" + Number(model.Inputs.First(i => i.Name == name).Index), ColumnRole.Input)} ref {Reference("results")}{string.Concat(model.Further.Select(r => $", ref {Reference(r.Identifier)}"))}";
            if (model.HasProbe)
            {
                using (writer.Braces("if (training)"))
                    writer.Line("Parameters.Step++;").Line($"pass.Begin({Content}.Training, count);").Line($"Programs.TrainForward({arguments});");
                using (writer.Braces("else"))
                    writer.Line($"pass.Begin({Content}.Inference, count);").Line($"Programs.ProbeForward({arguments});");
            }
            else
            {
                writer.Line($"""
                    // Training and inference are the same for this network.
                    if (training) Parameters.Step++;
                    pass.Begin(training ? {Content}.Training : {Content}.Inference, count);
                    """);
                writer.Line($"Programs.TrainForward({arguments});");
            }
            writer.Line("return results;");
        }
        writer.Line();
    }

    private static void EmitBackward(CodeWriter writer, SurfaceModel model)
    {
        writer.Line("""
            /// <summary>Computes the gradients of a loss of your own, from its gradient with respect to the outputs of the last <c>Forward</c>.</summary>
            /// <param name="pass">What <c>Forward</c> filled; its activations are used up.</param>
            """);
        foreach (var result in model.Results)
            writer.Line($"/// <param name=\"{result.Gradient}\">The gradient of the loss with respect to {(model.HasFurther ? $"<c>{result.Plain}</c>" : "the outputs")}, sample after sample{(model.HasFurther ? "; empty for zero" : "")}.</param>");
        GradientDocumentation(writer, model);
        writer.Line("""
            /// <exception cref="global::System.InvalidOperationException">The pass was not filled by <c>Forward</c>.</exception>
            /// <exception cref="global::System.ArgumentException">The pass is of another network, or a length is wrong.</exception>
            """);
        using (writer.Braces($"public void Backward(\n    global::NetGen.Pass pass, {string.Concat(model.Results.Select(r => $"global::System.ReadOnlySpan<{model.Real}> {r.Gradient}, ")).TrimEnd()}\n    {GradientParameters(model, optional: true)})"))
        {
            writer.Line($"global::NetGen.CompilerServices.Arguments.Filled(typeof({model.Name}), pass);").Line("int count = pass.Count;");
            foreach (var result in model.Results) CheckLength(writer, model, result.Gradient, result.Length, optional: model.HasFurther);
            EmitGradientChecks(writer, model);
            if (model.HasProbe) writer.Line($"bool training = pass.Content == {Content}.Training;");
            EmitBeginGradients(writer, model, FunctionAssembly.Train);
            writer.Line($"pass.Begin({Content}.Consumed, count);");
            string arguments =
                $"\n    Parameters, ref pass.Arena<{model.Real}>(), pass.Capacity, count,\n    "
                + model.ColumnArguments(
                    FunctionAssembly.Train, name => model.Inputs.First(i => i.Name == name) is var i ? $"pass.Column<{i.Type}>({Number(i.Index)}, {i.Length})" : "", ColumnRole.Input)
                + $"\n    {string.Join(", ", model.Results.Select((r, i) => "ref " + OutputGradient(model, r, i)))}{GradientArguments(model, FunctionAssembly.Train, "\n    ")}";
            if (model.HasProbe)
            {
                using (writer.Braces("if (training)")) writer.Line($"Programs.TrainBackward({arguments});");
                using (writer.Braces("else")) writer.Line($"Programs.ProbeBackward({arguments});");
            }
            else
            {
                writer.Line($"Programs.TrainBackward({arguments});");
            }
            EmitEndGradients(writer, model, FunctionAssembly.Train);
        }
        writer.Line();
    }

    /// <summary>A reference to the gradient of a result; to zeros, where there are several and it was left out.</summary>
    private static string OutputGradient(SurfaceModel model, ResultColumn result, int index) =>
        model.HasFurther
            ? $"global::NetGen.CompilerServices.Arguments.OrZeros({result.Gradient}, pass.Further<{model.Real}>({Number(model.Results.Length - 1 + index)}, {Number(model.Inputs.Length)}, count, {result.Length}))"
            : Reference(result.Gradient);

    private static void EmitCount(CodeWriter writer, SurfaceModel model)
    {
        var first = model.Counted;
        writer.Line($"int count = global::NetGen.CompilerServices.Arguments.Samples(typeof({model.Name}), pass, \"{first.Plain}\", {first.Identifier}.Length, {first.Length});");
        CheckOthers(writer, model, model.Inputs, first);
    }

    private static void EmitGradientChecks(CodeWriter writer, SurfaceModel model)
    {
        foreach (var input in model.RealInputs) CheckLength(writer, model, input.Gradient, input.Length, optional: true);
    }

    private static void EmitBeginGradients(CodeWriter writer, SurfaceModel model, string function)
    {
        if (model.HasParameterGradients(function)) writer.Line("bool parameterGradients = global::NetGen.CompilerServices.GradientModes.Begin(Parameters, mode);");
    }

    private static void EmitEndGradients(CodeWriter writer, SurfaceModel model, string function)
    {
        if (model.HasParameterGradients(function)) writer.Line("global::NetGen.CompilerServices.GradientModes.End(Parameters, mode);");
    }

    private static string GradientParameters(SurfaceModel model, bool optional) =>
        string.Concat(model.RealInputs.Select(i => $"global::System.Span<{model.Real}> {i.Gradient}{(optional ? " = default" : "")}, "))
        + $"global::NetGen.GradientMode mode{(optional ? " = global::NetGen.GradientMode.Overwrite" : "")}";

    /// <param name="line">What stands before them: a line break, or nothing where they fit.</param>
    private static string GradientArguments(SurfaceModel model, string function, string line = " ") =>
        string.Concat(model.RealInputs.Select(i => $",{line}ref global::NetGen.CompilerServices.Arguments.Optional({i.Gradient})"))
        + (model.HasParameterGradients(function) ? ", parameterGradients" : "");

    private static void GradientDocumentation(CodeWriter writer, SurfaceModel model)
    {
        foreach (var input in model.RealInputs)
            writer.Line($"/// <param name=\"{input.Gradient}\">Receives the gradient with respect to <paramref name=\"{input.Plain}\"/>, of its length; empty where it is not wanted.</param>"
                .Replace($"<paramref name=\"{input.Plain}\"/>", $"<c>{input.Plain}</c>"));
        writer.Line("/// <param name=\"mode\">Whether the gradients of the parameters are replaced, added to, or left alone.</param>");
    }

    private static string Number(long value) => SurfaceModel.Number(value);
}
