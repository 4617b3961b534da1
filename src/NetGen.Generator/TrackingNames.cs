namespace NetGen.Compiler;

/// <summary>The names of the generator's steps, by which tests look at what was computed again.</summary>
internal static class TrackingNames
{
    public const string Declarations = nameof(Declarations);
    public const string Networks = nameof(Networks);
    public const string Diagnostics = nameof(Diagnostics);
    public const string DebugBuilds = nameof(DebugBuilds);
    public const string Gpu = nameof(Gpu);
}
