using System.Buffers.Binary;
using System.IO.Compression;

namespace NetGen.Runtime.Tests;

public sealed class IdxFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netgen").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Bytes(byte type, int[] shape, params byte[] data)
    {
        var bytes = new List<byte> { 0, 0, type, (byte)shape.Length };
        foreach (int d in shape)
        {
            var dimension = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(dimension, d);
            bytes.AddRange(dimension);
        }
        return [.. bytes, .. data];
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionMode.Compress)) zip.Write(bytes);
        return stream.ToArray();
    }

    private static MemoryStream Stream(byte[] bytes) => new(bytes);

    [Fact]
    public void Images_and_labels_become_a_dataset_plain_and_compressed()
    {
        string images = Path.Combine(_folder, "images"), labels = Path.Combine(_folder, "labels.gz");
        File.WriteAllBytes(images, Bytes(8, [2, 2, 3], 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6));
        File.WriteAllBytes(labels, Zip(Bytes(8, [2], 7, 9)));
        var data = IdxFile.Load(images, labels);
        Assert.Equal(2, data.Count);
        Assert.Equal([2, 3], data.Columns[0].Shape);
        Assert.Equal([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], data.Sample<float>(Dataset.Input, 0).ToArray());
        Assert.Equal([7, 9], data.ToArray<int>(Dataset.Target));
        File.WriteAllBytes(labels, Bytes(8, [3], 7, 9, 1));
        Assert.Contains("2 images", Assert.Throws<InvalidDataException>(() => IdxFile.Load(images, labels)).Message);
    }

    [Fact]
    public void All_types_are_read()
    {
        Assert.Equal([255f], IdxFile.ReadSingle(Stream(Bytes(0x08, [1], 255))).Values);
        Assert.Equal([-1f], IdxFile.ReadSingle(Stream(Bytes(0x09, [1], 255))).Values);
        Assert.Equal([-2], IdxFile.ReadInt32(Stream(Bytes(0x0B, [1], 255, 254))).Values);
        Assert.Equal([258], IdxFile.ReadInt32(Stream(Bytes(0x0C, [1], 0, 0, 1, 2))).Values);
        Assert.Equal([3f], IdxFile.ReadSingle(Stream(Bytes(0x0D, [1], 0x3F, 0xC0, 0, 0)), 2).Values);
        Assert.Equal([1.5f], IdxFile.ReadSingle(Stream(Bytes(0x0E, [1], 0x3F, 0xF8, 0, 0, 0, 0, 0, 0))).Values);
        Assert.Throws<InvalidDataException>(() => IdxFile.ReadInt32(Stream(Bytes(0x0D, [1], 0x3F, 0xC0, 0, 0))));
    }

    [Fact]
    public void Every_truncation_is_refused_with_its_place()
    {
        var bytes = Bytes(8, [2, 2], 1, 2, 3, 4);
        for (int length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<InvalidDataException>(() => IdxFile.ReadSingle(Stream(bytes[..length])));
            Assert.Contains($"byte {length}", error.Message);
            Assert.Throws<InvalidDataException>(() => IdxFile.ReadSingle(Stream(Zip(bytes[..length]))));
        }
        Assert.Contains("goes on at byte 16", Assert.Throws<InvalidDataException>(() => IdxFile.ReadSingle(Stream([.. bytes, 0]))).Message);
        var zipped = Zip(bytes);
        Assert.Throws<InvalidDataException>(() => IdxFile.ReadSingle(Stream(zipped[..(zipped.Length / 2)])));
    }

    [Fact]
    public void Hostile_headers_are_refused_without_taking_memory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var bytes in new[]
        {
            Bytes(8, [int.MaxValue], 1), Bytes(8, [1 << 30], 1), Bytes(8, [1 << 16, 1 << 16, 1 << 16, 1 << 16]), Bytes(8, [-1], 1), Bytes(8, [0]),
            Bytes(7, [1], 1), Bytes(8, []), [1, 0, 8, 1, 0, 0, 0, 1, 1], [0x1F, 0x8B, 0, 0], [0x1F, 0x8B],
        })
            Assert.Throws<InvalidDataException>(() => IdxFile.ReadSingle(Stream(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }
}
