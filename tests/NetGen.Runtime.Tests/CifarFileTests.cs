using System.IO.Compression;

namespace NetGen.Runtime.Tests;

public sealed class CifarFileTests : IDisposable
{
    private const int Plane = 1024, Pixels = 3 * Plane;

    private readonly string _folder = Directory.CreateTempSubdirectory("netgen").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Records whose pixels tell their channel and place.</summary>
    private static byte[] Records(int labelBytes, params byte[] labels)
    {
        var bytes = new List<byte>();
        for (int r = 0; r < labels.Length; r += labelBytes)
        {
            bytes.AddRange(labels[r..(r + labelBytes)]);
            for (int p = 0; p < Pixels; p++) bytes.Add(Pixel(r / labelBytes, p / Plane, p % Plane));
        }
        return [.. bytes];
    }

    private static byte Pixel(int record, int channel, int place) => (byte)(100 * record + 50 * channel + place / 7);

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllBytes(path, bytes);
            return path;
        }
        using var zip = new GZipStream(File.Create(path), CompressionMode.Compress);
        zip.Write(bytes);
        return path;
    }

    [Fact]
    public void Planes_become_channels_last_over_several_files_plain_and_compressed()
    {
        var data = CifarFile.Load([Write("a.bin", Records(1, 9, 0)), Write("b.bin.gz", Records(1, 3))]);
        Assert.Equal(3, data.Count);
        Assert.Equal([32, 32, 3], data.Columns[0].Shape);
        Assert.Equal([9, 0, 3], data.ToArray<int>(Dataset.Target));
        for (int s = 0; s < 3; s++)
        {
            var image = data.Sample<float>(Dataset.Input, s);
            for (int y = 0; y < 32; y++)
                for (int x = 0; x < 32; x++)
                    for (int c = 0; c < 3; c++)
                        Assert.Equal((float)(Pixel(s % 2, c, y * 32 + x) / 255.0), image[(y * 32 + x) * 3 + c], 1e-7f);
        }
        var raw = CifarFile.Load(Path.Combine(_folder, "a.bin"), factor: 1);
        Assert.Equal(Pixel(1, 2, 1023), raw.Sample<float>(Dataset.Input, 1)[^1]);
        Assert.Equal(10, CifarFile.ClassNames.Count);
    }

    [Fact]
    public void Both_labels_of_the_hundred_classes_are_columns()
    {
        var data = CifarFile.Load100(Write("train.bin", Records(2, 19, 99, 0, 7)));
        Assert.Equal([99, 7], data.ToArray<int>(Dataset.Target));
        Assert.Equal([19, 0], data.ToArray<int>(CifarFile.Superclass));
        Assert.Equal(Pixel(1, 1, 0) / 255f, data.Sample<float>(Dataset.Input, 1)[1], 1e-6f);
    }

    [Fact]
    public void A_folder_is_read_as_the_archive_has_it()
    {
        for (int i = 1; i <= 5; i++) Write($"data_batch_{i}.bin" + (i == 2 ? ".gz" : ""), Records(1, (byte)i));
        Assert.Contains("test_batch.bin", Assert.Throws<FileNotFoundException>(() => CifarFile.LoadFolder(_folder)).Message);
        Write("test_batch.bin", Records(1, 8, 9));
        var (train, test) = CifarFile.LoadFolder(_folder);
        Assert.Equal([1, 2, 3, 4, 5], train.ToArray<int>(Dataset.Target));
        Assert.Equal([8, 9], test.ToArray<int>(Dataset.Target));
    }

    [Fact]
    public void Malformed_files_are_refused_with_file_and_place()
    {
        string whole = Write("whole.bin", Records(1, 1));
        void Refused(byte[] bytes, params string[] parts)
        {
            string path = Write("wrong.bin", bytes);
            string message = Assert.Throws<InvalidDataException>(() => CifarFile.Load([whole, path])).Message;
            foreach (string part in (string[])[path, .. parts]) Assert.Contains(part, message);
            string zipped = Write("wrong.bin.gz", bytes);
            Assert.Contains(zipped, Assert.Throws<InvalidDataException>(() => CifarFile.Load(zipped)).Message);
        }
        var two = Records(1, 1, 2);
        Refused([], "empty", "3073 bytes");
        Refused([1], "ends at byte 1,", "within record 0");
        Refused(two[..^1], "ends at byte 6145", "3072 bytes within record 1", "3073");
        Refused([.. two, 0], "ends at byte 6147", "1 bytes within record 2");
        Refused(Records(1, 1, 10), "label 10 in record 1 (byte 3073)", "0 to 9");
        string hundred = Write("hundred.bin", Records(2, 1, 100));
        Assert.Contains("label 100 in record 0 (byte 1); 0 to 99", Assert.Throws<InvalidDataException>(() => CifarFile.Load100(hundred)).Message);
        hundred = Write("hundred.bin", Records(2, 20, 1));
        Assert.Contains("label 20 in record 0 (byte 0); 0 to 19", Assert.Throws<InvalidDataException>(() => CifarFile.Load100(hundred)).Message);
        File.WriteAllBytes(Path.Combine(_folder, "cut.gz"), File.ReadAllBytes(Write("z.bin.gz", two))[..50]);
        Assert.Throws<InvalidDataException>(() => CifarFile.Load(Path.Combine(_folder, "cut.gz")));
        Assert.Throws<FileNotFoundException>(() => CifarFile.Load(Path.Combine(_folder, "none.bin")));
        Assert.Throws<ArgumentException>(() => CifarFile.Load([]));
    }
}
