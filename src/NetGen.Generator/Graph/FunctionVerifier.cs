using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Graph;

/// <summary>Checks that a function keeps the rules of the graph: run between passes in tests, so that the pass at fault is named.</summary>
internal static class FunctionVerifier
{
    /// <exception cref="GraphException">A function of the module breaks a rule.</exception>
    public static void Verify(Module module)
    {
        foreach (var function in module.Functions) Verify(function, module);
        Unique("module " + module.Name, "parameter", module.Parameters.Select(p => p.Name));
        Unique("module " + module.Name, "state", module.States.Select(s => s.Name));
        Unique("module " + module.Name, "function", module.Functions.Select(f => f.Name));
    }

    /// <summary>Checks one function; parameters and states are compared where the module is given.</summary>
    /// <exception cref="GraphException">The function breaks a rule.</exception>
    public static void Verify(Function function, Module? module = null)
    {
        Unique(function.Name, "column", function.Columns.Select(c => c.Name));
        if (function.Split < 0 || function.Split > function.Nodes.Count)
            throw Broken(function, $"the split {function.Split} is outside the {function.Nodes.Count} nodes");
        for (int i = 0; i < function.Nodes.Count; i++) VerifyNode(function, i, module);
        foreach (var output in function.Outputs) VerifyOutput(function, output, module);
        foreach (var group in function.Outputs.Where(o => o.Role != OutputRole.Carry).GroupBy(o => (o.Role, o.Index)))
            if (group.Count() > 1) throw Broken(function, $"{group.Key.Role} {group.Key.Index} is given {group.Count()} times");
    }

    private static void VerifyNode(Function function, int i, Module? module)
    {
        var node = function.Nodes[i];
        foreach (int operand in node.Operands)
            if (operand < 0 || operand >= i) throw Broken(function, $"%{i} reads %{operand}, which is not an earlier node");
        TensorType type;
        try
        {
            type = node.Operation.Infer(node.Operands.Select(o => function.Nodes[o].Type).ToArray());
        }
        catch (GraphException e)
        {
            throw Broken(function, $"%{i}: {e.Message}");
        }
        if (type != node.Type) throw Broken(function, $"%{i} is {type}, but says {node.Type}");
        switch (node.Operation)
        {
            case InputOperation input:
                var column = At(function, i, "column", function.Columns, input.Column);
                if (column.Type != type) throw Broken(function, $"%{i} reads {column.Name} as {type}, which is {column.Type}");
                if (i < function.Split && function.Split < function.Nodes.Count && column.Role == ColumnRole.OutputGradient)
                    throw Broken(function, $"%{i} of the first phase reads {column.Name}, which only the second has");
                break;
            case ItemOperation item:
                if (function.Nodes[node.Operands[0]].Operation is not ScanOperation scan) throw Broken(function, $"%{i} takes an item of no scan");
                At(function, i, "item", scan.Body.Outputs, item.Index);
                if (scan.ItemType(item.Index) != type)
                    throw Broken(function, $"%{i} takes as {type} an item that is {scan.ItemType(item.Index)}");
                break;
            case ParameterOperation read when module is not null:
                var parameter = At(function, i, "parameter", module.Parameters, read.Index);
                if (parameter.Shape != read.Shape) throw Broken(function, $"%{i} reads {parameter.Name} as {read.Shape}, which is {parameter.Shape}");
                break;
            case StateOperation read when module is not null:
                var state = At(function, i, "state", module.States, read.Index);
                if (state.Shape != read.Shape) throw Broken(function, $"%{i} reads {state.Name} as {read.Shape}, which is {state.Shape}");
                break;
        }
        if (node.Operation.Nested is { } body)
        {
            Verify(body);
            if (body.Split != body.Nodes.Count) throw Broken(function, $"the body of %{i} has two phases");
        }
    }

    private static void VerifyOutput(Function function, Output output, Module? module)
    {
        if (output.Node < 0 || output.Node >= function.Nodes.Count) throw Broken(function, $"{output.Name} is %{output.Node}, which is not a node");
        var type = function.Nodes[output.Node].Type;
        if (type == TensorType.Tuple) throw Broken(function, $"{output.Name} is a tuple");
        TensorType? expected = output.Role switch
        {
            OutputRole.Loss => TensorType.Unbatched(Shape.Scalar),
            OutputRole.ParameterGradient when module is not null => TensorType.Unbatched(At(module.Parameters, output, function).Shape),
            OutputRole.State when module is not null => TensorType.Unbatched(At(module.States, output, function).Shape),
            OutputRole.InputGradient => At(function.Columns, output, function).Type,
            _ => null,
        };
        if (expected is { } e && e != type) throw Broken(function, $"{output.Role} {output.Name} must be {e}, is {type}");
        if (output.Role == OutputRole.InputGradient && function.Columns[output.Index] is not { Role: ColumnRole.Input, Type.Element: ElementType.Real })
            throw Broken(function, $"{output.Name} is the gradient of {function.Columns[output.Index].Name}, which is not a real input");
        bool twoPhases = function.Split < function.Nodes.Count;
        if (twoPhases && output.Role is OutputRole.Result or OutputRole.Scores && output.Node >= function.Split)
            throw Broken(function, $"{output.Name} is %{output.Node} of the second phase");
    }

    private static T At<T>(EquatableArray<T> array, Output output, Function function) =>
        output.Index >= 0 && output.Index < array.Count
            ? array[output.Index]
            : throw Broken(function, $"{output.Role} {output.Name} has index {output.Index} of {array.Count}");

    private static T At<T>(Function function, int node, string what, EquatableArray<T> array, int index) =>
        index >= 0 && index < array.Count ? array[index] : throw Broken(function, $"%{node} reads {what} {index} of {array.Count}");

    private static void Unique(string where, string what, IEnumerable<string> names)
    {
        var seen = new HashSet<string>();
        foreach (string name in names)
            if (!seen.Add(name)) throw new GraphException($"{where}: there are two of {what} {name}.");
    }

    private static GraphException Broken(Function function, string what) => new($"{function.Name}: {what}.");
}
