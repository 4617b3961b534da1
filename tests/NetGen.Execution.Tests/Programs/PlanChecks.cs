using NetGen.Compiler.Lowering;

namespace NetGen.Execution.Tests.Programs;

/// <summary>What holds for the memory of every program, whatever the capacity.</summary>
internal static class PlanChecks
{
    public static void Verify(FunctionProgram program)
    {
        if (ProgramVerifier.Problem(program) is { } problem) Assert.Fail(problem + "\n" + ProgramText.Print(program));
    }
}
