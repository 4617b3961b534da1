namespace NetGen.Runtime.Tests.Images;

/// <summary>PNG files of every color type, depth, filter and interlacing as libpng wrote them (Data/images.py), and every damage to some.</summary>
public class PngSuiteTests
{
    private const int Height = 11, Width = 13;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "images");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.png").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    /// <summary>The pixels by the formula of images.py.</summary>
    private static int Value(int y, int x, int c, int most) => (x * 1301 + y * 2903 + c * 7001 + x * y * 17) % (most + 1);

    [Fact]
    public void ThereAreFiles() => Assert.Equal(34, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void PngIsReadAsLibpngWroteIt(string name)
    {
        var image = PixelImage.Load(Path.Combine(Folder, name + ".png"));
        string kind = name.Split('-')[0];
        bool isPalette = kind.StartsWith("palette", StringComparison.Ordinal), hasAlpha = name.EndsWith("-alpha", StringComparison.Ordinal);
        int bits = int.Parse(kind.TrimStart([.. "graycolorpalette"])), most = (1 << bits) - 1, colors = kind.StartsWith("gray", StringComparison.Ordinal) ? 1 : 3;
        Assert.Equal((Height, Width, colors + (hasAlpha ? 1 : 0)), (image.Height, image.Width, image.Channels));
        byte Scaled(int value) => (byte)(bits == 16 ? value >> 8 : value * 255 / most);
        int few = bits switch { 1 => 2, 2 => 4, 4 => 16, _ => 100 };
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
            {
                for (int c = 0; c < colors; c++)
                    Assert.Equal(isPalette ? (byte)(Value(y, x, 0, 65535) % few * (c + 2) + 50 * c) : Scaled(Value(y, x, c, most)), image[y, x, c]);
                if (hasAlpha) Assert.Equal(Scaled(Value(y, x, 3, most)), image[y, x, colors]);
            }
    }

    [Fact]
    public void EveryTruncationAndEveryDamagedByteIsRefused()
    {
        foreach (string name in (string[])["gray4", "palette2-interlaced", "color8-transparent"])
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".png"));
            for (int length = 0; length < bytes.Length; length++) Assert.Throws<InvalidDataException>(() => PixelImage.Decode(bytes.AsSpan(0, length)));
            for (int i = 0; i < bytes.Length; i++)
            {
                byte[] damaged = [.. bytes];
                damaged[i] ^= 0x20;
                Assert.Throws<InvalidDataException>(() => PixelImage.Decode(damaged));
            }
        }
    }
}
