using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>A kernel's parameter: a view of memory, or a number.</summary>
/// <param name="Type">As C#.</param>
internal readonly record struct DeviceParameter(string Type, string Name)
{
    public static DeviceParameter View(string name, bool isInteger = false) => new($"ArrayView<{(isInteger ? "int" : "float")}>", name);

    public static DeviceParameter Number(string name) => new("int", name);
}

/// <summary>A kernel as text, without its name: equal ones are one.</summary>
/// <param name="Kind">What its name begins with.</param>
/// <param name="Threads">Threads of a group.</param>
/// <param name="Helpers">Methods that it calls; <c>@</c> in the text stands for the kernel's name.</param>
internal sealed record DeviceKernel(string Kind, EquatableArray<DeviceParameter> Parameters, int Threads, string Body, string Helpers)
{
    /// <summary>The parameters as C#.</summary>
    public string Signature => string.Join(", ", Parameters.Select(p => $"{p.Type} {p.Name}"));

    /// <summary>Their types.</summary>
    public string Types => string.Join(", ", Parameters.Select(p => p.Type));
}

/// <summary>A kernel and what it is launched with.</summary>
/// <param name="Groups">The number of groups as C#, in <c>count</c>.</param>
/// <param name="Arguments">As C#.</param>
internal sealed record DeviceLaunch(DeviceKernel Kernel, string Groups, EquatableArray<string> Arguments);

/// <summary>The kernels of a network, each once.</summary>
internal sealed class DeviceKernelSet
{
    private readonly Dictionary<DeviceKernel, string> _names = [];
    private readonly Dictionary<string, int> _kinds = [];

    public IEnumerable<KeyValuePair<DeviceKernel, string>> Items => _names.OrderBy(n => n.Value, StringComparer.Ordinal);

    public string NameOf(DeviceKernel kernel)
    {
        if (_names.TryGetValue(kernel, out string? name)) return name;
        _kinds.TryGetValue(kernel.Kind, out int number);
        _kinds[kernel.Kind] = ++number;
        _names.Add(kernel, name = kernel.Kind + CodeWriter.Number(number));
        return name;
    }

    /// <summary>Prints all of them.</summary>
    public void Emit(CodeWriter writer)
    {
        foreach (var item in Items)
        {
            if (item.Key.Helpers.Length > 0) writer.Line(item.Key.Helpers.Replace("@", item.Value)).Line();
            using (writer.Braces($"internal static void {item.Value}({item.Key.Signature})")) writer.Line(item.Key.Body.Replace("@", item.Value));
            writer.Line();
        }
    }
}
