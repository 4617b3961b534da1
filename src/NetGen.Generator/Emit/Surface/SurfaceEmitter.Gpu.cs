using NetGen.Compiler.Declaration;
using NetGen.Compiler.Emit.Gpu;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

/// <content>
/// <c>X.Gpu.g.cs</c>: the class <c>X.Gpu</c> with the members of the network on a device. They check their arguments as those of the processor do, copy columns to the
/// device, and run the programs of <see cref="DeviceProgram"/>.
/// </content>
internal static partial class SurfaceEmitter
{
    public static string EmitGpu(NetworkDefinition definition, Module module)
    {
        var writer = new CodeWriter();
        var model = new SurfaceModel(definition, module);
        using (GeneratedFile.Open(writer, definition.Type))
        {
            writer.Line($$"""
                /// <summary>Copies the network to a device of ILGPU, where the result predicts and trains.</summary>
                /// <param name="accelerator">The device; its context must have been made with <c>EnableAlgorithms</c>.</param>
                /// <returns>The network on the device, to be disposed before the accelerator is.</returns>
                /// <exception cref="global::System.NotSupportedException">The device has no warps of 32 threads, or no groups of 256.</exception>
                public Gpu OnAccelerator(Accelerator accelerator) => new(this, accelerator);

                /// <summary>
                /// The network on a device, where its parameters live: this network and the one that it was made of know nothing of each other until <see cref="CopyTo"/>
                /// and <see cref="CopyFrom"/>. One thread at a time uses it.
                /// </summary>
                """);
            var device = new CodeWriter();
            using (device.Braces($"public sealed partial class Gpu : global::NetGen.INetwork<{model.Name}, float>, global::System.IDisposable")) new GpuMembers(device, model).Emit();

            // Passes of a device are not those of the processor.
            writer.Line(device.ToString().Replace($"typeof({model.Name})", "typeof(Gpu)").TrimEnd('\n'));
        }
        return DeviceNames.InFull(writer.ToString());
    }

    /// <summary>The members of one network on a device.</summary>
    private sealed partial class GpuMembers(CodeWriter writer, SurfaceModel model)
    {
        private readonly Dictionary<string, int> _slots = [];

        private string Slot(string name)
        {
            if (!_slots.TryGetValue(name, out int slot)) _slots.Add(name, slot = _slots.Count);
            return Number(slot);
        }

        public void Emit()
        {
            EmitConstruction();
            EmitParameters();
            EmitPrediction();
            EmitPasses();
            EmitForward();
            EmitBackward();
            if (model.HasLoss) EmitTraining();
            else EmitNoLoss(writer, model);
            EmitMemory();
        }

        private void EmitConstruction()
        {
            writer.Line($$"""
                private readonly {{model.Name}} _host;
                private readonly IlgpuMemory _memory;
                private readonly DeviceParameters _parameters;
                private readonly DeviceLaunches _launch;
                private readonly ArrayView<float> _constants;
                private DevicePass? _predictions;

                internal Gpu({{model.Name}} model, Accelerator accelerator)
                {
                    global::System.ArgumentNullException.ThrowIfNull(accelerator);
                    if (accelerator.WarpSize < 32 || accelerator.MaxNumThreadsPerGroup < 256)
                        throw new global::System.NotSupportedException(
                            $"Kernels need warps of 32 threads and groups of 256, but the accelerator has {accelerator.WarpSize} and {accelerator.MaxNumThreadsPerGroup}. ILGPU's processor has them as new CPUDevice(32, 8, 1).");
                    _host = model.Clone();
                    _memory = new IlgpuMemory(accelerator);
                    _parameters = new DeviceParameters(_memory, _host.Parameters);
                    _launch = new DeviceLaunches(accelerator);
                    var constants = _memory.Allocate(Constants.Length);
                    constants.Upload(Constants);
                    _constants = Floats(constants);
                }

                static global::NetGen.NetworkSummary global::NetGen.INetwork<{{model.Name}}, float>.Summary => Description.Summary;

                static global::NetGen.NetworkSignature global::NetGen.INetwork<{{model.Name}}, float>.Signature => Description.Signature;

                """);
        }

