using System.Diagnostics;
using System.Reflection;

namespace NetGen.Training;

/// <summary>Says once that an assembly was compiled without optimisation, since its kernels are many times slower then.</summary>
internal static class DebugBuildNotice
{
    private static int s_said;

    public static void SayOnce(Type network)
    {
        if (!IsSlow(network.Assembly) || Interlocked.Exchange(ref s_said, 1) != 0) return;
        Console.Error.WriteLine(Text(network));
    }

    public static bool IsSlow(Assembly assembly) => assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;

    public static string Text(Type network) =>
        $"{network.Assembly.GetName().Name} was compiled without optimisation, so the kernels of {network.Name} run about 17 times slower: "
        + "use -c Release, or <NetGenFastDebug>true</NetGenFastDebug> in the project file.";
}
