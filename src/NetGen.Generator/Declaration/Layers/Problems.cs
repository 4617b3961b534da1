using System.Globalization;
using Microsoft.CodeAnalysis;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>Where a layer or a loss reports what is wrong; whoever reads the declaration knows where its arguments are.</summary>
/// <param name="owner">The attribute's name without its suffix, for messages.</param>
internal abstract class Problems(string owner)
{
    public string Owner { get; } = owner;

    /// <summary>Reports at an argument, by the name of the attribute's parameter or property; null for the whole declaration.</summary>
    /// <param name="element">The index within an array argument, or -1 for all of it.</param>
    public abstract void Add(DiagnosticDescriptor descriptor, string? argument, int element, params string[] arguments);

    public void Add(DiagnosticDescriptor descriptor, string? argument, params string[] arguments) => Add(descriptor, argument, -1, arguments);

    /// <summary>Reports unless the condition holds. Write conditions so that a NaN fails them.</summary>
    public void Require(bool condition, string argument, double value, string range, int element = -1)
    {
        if (!condition)
            Add(LayerDescriptors.NumberOutOfRange, argument, element, argument, Owner, range, value.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>Reports an option that excludes another.</summary>
    public void Require(bool condition, string argument, bool value, string range)
    {
        if (!condition) Add(LayerDescriptors.NumberOutOfRange, argument, argument, Owner, range, value ? "true" : "false");
    }

    public void RequirePositive(string argument, double value) => Require(value > 0 && IsFinite(value), argument, value, "above 0 and finite");

    public void RequireNotNegative(string argument, double value, int element = -1) =>
        Require(value >= 0 && IsFinite(value), argument, value, "at least 0 and finite", element);

    /// <summary>Reports sizes of axes below 1 and shapes that no memory holds. Returns whether all is well.</summary>
    public bool RequireShape(string argument, EquatableArray<int> dimensions)
    {
        bool valid = true;
        for (int i = 0; i < dimensions.Count; i++)
        {
            Require(dimensions[i] >= 1, argument, dimensions[i], "at least 1", i);
            valid &= dimensions[i] >= 1;
        }
        return valid && RequireSize(argument, new Shape(dimensions.Span.ToArray()));
    }

    /// <summary>Reports a value whose samples are too long for the memory of a pass.</summary>
    public bool RequireSize(string? argument, Shape shape)
    {
        if (Sizes.Fits(shape)) return true;
        Add(StackDescriptors.TooLarge, argument, $"The shape {shape} of {Owner}", "too many values a sample", Sizes.Text(Sizes.MaximumLength));
        return false;
    }

    public void RefuseShape(Shape input, string takes, string advice = "") =>
        Add(LayerDescriptors.LayerRefusesShape, null, Owner, takes, input.ToString(), advice.Length > 0 ? ": " + advice : "");

    private static bool IsFinite(double value) => !double.IsNaN(value) && !double.IsInfinity(value);
}