        private void EmitParameters()
        {
            writer.Line($$"""
                /// <summary>
                /// The parameters, their gradients and the states, copied from the device where they have changed there; what is written to them is copied to the device before it is
                /// next used. Take it anew after each step: a set that is kept grows old.
                /// </summary>
                public global::NetGen.ParameterSet Parameters
                {
                    get
                    {
                        _parameters.Fetch();
                        return _host.Parameters;
                    }
                }

                global::NetGen.ParameterSet<float> global::NetGen.INetwork<{{model.Name}}, float>.Parameters => Parameters;

                /// <summary>Changes the parameters by the gradients of the last pass: one launch.</summary>
                /// <param name="optimizer">How they are changed; its moments live on the device too, and are copied back with the parameters.</param>
                /// <exception cref="global::System.InvalidOperationException">The optimizer keeps the moments of another network.</exception>
                public void Step(global::NetGen.Optimizer optimizer) => _memory.Update(_parameters, _parameters.BeginStep(optimizer));

                void global::NetGen.INetwork<{{model.Name}}, float>.ClipGradients(double? value, double? norm) => _parameters.ClipGradients(value, norm);

                /// <summary>Copies parameters and states to a network on the processor.</summary>
                /// <param name="model">The network, which is changed.</param>
                public void CopyTo({{model.Name}} model)
                {
                    global::System.ArgumentNullException.ThrowIfNull(model);
                    global::NetGen.CompilerServices.Copying.Copy(Parameters, model.Parameters);
                }

                /// <summary>Takes parameters and states from a network on the processor.</summary>
                /// <param name="model">The network.</param>
                public void CopyFrom({{model.Name}} model)
                {
                    global::System.ArgumentNullException.ThrowIfNull(model);
                    global::NetGen.CompilerServices.Copying.Copy(model.Parameters, Parameters);
                }

                /// <summary>A network on the processor with the same parameters and states.</summary>
                public {{model.Name}} Clone()
                {
                    _parameters.Fetch();
                    return _host.Clone();
                }

                """);
            foreach (var hyperparameter in model.Definition.Hyperparameters)
            {
                string name = Identifiers.Member(hyperparameter.Name);
                writer.Line($"/// <summary>The hyperparameter <c>{hyperparameter.Name}</c>, which every call reads.</summary>");
                using (writer.Braces($"public float {name}")) writer.Line($"get => _host.{name};\nset => _host.{name} = value;");
                writer.Line();
            }
        }

        private void EmitPrediction()
        {
            var first = model.Counted;
            writer.Line("/// <summary>Computes the predictions of any number of samples.</summary>");
            InputDocumentation(writer, model);
            writer.Line("/// <returns>The predictions, sample after sample.</returns>");
            using (writer.Braces($"public float[] Predict({model.InputParameters})"))
                writer.Line($"""
                    var output = new float[global::NetGen.CompilerServices.Arguments.Samples(typeof({model.Name}), "{first.Plain}", {first.Identifier}.Length, {first.Length}) * OutputLength];
                    Predict({model.InputArguments}, output);
                    return output;
                    """);
            writer.Line();
            writer.Line("/// <summary>Computes the predictions of any number of samples.</summary>");
            InputDocumentation(writer, model);
            writer.Line("/// <param name=\"output\">Receives the predictions, sample after sample.</param>");
            using (writer.Braces($"public void Predict({model.InputParameters}, global::System.Span<float> output)"))
            {
                writer.Line($"int count = global::NetGen.CompilerServices.Arguments.Samples(typeof({model.Name}), \"{first.Plain}\", {first.Identifier}.Length, {first.Length});");
                CheckOthers(writer, model, model.Inputs, first);
                CheckLength(writer, model, "output", "OutputLength");
                writer.Line("var device = ForPredictions(count);");
                using (writer.Braces("for (int start = 0; start < count; start += device.Capacity)"))
                {
                    writer.Line("int chunk = global::System.Math.Min(device.Capacity, count - start);");
                    writer.Line($"var result = device.Buffer({Slot("result")}, OutputLength);");
                    string columns = Columns(FunctionAssembly.Predict, name => model.Inputs.First(i => i.Name == name) is var input && input.IsBatched
                        ? $"{input.Identifier}.Slice(start * {input.Length}, chunk * {input.Length})" : model.Inputs.First(i => i.Name == name).Identifier, ColumnRole.Input);
                    writer.Line($"RunPredict(device, chunk, {columns}Floats(result));");
                    writer.Line("result.Download(output.Slice(start * OutputLength, chunk * OutputLength));");
                }
            }
            writer.Line();
            writer.Line($"""
                /// <inheritdoc/>
                public void Predict(global::NetGen.Batch batch, global::System.Span<float> output) =>
                    Predict({string.Join(", ", model.Inputs.Select(i => BatchColumn(model, i)))}, output);

                """);
            if (model.Classifies) EmitClassify(writer, model);
        }

