using System.Diagnostics;
using System.Reflection;
using NetGen.Training;

namespace NetGen.Runtime.Tests.Training;

public class DebugBuildNoticeTests
{
    [Fact]
    public void An_assembly_is_slow_when_the_compiler_forbids_optimisation()
    {
#if DEBUG
        Assert.True(DebugBuildNotice.IsSlow(typeof(DebugBuildNoticeTests).Assembly));
#else
        Assert.False(DebugBuildNotice.IsSlow(typeof(DebugBuildNoticeTests).Assembly));
#endif
        // The framework is compiled with optimisation.
        Assert.False(DebugBuildNotice.IsSlow(typeof(Stopwatch).Assembly));
    }

    [Fact]
    public void The_notice_names_the_assembly_and_both_remedies()
    {
        string text = DebugBuildNotice.Text(typeof(Classifier));
        Assert.Contains(Assembly.GetExecutingAssembly().GetName().Name!, text);
        Assert.Contains("-c Release", text);
        Assert.Contains("NetGenFastDebug", text);
    }
}
