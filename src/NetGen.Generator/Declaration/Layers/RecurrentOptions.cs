namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The runtime's enumeration <c>RecurrentActivation</c>, value for value; a test compares them.</summary>
internal enum DeclaredRecurrentActivation
{
    Tanh,
    Relu,
}

/// <summary>What all recurrent layers have.</summary>
/// <param name="Sequences">Whether the outputs of all steps are given, or the last one alone.</param>
/// <param name="TruncatedSteps">The most steps that gradients pass; 0 for all.</param>
internal sealed record RecurrentOptions(int Units, bool Sequences, bool Bidirectional, bool Reverse, int TruncatedSteps, WeightOptions Weights, InitializerOption Recurrent)
{
    public static RecurrentOptions Read(AttributeArguments a) => new(
        a.Integer("units"), a.Boolean("ReturnSequences", false), a.Boolean("Bidirectional", false), a.Boolean("Reverse", false), a.Integer("TruncatedSteps"), WeightOptions.Read(a),
        a.Initializer("RecurrentInitializer"));

    public int Outputs => Bidirectional ? 2 * Units : Units;

    public void Check(Problems problems)
    {
        problems.Require(Units >= 1, "units", Units, "at least 1");
        problems.Require(TruncatedSteps >= 0, "TruncatedSteps", TruncatedSteps, "at least 0");
        Weights.Check(problems);
        Recurrent.Check(problems, "RecurrentInitializer", isMatrix: true);
        problems.Require(!(Bidirectional && Reverse), "Reverse", true, "left out with Bidirectional, which takes both directions");
    }
}
