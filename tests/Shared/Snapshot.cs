using System.Runtime.CompilerServices;

namespace NetGen.Tests;

/// <summary>
/// Compares text with a file beside the test, in Verify's layout: <c>Class.Name.verified.cs</c> is what was reviewed, and what came instead is
/// written to <c>Class.Name.received.cs</c>. With the environment variable <c>NETGEN_ACCEPT_SNAPSHOTS=1</c> the verified file is written.
/// </summary>
public static class Snapshot
{
    /// <summary>Fails unless the text equals the verified file.</summary>
    /// <param name="text">What came.</param>
    /// <param name="name">The snapshot's name within the test class.</param>
    /// <param name="extension">The file's extension.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public static void Verify(string text, string name, string extension = "cs", [CallerFilePath] string caller = "")
    {
        string stem = Path.Combine(Path.GetDirectoryName(caller)!, $"{Path.GetFileNameWithoutExtension(caller)}.{name}");
        string verified = $"{stem}.verified.{extension}", received = $"{stem}.received.{extension}";
        string expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (text.Contains('\r', StringComparison.Ordinal)) throw new InvalidOperationException($"{name}: generated text must not contain carriage returns.");
        if (File.Exists(verified) && text == expected)
        {
            File.Delete(received);
            return;
        }
        if (Environment.GetEnvironmentVariable("NETGEN_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(verified, text);
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, text);
        string[] was = expected.Split('\n'), now = text.Split('\n');
        int line = Enumerable.Range(0, Math.Min(was.Length, now.Length)).FirstOrDefault(i => was[i] != now[i], Math.Min(was.Length, now.Length));
        throw new InvalidOperationException(
            $"{Path.GetFileName(verified)} differs from line {line + 1} on (see {Path.GetFileName(received)}; NETGEN_ACCEPT_SNAPSHOTS=1 accepts):\n" +
            $"- {was.ElementAtOrDefault(line)}\n+ {now.ElementAtOrDefault(line)}");
    }
}