        private void EmitPasses()
        {
            writer.Line($$"""
                /// <summary>Makes the memory on the device for the activations of one batch.</summary>
                /// <param name="capacity">The largest number of samples in a batch, at least 1.</param>
                public global::NetGen.Pass CreatePass(int capacity) => new(typeof({{model.Name}}), capacity, 0, 0, {{model.TargetLength}} * sizeof(float))
                {
                    Device = new DevicePass(_parameters, capacity, ArenaBytesPerSample, ArenaBytesFixed, {{model.TargetLength}}),
                };

                """);
        }

        private void EmitTraining()
        {
            foreach (var variant in model.Variants) EmitStep(variant);
            EmitBatchStep(writer, model);
            EmitEvaluate();
            foreach (var variant in model.Variants) EmitFit(writer, model, variant);
        }

        private void EmitStep(LossVariant variant)
        {
            writer.Line("/// <summary>Computes the loss of a batch and its gradients, in training mode. The pass keeps the scores.</summary>")
                .Line("/// <param name=\"pass\">One of this network on this device, of at least the batch's size.</param>");
            InputDocumentation(writer, model);
            foreach (var target in variant.Targets) writer.Line($"/// <param name=\"{target.Plain}\">{TargetText(model, target)}</param>");
            GradientDocumentation(writer, model);
            writer.Line("/// <param name=\"weights\">What each sample counts in the mean; empty where all count the same.</param>").Line("/// <returns>The loss: the weighted mean over the samples, plus penalties.</returns>");
            using (writer.Braces(
                $"public float ForwardBackward(\n    global::NetGen.Pass pass, {model.InputParameters}{variant.Parameters},\n    {GradientParameters(model, optional: true)}, global::System.ReadOnlySpan<float> weights = default)"))
            {
                EmitCount(writer, model);
                EmitTargetChecks(writer, model, variant);
                EmitGradientChecks(writer, model);
                writer.Line("var device = Of(pass);");
                EmitWeights();
                bool gradients = model.HasParameterGradients(variant.Step);
                if (gradients) writer.Line("bool parameterGradients = _parameters.BeginGradients(mode);");
                writer.Line($"_host.Parameters.Step++;\npass.Begin({Content}.Step, count);\nvar scores = device.Buffer({Slot("scores")}, {model.TargetLength});");
                foreach (var input in model.RealInputs)
                    writer.Line($"var {GradientBuffer(input)} = {input.Gradient}.IsEmpty ? null : device.Buffer({Slot(input.Name + " gradient")}, {input.Length});");
                writer.Line($"float loss = Run{Identifiers.Member(variant.Step)}(\n    device, count, {LossColumns(variant, variant.Step)}Floats(scores){string.Concat(model.RealInputs.Select(i => $", Optional({GradientBuffer(i)})"))}{(gradients ? ", parameterGradients" : "")});");
                writer.Line("device.SetScores(scores);");
                if (gradients) writer.Line("_parameters.EndGradients(mode);");
                foreach (var input in model.RealInputs) writer.Line($"{GradientBuffer(input)}?.Download({input.Gradient});");
                writer.Line("return loss;");
            }
            writer.Line();
        }

        private static string GradientBuffer(InputColumn input) => "gradientOf" + Number(input.Index);

        private void EmitWeights()
        {
            writer.Line($"ref float weight = ref global::NetGen.CompilerServices.Arguments.Weights(typeof({model.Name}), pass, weights, count);");
        }

