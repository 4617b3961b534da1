namespace NetGen.Compiler.Diagnostics;

/// <summary>A failure of the compiler itself, as a diagnostic of the network at which it happened: other networks still compile.</summary>
internal static class InternalError
{
    public static DiagnosticInfo Of(string network, Exception exception, LocationInfo? location)
    {
        string where = exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim() ?? "";
        string text = $"{exception.GetType().Name}: {exception.Message} {where}";
        return new DiagnosticInfo(ClassDescriptors.InternalError, location, [network, text.Replace("\r", "").Replace('\n', ' ').Trim()]);
    }
}
