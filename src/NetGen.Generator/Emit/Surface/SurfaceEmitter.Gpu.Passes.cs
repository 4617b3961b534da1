using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

/// <content><c>Forward</c> and <c>Backward</c> on a device: results are copied to the pass, gradients of results from the caller.</content>
internal static partial class SurfaceEmitter
{
    private sealed partial class GpuMembers
    {
        private void EmitForward()
        {
            writer.Line("/// <summary>Computes the results of a batch and keeps what <c>Backward</c> needs on the device.</summary>")
                .Line("/// <param name=\"pass\">One of this network on this device, of at least the batch's size.</param>");
            InputDocumentation(writer, model);
            foreach (var result in model.Further) writer.Line($"/// <param name=\"{result.Plain}\">{result.Shape} for each sample: memory of the pass.</param>");
            writer.Line("""
                /// <param name="training">True for training (dropout drops, batch normalisation uses the batch), false for inference.</param>
                /// <returns>The outputs, sample after sample: memory of the pass, which the next <c>Forward</c> overwrites.</returns>
                """);
            string further = string.Concat(model.Further.Select(r => $"out global::System.ReadOnlySpan<float> {r.Identifier}, "));
            using (writer.Braces($"public global::System.ReadOnlySpan<float> Forward(global::NetGen.Pass pass, {model.InputParameters}, {further}bool training = true)"))
            {
                EmitCount(writer, model);
                writer.Line($"var device = Of(pass);\nvar results = pass.Results<float>(count, OutputLength);\nvar result0 = device.Buffer({Slot("result")}, OutputLength);");
                foreach (var (result, i) in model.Further.Select((r, i) => (r, i)))
                    writer.Line($"var host{i + 1} = pass.Further<float>({i}, {model.Inputs.Length}, count, {result.Length});\nvar result{i + 1} = device.Buffer({Slot("result " + result.Name)}, {result.Length});");
                writer.Line($"if (training) _host.Parameters.Step++;\npass.Begin(training ? {Content}.Training : {Content}.Inference, count);");
                Run("Forward", Columns(FunctionAssembly.Train, name => model.Inputs.First(i => i.Name == name).Identifier, ColumnRole.Input)
                    + string.Join(", ", model.Results.Select((_, i) => $"Floats(result{i})")));
                writer.Line("result0.Download(results);");
                foreach (var (result, i) in model.Further.Select((r, i) => (r, i))) writer.Line($"result{i + 1}.Download(host{i + 1});\n{result.Identifier} = host{i + 1};");
                writer.Line("return results;");
            }
            writer.Line();
        }

        private void EmitBackward()
        {
            writer.Line("""
                /// <summary>Computes the gradients of a loss of your own, from its gradient with respect to the outputs of the last <c>Forward</c>.</summary>
                /// <param name="pass">What <c>Forward</c> filled; its activations are used up.</param>
                """);
            foreach (var result in model.Results)
                writer.Line($"/// <param name=\"{result.Gradient}\">The gradient of the loss with respect to {(model.HasFurther ? $"<c>{result.Plain}</c>" : "the outputs")}, sample after sample{(model.HasFurther ? "; empty for zero" : "")}.</param>");
            GradientDocumentation(writer, model);
            writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">The pass was not filled by <c>Forward</c>.</exception>");
            string gradients = string.Concat(model.Results.Select(r => $"global::System.ReadOnlySpan<float> {r.Gradient}, ")).TrimEnd();
            using (writer.Braces($"public void Backward(\n    global::NetGen.Pass pass, {gradients}\n    {GradientParameters(model, optional: true)})"))
            {
                writer.Line($"global::NetGen.CompilerServices.Arguments.Filled(typeof({model.Name}), pass);\nint count = pass.Count;");
                foreach (var result in model.Results) CheckLength(writer, model, result.Gradient, result.Length, optional: model.HasFurther);
                EmitGradientChecks(writer, model);
                writer.Line("var device = Of(pass);");
                if (model.HasProbe) writer.Line($"bool training = pass.Content == {Content}.Training;");
                bool hasGradients = model.HasParameterGradients(FunctionAssembly.Train);
                if (hasGradients) writer.Line("bool parameterGradients = _parameters.BeginGradients(mode);");
                writer.Line($"pass.Begin({Content}.Consumed, count);");
                foreach (var input in model.RealInputs)
                    writer.Line($"var {GradientBuffer(input)} = {input.Gradient}.IsEmpty ? null : device.Buffer({Slot(input.Name + " gradient")}, {input.Length});");
                string columns = string.Concat(model.Module.Find(FunctionAssembly.Train)!.Columns.Where(c => c.Role == ColumnRole.Input).Select(c => ColumnOf(c, _ => null)));
                string given = string.Join(", ", model.Results.Select((r, i) => $"Floats(device.Upload({Slot("gradient of " + r.Name)}, {Given(r, i)}, {r.Length}))"));
                Run("Backward", columns + given + string.Concat(model.RealInputs.Select(i => $", Optional({GradientBuffer(i)})")) + (hasGradients ? ", parameterGradients" : ""));
                if (hasGradients) writer.Line("_parameters.EndGradients(mode);");
                foreach (var input in model.RealInputs) writer.Line($"{GradientBuffer(input)}?.Download({input.Gradient});");
            }
            writer.Line();
        }

        /// <summary>Runs a phase of the training function, or of the one for inference where they differ.</summary>
        private void Run(string phase, string arguments)
        {
            if (!model.HasProbe)
            {
                writer.Line($"RunTrain{phase}(device, count, {arguments});");
                return;
            }
            writer.Line($"if (training) RunTrain{phase}(device, count, {arguments});\nelse RunProbe{phase}(device, count, {arguments});");
        }

        /// <summary>The gradient of a result; zeros, where there are several and it was left out.</summary>
        private string Given(ResultColumn result, int index) => !model.HasFurther ? result.Gradient
            : $"global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref global::NetGen.CompilerServices.Arguments.OrZeros({result.Gradient}, "
                + $"pass.Further<float>({Number(model.Results.Length - 1 + index)}, {Number(model.Inputs.Length)}, count, {result.Length})), count * {result.Length})";
    }
}
