using System.IO.Compression;
using System.Text;

namespace NetGen.Runtime.Tests.Text;

public class TextFileTests
{
    private const string Sample = "Grüße, 世界 \U0001F600\nsecond line\n";

    private static string Read(byte[] bytes, Encoding? encoding = null) => TextFile.Load(new MemoryStream(bytes), encoding);

    [Fact]
    public void The_mark_says_the_encoding_and_is_no_text()
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, new UTF32Encoding(true, true)])
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(Sample)];
            Assert.Equal(Sample, Read(bytes));
            Assert.Equal(Sample, Read(bytes, Encoding.Latin1));
        }
        Assert.Equal(Sample, Read(Encoding.UTF8.GetBytes(Sample)));
        Assert.Equal("", Read([]));
        Assert.Equal("a", Read("a"u8.ToArray()));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_with_their_place()
    {
        var error = Assert.Throws<InvalidDataException>(() => Read([0xEF, 0xBB, 0xBF, .. "abc"u8, 0xFF, .. "d"u8]));
        Assert.Contains("FF at 6 ", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Read([.. "abc"u8, 0xC3]));
        Assert.Throws<InvalidDataException>(() => Read([0xED, 0xA0, 0x80]));       // half of a surrogate pair
        Assert.Equal("caf\u00E9", Read([.. "caf"u8, 0xE9], Encoding.Latin1));
    }

    [Fact]
    public void Line_ends_are_one_and_files_may_be_compressed()
    {
        byte[] text = "a\r\nb\rc\n\r\n"u8.ToArray();
        Assert.Equal("a\nb\nc\n\n", Read(text));
        Assert.Equal("a\r\nb\rc\n\r\n", TextFile.Load(new MemoryStream(text), unifyLineEnds: false));
        string path = Path.GetTempFileName();
        try
        {
            using (var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest)) zip.Write(text);
            Assert.Equal(["a", "b", "c", ""], TextFile.LoadLines(path));
            File.WriteAllBytes(path, []);
            Assert.Empty(TextFile.LoadLines(path));
            File.WriteAllBytes(path, [0x80]);
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => TextFile.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Throws<FileNotFoundException>(() => TextFile.Load("no such file"));
    }
}
