using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>How many elements at once code computes: one, or a vector of so many bits.</summary>
internal enum VectorForm : byte
{
    Scalar,
    V128,
    V256,
    V512,

    /// <summary>The type parameter <c>V</c> of a method that is compiled for each width.</summary>
    Generic,
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
        VectorForm.Generic => "V",
        _ => precision == Precision.Single ? "float" : "double",
    };

    /// <summary>The type of a value: <c>Vector256&lt;float&gt;</c>, or the element's type itself.</summary>
    public static string Type(this VectorForm form, Precision precision) =>
        form is VectorForm.Scalar or VectorForm.Generic ? form.Class(precision) : $"{form.Class(precision)}<{VectorForm.Scalar.Class(precision)}>";

    /// <summary>The struct that generic methods take for a width: <c>Simd256&lt;float&gt;</c>.</summary>
    public static string Simd(int bits, Precision precision) => $"Simd{CodeWriter.Number(bits)}<{VectorForm.Scalar.Class(precision)}>";

    /// <summary>What a generic method demands of its width.</summary>
    public static string Constraint(Precision precision) => $"where V : struct, ISimd<V, {VectorForm.Scalar.Class(precision)}>";

    /// <summary>The elements in a value.</summary>
    public static int Lanes(this VectorForm form, Precision precision) => form switch
    {
        VectorForm.V128 => PanelLayout.Lanes(precision) / 4,
        VectorForm.V256 => PanelLayout.Lanes(precision) / 2,
        VectorForm.V512 => PanelLayout.Lanes(precision),
        _ => 1,
    };
}
