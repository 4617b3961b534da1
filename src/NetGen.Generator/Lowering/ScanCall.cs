using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>What a step of a recurrence has from the step before: the initial value, then one of two buffers after the other.</summary>
/// <param name="Number">Its number among the carries of the function.</param>
/// <param name="Even">Where steps with an even number put it.</param>
internal sealed record CarryBuffers(int Number, Argument Initial, Argument Even, Argument Odd);

/// <summary>A recurrence: the calls of its body, step after step.</summary>
/// <param name="Depth">The number of recurrences around it.</param>
/// <param name="Reverse">From the last step to the first.</param>
internal sealed record ScanCall(
    int Phase, int Needs, string Comment, int Depth, int Steps, bool Reverse, EquatableArray<CarryBuffers> Carries, EquatableArray<KernelCall> Body, Division BodyDivision)
    : KernelCall(Phase, Needs, Comment)
{
    /// <summary>By samples where all calls of the body are: a thread goes through all steps of its samples.</summary>
    public override Division Division => BodyDivision;

    public override long Work => Steps * Body.Sum(c => c.Work);

    public override IEnumerable<KernelCall> Flat => Body.SelectMany(c => c.Flat);

    public override KernelCall Map(Func<Argument, Argument> argument) => this with
    {
        Carries = Carries.Select(c => c with { Initial = argument(c.Initial), Even = argument(c.Even), Odd = argument(c.Odd) }).ToEquatableArray(),
        Body = Body.Select(c => c.Map(argument)).ToEquatableArray(),
    };
}