        private void EmitEvaluate()
        {
            writer.Line("/// <inheritdoc/>");
            using (writer.Braces("public float Evaluate(global::NetGen.Pass pass, global::NetGen.Batch batch, global::System.Span<float> output)"))
            {
                EmitBatchColumns(writer, model);
                EmitCount(writer, model);
                CheckLength(writer, model, "output", "OutputLength");
                writer.Line($"var device = Of(pass);\nvar result = device.Buffer({Slot("result")}, OutputLength);\nfloat loss;");
                for (int v = 0; v < model.Variants.Length; v++)
                {
                    bool choice = model.Variants.Length > 1;
                    if (!choice) Body(model.Variants[v]);
                    else
                        using (writer.Braces(v == 0 ? "if (batch.Has<int>(\"target\"))" : "else")) Body(model.Variants[v]);
                }
                writer.Line("result.Download(output);\nreturn loss;");
            }
            writer.Line();

            void Body(LossVariant variant)
            {
                foreach (var target in variant.Targets) writer.Line($"var {target.Identifier} = batch.Get<{target.Type}>({SurfaceModel.Quoted(target.Name)});");
                EmitTargetChecks(writer, model, variant);
                EmitWeights();
                writer.Line($"pass.Begin({Content}.Evaluation, count);\nloss = Run{Identifiers.Member(variant.Evaluate)}(device, count, {LossColumns(variant, variant.Evaluate)}Floats(result));");
            }
        }

        /// <summary>The columns of a function with a loss, uploaded.</summary>
        private string LossColumns(LossVariant variant, string function) => Columns(
            function,
            name => name == FunctionAssembly.Weight ? "global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref weight, count)"
                : model.Inputs.FirstOrDefault(i => i.Name == name)?.Identifier ?? Identifiers.Target(name),
            ColumnRole.Input, ColumnRole.Target, ColumnRole.Weight);

        /// <summary>The columns of a function as views of what is uploaded.</summary>
        private string Columns(string function, Func<string, string> span, params ColumnRole[] roles) =>
            string.Concat(model.Module.Find(function)!.Columns.Where(c => roles.Contains(c.Role)).Select(c => ColumnOf(c, span)));

        /// <param name="span">What is uploaded; null where it was before.</param>
        private string ColumnOf(Column column, Func<string, string?> span)
        {
            bool isInteger = column.Type.Element == ElementType.Integer;
            bool isHyperparameter = model.Definition.Hyperparameters.Any(h => h.Name == column.Name);
            string slot = Slot(column.Name + (isInteger ? " indices" : "")), length = Number(column.Type.Shape.Length);
            string? from = isHyperparameter ? $"new global::System.ReadOnlySpan<float>(ref _host.{Identifiers.Field(column.Name)})" : span(column.Name);
            return $"{(isInteger ? "Ints" : "Floats")}({(from is null ? $"device.Buffer({slot}, {length})" : $"device.Upload({slot}, {from}, {length})")}), ";
        }

        private void EmitMemory()
        {
            writer.Line($$"""
                /// <summary>Releases the memory of the device, that of passes too.</summary>
                public void Dispose() => _parameters.Dispose();

                private DevicePass Of(global::NetGen.Pass pass) =>
                    pass.Device is { } device && device.Owner == _parameters ? device
                        : throw new global::System.ArgumentException("The pass was made for another device: a network on a device needs one of its own CreatePass.", nameof(pass));

                private DevicePass ForPredictions(int count)
                {
                    const int Most = 1024;
                    if (_predictions is null || _predictions.Capacity < global::System.Math.Min(count, Most))
                    {
                        _predictions?.Dispose();
                        _predictions = new DevicePass(_parameters, global::System.Math.Clamp(count, 1, Most), ArenaBytesPerSample, ArenaBytesFixed, 0);
                    }
                    return _predictions;
                }

                private static ArrayView<float> Floats(DeviceBuffer buffer) => ((IlgpuBuffer)buffer).Floats;

                private static ArrayView<int> Ints(DeviceBuffer buffer) => ((IlgpuBuffer)buffer).Ints;

                private static ArrayView<float> Optional(DeviceBuffer? buffer) => buffer is null ? default : Floats(buffer);

                private static float Loss(DeviceBuffer buffer, long place)
                {
                    float loss = 0;
                    buffer.Download(new global::System.Span<float>(ref loss), place);
                    return loss;
                }

                """);
        }
    }
}
