namespace NetGen.Compiler.Diagnostics;

internal static class Documentation
{
    public const string Category = "NetGen";

    /// <summary>Where the pages of the diagnostics are, from the root of the repository.</summary>
    public const string Pages = "docs/diagnostics/";
}
