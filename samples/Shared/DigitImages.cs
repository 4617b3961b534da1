using NetGen;

namespace NetGen.Samples;

/// <summary>The handwritten digits that come with the samples (Digits/data), as images.</summary>
internal static class DigitImages
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 8;

    /// <summary>Numbers of an image.</summary>
    public const int Length = Side * Side;

    /// <summary>1,797 images with numbers from 0 to 1, where ink is bright, and the digit of each.</summary>
    public static Dataset Load()
    {
        var digits = CsvFile.Load(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv"), new CsvOptions { Label = ^1 });
        float[] pixels = Array.ConvertAll(digits.ToArray<double>(Dataset.Input), v => (float)(v / 16));
        return Dataset.Create(Dataset.Input, pixels, Side, Side, 1).With(Dataset.Target, digits.ToArray<int>(Dataset.Target));
    }
}
