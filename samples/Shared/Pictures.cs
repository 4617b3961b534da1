using NetGen;

namespace NetGen.Samples;

/// <summary>Where the samples write their pictures.</summary>
internal static class Pictures
{
    /// <summary>Writes a sheet to the folder artifacts under the current one, and says what it shows.</summary>
    public static void Save(this ContactSheet sheet, string name, string what) => Save(sheet.ToImage(), name, what);

    /// <summary>Writes an image to the folder artifacts under the current one, and says what it shows.</summary>
    public static void Save(PixelImage image, string name, string what)
    {
        Directory.CreateDirectory("artifacts");
        string path = Path.Combine("artifacts", name);
        image.SavePng(path);
        Console.WriteLine($"{path} ({image.Width} x {image.Height}): {what}");
    }
}
