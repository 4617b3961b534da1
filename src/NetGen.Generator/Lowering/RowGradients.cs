namespace NetGen.Compiler.Lowering;

/// <summary>
/// The parameters whose gradients are rows added to a table, and nothing else in any function: an embedding's. What no sample names is zero then, so that it need neither be cleared nor
/// walked by optimizers.
/// </summary>
internal static class RowGradients
{
    /// <summary>Their indices, by where their gradients lie.</summary>
    public static Dictionary<int, int> Of(NetworkProgram program)
    {
        var plan = ParameterPlan.Of(program.Module);
        var rows = new Dictionary<int, int>();
        var others = new HashSet<int>();
        foreach (var call in program.Functions.SelectMany(f => f.Calls).SelectMany(c => c.Flat))
        {
            bool addsRows = IsRows(call);
            call.Map(argument =>
            {
                if (argument.Location.Region != Region.Gradient) return argument;
                if (addsRows) rows[argument.Location.Index] = plan.Parameters.ToList().FindIndex(p => p.Offset == argument.Location.Index);
                else others.Add(argument.Location.Index);
                return argument;
            });
        }
        foreach (int other in others) rows.Remove(other);
        return rows;
    }

    /// <summary>Whether a call writes such a gradient.</summary>
    public static bool IsRows(KernelCall call) => call is RoutineCall { Method: RoutineCalls.ScatterAdd } routine && routine.Arguments[routine.Arguments.Count - 1].Location.Region == Region.Gradient;
}
