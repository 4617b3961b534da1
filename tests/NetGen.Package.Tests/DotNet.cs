using System.Collections;
using System.Diagnostics;
using System.Text;

namespace NetGen.Package.Tests;

/// <summary>Runs the SDK as a user would at a prompt.</summary>
internal static class DotNet
{
    /// <summary>What a command printed, and how it ended.</summary>
    public sealed record Outcome(int ExitCode, string Output)
    {
        public Outcome Succeeds()
        {
            Assert.True(ExitCode == 0, Output);
            return this;
        }
    }

    public static Outcome Run(string folder, string? packages, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        // A test host runs inside MSBuild's environment; the command must not.
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>())
            if (name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase))
                start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        if (packages is not null) start.Environment["NUGET_PACKAGES"] = packages;

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Append(e.Data);
        process.ErrorDataReceived += (_, e) => Append(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
            Append($"'dotnet {string.Join(' ', arguments)}' did not end within five minutes.");
            return new Outcome(-1, output.ToString());
        }
        process.WaitForExit();
        return new Outcome(process.ExitCode, output.ToString());

        void Append(string? line)
        {
            if (line is null) return;
            lock (output) output.Append(line).Append('\n');
        }
    }
}
