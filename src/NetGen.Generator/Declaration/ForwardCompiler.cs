using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Declaration.Interpretation;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration;

/// <summary>Runs the methods of a class and puts their functions together: for inference, for training, for each entry, with the loss.</summary>
internal sealed class ForwardCompiler(
    StackDeclaration stack, ForwardDeclaration forward, TypeDescription type, NetworkBuild network, Interpreter interpreter, List<DiagnosticInfo> diagnostics)
{
    private readonly ForwardMethod _method = forward.Forward!;

    // Properties that the class has no room for.
    private readonly List<string> _omitted = [];

    private bool HasErrors => !stack.IsComplete || diagnostics.Any(d => d.Descriptor.DefaultSeverity == DiagnosticSeverity.Error);

    /// <summary>The definition; with errors it is a placeholder of the same members.</summary>
    public NetworkDefinition Compile()
    {
        CheckStack();
        if (!HasErrors && TryCompile() is { } definition && !HasErrors) return definition;
        var columns = _method.Parameters.Length > 0 ? _method.Parameters : [];
        var builder = new FunctionBuilder("placeholder");
        int? node = null;
        foreach (var parameter in columns)
            if (builder.AddColumn(parameter.Name, ColumnRole.Input, parameter.Type) is var column && parameter.Hyperparameter is null) node ??= column;
        builder.AddOutput("output", OutputRole.Result, node ??= builder.AddColumn("input", ColumnRole.Input, new TensorType(new Shape(1))));
        builder.AddOutput("scores", OutputRole.Scores, node.Value);
        var placeholder = builder.Build();
        return new NetworkDefinition(
            type with { Omitted = type.Omitted.Concat(_omitted).ToEquatableArray() }, stack.Precision, default, default, default, placeholder, placeholder, OutputMeaning.Values, OutputMeaning.Values, stack.Loss, default, HasErrors: true)
        {
            Stubs = forward.Stubs.ToEquatableArray(),
            Hyperparameters = Hyperparameters([_method, .. forward.Losses, .. forward.Entries]),
            Entries = forward.Entries.Where(e => e.Parameters.Length > 0 && !GeneratedMembers.HasName(e.Symbol.Name)).Select(e => new EntryDefinition(e.Symbol.Name, Placeholder(e.Parameters.Select(p => (p, ColumnRole.Input))))).ToEquatableArray(),
            ResultNames = _method.Symbol.ReturnType is INamedTypeSymbol { IsTupleType: true } results ? results.TupleElements.Select(e => e.Name).ToEquatableArray() : default,
            LossMethod = LossPlaceholder(),
        };
    }

    /// <summary>A function with no more than its columns.</summary>
    private static Function Placeholder(IEnumerable<(ForwardParameter Parameter, ColumnRole Role)> parameters)
    {
        var builder = new FunctionBuilder("placeholder");
        foreach (var (parameter, role) in parameters) builder.AddColumn(parameter.Name, role, parameter.Type);
        return builder.Build();
    }

    /// <summary>The targets of methods that are losses, as far as their parameters say them.</summary>
    private LossDefinition? LossPlaceholder()
    {
        if (forward.Losses.Count == 0) return null;
        var known = new HashSet<string>(_method.Parameters.Select(p => p.Name)) { "output" };
        if (_method.Symbol.ReturnType is INamedTypeSymbol { IsTupleType: true } results) known.UnionWith(results.TupleElements.Select(e => e.Name));
        var targets = Placeholder(forward.Losses.SelectMany(l => l.Parameters).Where(p => p.Hyperparameter is null && known.Add(p.Name)).Select(p => (p, ColumnRole.Target)));
        return new LossDefinition(targets, targets, default);
    }

    private void CheckStack()
    {
        var layer = stack.Layers.Select(l => l.Arguments).FirstOrDefault() ?? stack.Input;
        if (layer is not null) network.Report(new(ForwardDescriptors.StackAndForward, LocationInfo.Of(layer.Syntax), [type.Name, layer.Attribute]));
        if (stack.LossArguments is { } attribute && forward.Losses.Count > 0)
            network.Report(new(LossDescriptors.TwoLosses, LocationInfo.Of(forward.Losses[0].Identifier), [type.Name, attribute.Attribute, forward.Losses[0].Symbol.Name]));
        CheckInputNames();
        CheckMemberNames();
    }

    /// <summary>Hyperparameters become properties and entries methods, which other members must leave room for.</summary>
    private void CheckMemberNames()
    {
        var owner = _method.Symbol.ContainingType;
        var seen = new HashSet<string>();
        foreach (var parameter in new[] { _method }.Concat(forward.Losses).Concat(forward.Entries).SelectMany(m => m.Parameters).Where(p => p.Hyperparameter is not null))
        {
            if (!seen.Add(parameter.Name)) continue;
            string property = Emit.Surface.Identifiers.Member(parameter.Name), field = Emit.Surface.Identifiers.Field(parameter.Name);
            string? taken = GeneratedMembers.HasName(property) ? $"the property '{property}', and every network has a member of that name: give the hyperparameter another"
                : new[] { property, field }.FirstOrDefault(n => !owner.GetMembers(n).IsEmpty) is { } own ? $"{(own == field ? "the field" : "the property")} '{own}', and the class has a member of that name: rename one of them" : null;
            if (taken is null || parameter.Symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not ParameterSyntax syntax) continue;
            network.Report(new(ForwardDescriptors.Signature, LocationInfo.Of(syntax.Identifier), [parameter.Name, "becomes " + taken]));
            _omitted.Add(property);
        }
        foreach (var entry in forward.Entries)
            if (GeneratedMembers.HasName(entry.Symbol.Name))
                network.Report(new(ForwardDescriptors.Signature, LocationInfo.Of(entry.Identifier), [entry.Symbol.Name, "becomes a method of the network, and every network has a member of that name: give the entry another"]));
    }

    /// <summary>Inputs are columns of a dataset beside the target and the weights, so they can't have their names.</summary>
    private void CheckInputNames()
    {
        foreach (var parameter in _method.Parameters.Where(p => p.Hyperparameter is null))
        {
            string? meaning = parameter.Name == "weights" ? "the weights of the samples"
                : parameter.Name == "target" && stack.LossArguments is { } loss ? $"the target of [{loss.Attribute}]" : null;
            if (meaning is not null && parameter.Symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ParameterSyntax syntax)
                network.Report(new(ForwardDescriptors.Signature, LocationInfo.Of(syntax.Identifier), [parameter.Name, $"is the name of {meaning} in a dataset: give the input another"]));
        }
    }

    private NetworkDefinition? TryCompile()
    {
        var inference = Run("inference", training: false);
        if (inference is null) return null;
        if (stack.Loss is not null)
        {
            ForwardChecks.CheckLoss(stack, type.Name, inference, diagnostics);
            if (HasErrors) return null;
        }
        var training = Run("training", training: true);
        if (training is null) return null;
        foreach (var (first, second) in inference.Results.Zip(training.Results, (i, t) => (i, t)))
        {
            if (first.Shape == second.Shape) continue;
            network.Report(new(
                ForwardDescriptors.ShapesDoNotFit, LocationInfo.Of(_method.Identifier),
                [first.Name is null ? "The result" : $"The result '{first.Name}'", $"{first.Shape} in inference and {second.Shape} in training", "both runs must return one shape"]));
            return null;
        }
        var entries = new List<EntryDefinition>();
        foreach (var entry in forward.Entries)
        {
            network.Begin("entry" + entry.Symbol.Name, training: false);
            if (RunMethod(entry) is not { Length: > 0 } results) return null;
            network.Builder.AddOutput("output", OutputRole.Result, network.Functions.Batched(network.Functions.Real(results[0])).Node);
            entries.Add(new EntryDefinition(entry.Symbol.Name, network.Builder.Build()));
        }
        network.InitializeRectified();
        ForwardChecks.CheckNetwork(stack, forward, type.Name, network, training, diagnostics);
        if (HasErrors) return null;

        var ofLoss = stack.Loss?.Scores(inference.ScoresShape) switch
        {
            LossScores.Classes => OutputMeaning.Classes,
            LossScores.Margins => OutputMeaning.Margins,
            _ => OutputMeaning.Values,
        };
        var meaning = inference.Last?.Layer.Meaning ?? ofLoss;
        return new NetworkDefinition(
            type, stack.Precision, network.Layers.ToEquatableArray(), network.Module.Parameters.ToEquatableArray(), network.Module.States.ToEquatableArray(),
            inference.Function, training.Function, meaning, inference.IsFused ? ofLoss : meaning, stack.Loss, ForwardChecks.Penalties(stack, forward, network), HasErrors: false)
        {
            Entries = entries.ToEquatableArray(),
            Ranges = ColumnRange.Of(network.Module.Ranges),
            ResultNames = inference.Results.Count > 1 ? inference.Results.Select(r => r.Name!).ToEquatableArray() : default,
            LossMethod = inference.WithLoss is { } i && training.WithLoss is { } t ? new LossDefinition(i, t, training.Terms.ToEquatableArray()) : null,
            Hyperparameters = Hyperparameters([_method, .. forward.Losses, .. forward.Entries]),
            Contexts = _method.Parameters.Where(p => Attributes.Has(p.Symbol, "Context")).Select(p => p.Name).ToEquatableArray(),
            Stubs = forward.Stubs.ToEquatableArray(),
        };
    }

    private static EquatableArray<Hyperparameter> Hyperparameters(IEnumerable<ForwardMethod> methods) =>
        methods.SelectMany(m => m.Parameters).Where(p => p.Hyperparameter is not null).GroupBy(p => p.Name)
            .Select(g => new Hyperparameter(g.Key, g.First().Hyperparameter!.Value)).ToEquatableArray();

    private ForwardRun? Run(string name, bool training)
    {
        network.Begin(name, training);
        var results = RunMethod(_method);
        if (results is null) return null;
        var builder = network.Builder;
        var result = network.Functions.Batched(network.Functions.Real(results[0]));
        var last = results[0].Use;
        bool fused = last is not null && last.Output == result.Node && stack.Loss is { Fuses: not FinalActivation.None } loss && last.Layer.FinalActivation == loss.Fuses;
        var scores = fused ? last!.Input : result;
        builder.AddOutput("output", OutputRole.Result, result.Node);
        builder.AddOutput("scores", OutputRole.Scores, scores.Node);
        string[] names = _method.Symbol.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple ? [.. tuple.TupleElements.Select(e => e.Name)] : [];
        var shapes = new List<(string?, Shape)> { (names.FirstOrDefault(), result.Shape) };
        for (int i = 1; i < results.Length; i++)
        {
            // Further results are there for those who ask for them, and for the loss.
            var further = network.Functions.Batched(network.Functions.Real(results[i]));
            builder.AddOutput(names[i], OutputRole.Result, further.Node, i);
            shapes.Add((names[i], further.Shape));
        }
        var function = builder.Build();
        var run = new ForwardRun(function, result with { Use = last }, scores.Shape, fused, last) { Results = shapes };
        return forward.Losses.Count == 0 ? run : AddLosses(run, results);
    }

    /// <summary>Runs a method on columns named after its parameters.</summary>
    private TensorValue[]? RunMethod(ForwardMethod method)
    {
        object?[] arguments = [.. method.Parameters.Select(p => (object?)network.Functions.Value(network.Builder.AddColumn(p.Name, ColumnRole.Input, p.Type)))];
        var scope = Attributes.Has(method.Symbol, "Entry") || Attributes.Has(method.Symbol, "Shared")
            ? network.Root.Inner(network.Scopes.OfMethod(method.Symbol), Attributes.Has(method.Symbol, "Frozen"))
            : network.Root;
        if (!interpreter.TryRun(method.Symbol, arguments, scope, out object? result)) return Failed();
        object?[] items = result is TupleValue tuple ? tuple.Items : [result];
        var tensors = items.Select(i => i as TensorValue).ToArray();
        if (tensors.Length > 0 && tensors.All(t => t is not null)) return tensors!;
        network.Report(new(ForwardDescriptors.Signature, LocationInfo.Of(method.Identifier), [method.Symbol.Name, "returns null instead of a tensor"]));
        return null;
    }

    /// <summary>Stopped without a word where the compiler has reported an error: there must not be a network then.</summary>
    private TensorValue[]? Failed()
    {
        stack.Known = 0;
        return null;
    }

    private ForwardRun? AddLosses(ForwardRun run, TensorValue[] results)
    {
        var names = new Dictionary<string, TensorValue>();
        if (_method.Symbol.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple)
            for (int i = 0; i < results.Length; i++) names[tuple.TupleElements[i].Name] = results[i];
        else names["output"] = results[0];
        // Columns come first, in the order of the parameters: the nodes of columns are known by their index.
        for (int c = 0; c < network.Builder.Columns.Count; c++)
            names[network.Builder.Columns[c].Name] = network.Functions.Value(network.Builder.Add(new InputOperation(c, network.Builder.Columns[c].Type)));

        var arguments = new List<(ForwardMethod Method, object?[] Values)>();
        var likeResult = new HashSet<string>(); // targets without a [Shape]
        foreach (var method in forward.Losses)
        {
            var values = new List<object?>();
            foreach (var parameter in method.Parameters)
            {
                if (!names.TryGetValue(parameter.Name, out var value))
                {
                    var column = parameter.Type;
                    if (parameter.Hyperparameter is null && column.Element == ElementType.Real && !Attributes.Has(parameter.Symbol, "Shape"))
                    {
                        column = column with { Shape = run.Result.Shape };
                        likeResult.Add(parameter.Name);
                    }
                    var role = parameter.Hyperparameter is null ? ColumnRole.Target : ColumnRole.Input;
                    names[parameter.Name] = value = network.Functions.Value(network.Builder.AddColumn(parameter.Name, role, column));
                }
                values.Add(value);
            }
            arguments.Add((method, [.. values]));
        }
        int weight = network.Builder.AddColumn(Lowering.FunctionAssembly.Weight, ColumnRole.Weight, new TensorType(Shape.Scalar));
        foreach (var (method, values) in arguments)
        {
            if (!interpreter.TryRun(method.Symbol, values, network.Root, out object? result))
            {
                Failed();
                return null;
            }
            object?[] items = result is TupleValue terms ? terms.Items : [result];
            var elements = method.Symbol.ReturnType is INamedTypeSymbol { IsTupleType: true } named ? named.TupleElements : [];
            for (int i = 0; i < items.Length; i++)
            {
                if (items[i] is not TensorValue term || term.Shape.Length != 1)
                {
                    string? target = run.Result.Shape.Length == 1 ? null : method.Parameters.Select(p => p.Name).FirstOrDefault(likeResult.Contains);
                    network.Report(new(
                        ForwardDescriptors.Signature, LocationInfo.Of(method.Identifier),
                        [
                            method.Symbol.Name,
                            $"must return one number for each sample, but the shape is {(items[i] as TensorValue)?.Shape.ToString() ?? "null"}: take its Sum or Mean"
                            + (target is null ? "" : $" ('{target}' has the result's shape, {run.Result.Shape}, unless it has a [Shape])"),
                        ]));
                    return null;
                }
                term = network.Functions.Batched(network.Functions.Reshape(network.Functions.Real(term), Shape.Scalar));
                int total = network.Builder.SumAll(network.Builder.Map(v => v[0] * v[1], term.Node, weight), overBatch: true);
                string name = i < elements.Length ? elements[i].Name : ScopeTable.Camel(method.Symbol.Name);
                network.Builder.AddOutput(name, OutputRole.Loss, total, run.Terms.Count);
                run.Terms.Add(new LossTerm(name, method.Trains));
            }
        }
        return run with { WithLoss = network.Builder.Build() };
    }
}

/// <summary>What one run of <c>Forward</c> gave.</summary>
/// <param name="IsFused">Whether the loss takes the place of the last activation.</param>
/// <param name="Last">The last layer, where the result is what it gives, perhaps in another shape.</param>
internal sealed record ForwardRun(Function Function, TensorValue Result, Shape ScoresShape, bool IsFused, LayerUse? Last)
{
    /// <summary>All that the method returned; without names where it is one tensor.</summary>
    public IReadOnlyList<(string? Name, Shape Shape)> Results { get; init; } = [];

    /// <summary>The same function and the losses behind it.</summary>
    public Function? WithLoss { get; init; }

    public List<LossTerm> Terms { get; } = [];
}
