using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The runtime's enumeration <c>Initializer</c>, value for value; a test compares them.</summary>
internal enum DeclaredInitializer
{
    Default,
    Zeros,
    Constant,
    Uniform,
    Normal,
    XavierUniform,
    XavierNormal,
    HeUniform,
    HeNormal,
    Orthogonal,
}

/// <summary>How a parameter begins, as declared.</summary>
/// <param name="Argument">Null where none is given.</param>
internal readonly record struct InitializerOption(DeclaredInitializer Kind, double? Argument = null)
{
    /// <summary>Reports what doesn't fit a parameter: <paramref name="property"/> is <c>WeightInitializer</c> or <c>BiasInitializer</c>.</summary>
    /// <param name="isMatrix">Whether the parameter has inputs and outputs, which Xavier, He and orthogonal matrices need.</param>
    public void Check(Problems problems, string property, bool isMatrix)
    {
        string argument = property + "Argument";
        if (Kind < DeclaredInitializer.Default || Kind > DeclaredInitializer.Orthogonal)
        {
            problems.Add(LayerDescriptors.UnknownEnumValue, property, ((int)Kind).ToString(CultureInfo.InvariantCulture), "Initializer");
            return;
        }
        if (!isMatrix && Kind >= DeclaredInitializer.XavierUniform)
        {
            problems.Add(
                LayerDescriptors.InitializerDoesNotFit, property, property, Kind.ToString(),
                "a bias is a vector without inputs; use Zeros, Constant, Uniform or Normal");
            return;
        }
        switch (Kind)
        {
            case DeclaredInitializer.Constant or DeclaredInitializer.Uniform or DeclaredInitializer.Normal when Argument is null:
                problems.Add(LayerDescriptors.InitializerArgumentMissing, property, property, Kind.ToString(), argument, Meaning);
                break;
            case DeclaredInitializer.Constant:
                double value = Argument!.Value;
                problems.Require(!double.IsNaN(value) && !double.IsInfinity(value), argument, value, "finite");
                break;
            case DeclaredInitializer.Uniform or DeclaredInitializer.Normal:
                problems.RequireNotNegative(argument, Argument!.Value);
                break;
            case DeclaredInitializer.Orthogonal:
                if (Argument is { } gain) problems.RequirePositive(argument, gain);
                break;
            default:
                if (Argument is not null) problems.Add(LayerDescriptors.InitializerArgumentUnused, argument, argument, property, Kind.ToString());
                break;
        }
    }

    /// <summary>The initializer of a weight matrix.</summary>
    public Initializer ForWeights(bool rectified) => Kind switch
    {
        DeclaredInitializer.Default => rectified ? new(InitializerKind.HeUniform) : new(InitializerKind.XavierUniform, 1),
        DeclaredInitializer.XavierUniform => new(InitializerKind.XavierUniform, 1),
        DeclaredInitializer.XavierNormal => new(InitializerKind.XavierNormal, 1),
        DeclaredInitializer.HeUniform => new(InitializerKind.HeUniform),
        DeclaredInitializer.HeNormal => new(InitializerKind.HeNormal),
        DeclaredInitializer.Orthogonal => new(InitializerKind.Orthogonal, Argument ?? 1),
        _ => ForBias(),
    };

    /// <summary>The initializer of a vector.</summary>
    public Initializer ForBias() => Kind switch
    {
        DeclaredInitializer.Constant => new(InitializerKind.Constant, Argument ?? 0),
        DeclaredInitializer.Uniform => new(InitializerKind.Uniform, -(Argument ?? 0), Argument ?? 0),
        DeclaredInitializer.Normal => new(InitializerKind.Normal, 0, Argument ?? 0),
        _ => new(InitializerKind.Zeros),
    };

    private string Meaning => Kind switch
    {
        DeclaredInitializer.Constant => "the value",
        DeclaredInitializer.Uniform => "the largest absolute value",
        _ => "the standard deviation",
    };
}
