using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>How many elements at once code computes: one, or a vector of so many bits.</summary>
internal enum VectorForm : byte
{
    Scalar,
    V128,
    V256,
    V512,
}

internal static class VectorForms
{
    /// <summary>From the widest to the single element, the order in which kernels try them.</summary>
    public static readonly VectorForm[] WidestFirst = [VectorForm.V512, VectorForm.V256, VectorForm.V128, VectorForm.Scalar];

    /// <summary>The class with the operations: <c>Vector256</c>, or the element's type itself.</summary>
    public static string Class(this VectorForm form, Precision precision) => form switch
    {
        VectorForm.V128 => "Vector128",
        VectorForm.V256 => "Vector256",
        VectorForm.V512 => "Vector512",
        _ => precision == Precision.Single ? "float" : "double",
    };

    /// <summary>The type of a value: <c>Vector256&lt;float&gt;</c>, or the element's type itself.</summary>
    public static string Type(this VectorForm form, Precision precision) =>
        form == VectorForm.Scalar ? form.Class(precision) : $"{form.Class(precision)}<{VectorForm.Scalar.Class(precision)}>";

    /// <summary>The elements in a value.</summary>
    public static int Lanes(this VectorForm form, Precision precision) => form switch
    {
        VectorForm.V128 => PanelLayout.Lanes(precision) / 4,
        VectorForm.V256 => PanelLayout.Lanes(precision) / 2,
        VectorForm.V512 => PanelLayout.Lanes(precision),
        _ => 1,
    };
}
