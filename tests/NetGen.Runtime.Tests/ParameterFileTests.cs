using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace NetGen.Runtime.Tests;

public sealed class ParameterFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netgen").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ParameterSet<T> Make<T>(ulong seed = 1) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Segments.Set<T>(
        [Segments.Matrix("fc1.weight", 3, 2), Segments.Vector("fc1.bias", 3, "Normal", 0, 1), Segments.Matrix("fc2.weight", 1, 3)],
        [Segments.Vector("bn.running_mean", 3)], seed);

    private static string PyTorchFile => Path.Combine(AppContext.BaseDirectory, "Data", "pytorch.safetensors");

    private static void HasPyTorchValues<T>(ParameterSet<T> set) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        foreach (string name in new[] { "fc1.weight", "fc1.bias", "bn.running_mean", "fc2.weight" })
            foreach (T value in set[name].ToArray())
            {
                double expected = (i + 0.125) * (i % 2 == 0 ? 1 : -1);
                // All values are exact in F16; BF16 keeps 8 bits of 7.125 and 8.125.
                if (name == "bn.running_mean") Assert.Equal(expected, double.CreateTruncating(value), 0.04);
                else Assert.Equal(expected, double.CreateTruncating(value));
                i++;
            }
    }

    [Fact]
    public void A_state_dict_of_PyTorch_loads_in_both_precisions()
    {
        var single = Make<float>();
        var report = ParameterFile.Load(single, PyTorchFile);
        HasPyTorchValues(single);
        Assert.Equal(4, report.Loaded.Count);
        Assert.Empty(report.Missing);
        Assert.Empty(report.Unexpected);
        Assert.Equal("pt", report.Metadata["format"]);
        Assert.True(Segments.PaddingIsZero(single, single.ValueSpan));
        var real = Make<double>();
        ParameterFile.Load(real, PyTorchFile);
        HasPyTorchValues(real);
    }

    [Fact]
    public void What_is_saved_loads_to_the_same_bits()
    {
        string path = Path.Combine(_folder, "a.safetensors");
        var (a, b) = (Make<double>(1), Make<double>(2));
        ParameterFile.Save(a, path, new Dictionary<string, string> { ["network"] = "Net" });
        long version = b.Version;
        Assert.Equal("Net", ParameterFile.Load(b, path).Metadata["network"]);
        Assert.True(b.Version > version);
        foreach (var p in a) Assert.Equal(p.ToArray(), b[p.Name].ToArray());
        ParameterFile.Save(Make<double>(3), path);
        Assert.Equal(["a.safetensors"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    /// <summary>The bytes by the format's description, not by our own reader.</summary>
    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var set = Segments.Set<float>([Segments.Matrix("w", 2, 1, "Constant", 1.5)]);
        using var stream = new MemoryStream();
        ParameterFile.Save(set, stream);
        var bytes = stream.ToArray();
        const string header = """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""";
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(header, Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal(new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0xC0, 0x3F }, bytes[(8 + length)..]);
    }

    [Fact]
    public void Streams_that_cannot_seek_load_too()
    {
        var set = Make<float>();
        using var stream = new Trickle(File.ReadAllBytes(PyTorchFile));
        ParameterFile.Load(set, stream);
        HasPyTorchValues(set);
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file()
    {
        string path = Path.Combine(_folder, "a.safetensors");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => Storage.AtomicFile.Write(path, s =>
        {
            s.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Names_are_mapped_left_out_and_reported()
    {
        var set = Segments.Set<float>([Segments.Matrix("dense1.weight", 3, 2), Segments.Vector("dense1.bias", 3), Segments.Vector("extra", 1, "Ones")]);
        string Rename(string name) => name.Replace("fc", "dense");
        var error = Assert.Throws<InvalidDataException>(() => ParameterFile.Load(set, PyTorchFile, new LoadOptions { Rename = Rename }));
        Assert.Contains("the file lacks 'extra'", error.Message);
        Assert.Contains("the network lacks 'bn.running_mean', 'fc2.weight'", error.Message);

        var report = ParameterFile.Load(set, PyTorchFile, new LoadOptions { Rename = Rename, Strict = false });
        Assert.Equal(["dense1.weight", "dense1.bias"], report.Loaded);
        Assert.Equal(["extra"], report.Missing);
        Assert.Equal(["bn.running_mean", "fc2.weight"], report.Unexpected);
        Assert.Equal(-1.125f, set["dense1.weight"][0, 1]);
        Assert.Equal(1, set["extra"][0]);

        var other = Make<float>();
        report = ParameterFile.Load(other, PyTorchFile, new LoadOptions { Include = ["fc1.*"] });
        Assert.Equal(["fc1.weight", "fc1.bias"], report.Loaded);
        Assert.Empty(report.Missing);
        Assert.Equal(0, other["bn.running_mean"][0]);
        Assert.Throws<InvalidDataException>(() => ParameterFile.Load(other, PyTorchFile, new LoadOptions { Rename = n => n.StartsWith("fc") ? "fc1.weight" : null, Strict = false }));
    }

    [Fact]
    public void Another_shape_names_both_and_changes_nothing()
    {
        var set = Segments.Set<float>([Segments.Matrix("fc1.weight", 2, 3), Segments.Vector("fc1.bias", 3, "Ones")]);
        var before = set["fc1.weight"].ToArray();
        var error = Assert.Throws<InvalidDataException>(() => ParameterFile.Load(set, PyTorchFile, new LoadOptions { Strict = false }));
        Assert.Contains("'fc1.weight' is [2, 3] in the network and [3, 2] in the file", error.Message);
        Assert.Equal(before, set["fc1.weight"].ToArray());
        Assert.Equal(1, set["fc1.bias"][0]);
    }

    [Fact]
    public void Every_truncation_is_refused_and_changes_nothing()
    {
        var bytes = File.ReadAllBytes(PyTorchFile);
        for (int length = 0; length < bytes.Length; length += length < 12 || length > bytes.Length - 60 ? 1 : 17)
        {
            var set = Make<float>();
            var before = set.SelectMany(p => p.ToArray()).ToArray();
            Assert.Throws<InvalidDataException>(() => ParameterFile.Load(set, new MemoryStream(bytes[..length])));
            Assert.Throws<InvalidDataException>(() => ParameterFile.Load(set, new Trickle(bytes[..length])));
            Assert.Equal(before, set.SelectMany(p => p.ToArray()));
        }
        string longer = Path.Combine(_folder, "long.safetensors");
        File.WriteAllBytes(longer, [.. bytes, 0]);
        Assert.Contains(longer, Assert.Throws<InvalidDataException>(() => ParameterFile.Load(Make<float>(), longer)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{} {}")]
    [InlineData("""{"w":1}""")]
    [InlineData("""{"w":{}}""")]
    [InlineData("""{"__metadata__":{"a":1}}""")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""")]
    [InlineData("""{"w":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""")]
    [InlineData("""{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""")]
    [InlineData("""{"w":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("{\"\xD800\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}")]
    [InlineData("""{"\uD800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    public void Hostile_headers_are_refused(string header)
    {
        var set = Segments.Set<float>([Segments.Vector("w", 1, "Ones")]);
        byte[] text = Encoding.UTF8.GetBytes(header), bytes = new byte[8 + text.Length + 8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        Assert.Throws<InvalidDataException>(() => ParameterFile.Load(set, new MemoryStream(bytes)));
        Assert.Equal(1, set["w"][0]);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(100_000_001UL)]
    [InlineData(50_000_000UL)]
    public void Hostile_lengths_are_refused(ulong length)
    {
        var bytes = new byte[100];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Assert.Throws<InvalidDataException>(() => ParameterFile.Load(Make<float>(), new MemoryStream(bytes)));
    }

    /// <summary>A stream that cannot seek and gives a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = Math.Min(Math.Min(count, 5), bytes.Length - _position);
            Array.Copy(bytes, _position, buffer, offset, read);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
