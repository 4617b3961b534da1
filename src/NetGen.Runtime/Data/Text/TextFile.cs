using System.Globalization;
using System.Text;

namespace NetGen;

/// <summary>Text files: UTF-8 unless a byte order mark or the caller says otherwise, compressed with gzip or not, and read as a whole or not at all.</summary>
public static class TextFile
{
    /// <summary>Reads a text file.</summary>
    /// <param name="path">The file; it may be compressed with gzip.</param>
    /// <param name="encoding">How bytes are characters; by default what the byte order mark says (UTF-8, UTF-16, UTF-32), else UTF-8. Others than these
    /// are replaced by the mark too, where there is one.</param>
    /// <param name="unifyLineEnds">Whether carriage returns, alone or before a line feed, become line feeds, so that a text is the same whatever system wrote it.</param>
    /// <returns>The text, without the byte order mark.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The bytes are not text in the encoding; the message says where.</exception>
    public static string Load(string path, Encoding? encoding = null, bool unifyLineEnds = true) =>
        PlainOrGzip.Open(path, stream => Read(stream, encoding, unifyLineEnds));

    /// <summary>Reads text from a stream, which is left open.</summary>
    /// <param name="stream">Where from; it may be compressed with gzip.</param>
    /// <param name="encoding">How bytes are characters; see <see cref="Load(string, Encoding?, bool)"/>.</param>
    /// <param name="unifyLineEnds">Whether carriage returns, alone or before a line feed, become line feeds.</param>
    /// <exception cref="InvalidDataException">The bytes are not text in the encoding.</exception>
    public static string Load(Stream stream, Encoding? encoding = null, bool unifyLineEnds = true) =>
        PlainOrGzip.Read(stream, s => Read(s, encoding, unifyLineEnds));

    /// <summary>Reads the lines of a text file, without their ends; a last line end begins no further line.</summary>
    /// <param name="path">The file; it may be compressed with gzip.</param>
    /// <param name="encoding">How bytes are characters; see <see cref="Load(string, Encoding?, bool)"/>.</param>
    /// <exception cref="InvalidDataException">The bytes are not text in the encoding.</exception>
    public static string[] LoadLines(string path, Encoding? encoding = null)
    {
        string text = Load(path, encoding);
        return text.Length == 0 ? [] : (text[^1] == '\n' ? text[..^1] : text).Split('\n');
    }

    private static string Read(Stream stream, Encoding? encoding, bool unifyLineEnds)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        ReadOnlySpan<byte> bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        var (marked, mark) = Marked(bytes);
        var chosen = marked ?? encoding ?? Encoding.UTF8;
        bytes = bytes[mark..];

        // The encoding as it was given may replace what it can't read: a text with holes is no text.
        var strict = (Encoding)chosen.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        string text;
        try
        {
            text = strict.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            string wrong = string.Join(' ', (error.BytesUnknown ?? []).Select(b => b.ToString("X2", CultureInfo.InvariantCulture)));
            throw new InvalidDataException(
                $"The bytes {wrong} at {error.Index + mark} are no {chosen.WebName}: give the encoding, as in TextFile.Load(path, Encoding.Latin1).", error);
        }
        return unifyLineEnds && text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;
    }

    /// <summary>What a byte order mark says, and its length. The mark of UTF-32 begins as that of UTF-16 does.</summary>
    private static (Encoding? Encoding, int Length) Marked(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF])) return (Encoding.UTF8, 3);
        if (bytes.StartsWith<byte>([0xFF, 0xFE, 0, 0])) return (Encoding.UTF32, 4);
        if (bytes.StartsWith<byte>([0, 0, 0xFE, 0xFF])) return (new UTF32Encoding(bigEndian: true, byteOrderMark: true), 4);
        if (bytes.StartsWith<byte>([0xFF, 0xFE])) return (Encoding.Unicode, 2);
        if (bytes.StartsWith<byte>([0xFE, 0xFF])) return (Encoding.BigEndianUnicode, 2);
        return (null, 0);
    }
}
