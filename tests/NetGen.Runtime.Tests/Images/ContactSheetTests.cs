namespace NetGen.Runtime.Tests.Images;

public class ContactSheetTests
{
    [Fact]
    public void TilesFollowEachOtherInRows()
    {
        var sheet = new ContactSheet(columns: 2) { Gap = 1, Background = 9 };
        sheet.Add([0, 1], 1, 2);
        sheet.EndRow();
        sheet.Add(new PixelImage(1, 2, 1, [10, 20]));
        sheet.Add([2, -1], 1, 2);
        Assert.Equal(4, sheet.Count);
        var image = sheet.ToImage();
        Assert.Equal((5, 7, 3), (image.Height, image.Width, image.Channels));
        byte[] gray =
        [
            9, 9, 9, 9, 9, 9, 9,
            9, 0, 255, 9, 9, 9, 9,
            9, 9, 9, 9, 9, 9, 9,
            9, 10, 20, 9, 255, 0, 9,
            9, 9, 9, 9, 9, 9, 9,
        ];
        Assert.Equal(gray.SelectMany(g => new[] { g, g, g }), image.Pixels);
    }

    [Fact]
    public void PixelsAreMagnified()
    {
        var sheet = new ContactSheet(columns: 4) { Gap = 0, Magnification = 2 };
        sheet.Add([1, 0, 0.5f], new ImageShape(1, 1, 3));
        sheet.Add([0.2f], new ImageShape(1, 1, 1));
        var image = sheet.ToImage();
        Assert.Equal((2, 4), (image.Height, image.Width));
        byte[] row = [255, 0, 128, 255, 0, 128, 51, 51, 51, 51, 51, 51];
        Assert.Equal([.. row, .. row], image.Pixels);
    }

    [Fact]
    public void NumbersBecomeColors()
    {
        Assert.Equal([255, 255, 255], Color(0, TileColors.Signed));
        var (red, blue) = (Color(-1, TileColors.Signed), Color(1, TileColors.Signed));
        Assert.True(red[0] > 200 && red[1] == 0 && red[2] == 0);
        Assert.True(blue[0] == 0 && blue[1] < 128 && blue[2] > 200);
        Assert.Equal(red, Color(-7, TileColors.Signed));
        Assert.Equal(Color(-0.5f, TileColors.Signed), Color(-0.25f, TileColors.Signed, scale: 2));
        Assert.Equal([0, 0, 4], Color(-1, TileColors.Heat));
        Assert.Equal([252, 255, 164], Color(3, TileColors.Heat));
        Assert.Equal([186, 54, 85], Color(0.5f, TileColors.Heat));
        int[] brightness = [.. Enumerable.Range(0, 65).Select(i => Color(i / 64f, TileColors.Heat).Sum(c => c))];
        Assert.Equal(brightness.Order(), brightness);
        Assert.Equal([0, 255, 0], Color(float.NaN, TileColors.Heat));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var sheet = new ContactSheet(columns: 3);
        Assert.Throws<InvalidOperationException>(() => sheet.ToImage());
        sheet.Add([1, 2], 1, 2);
        Assert.Contains("2 x 1", Assert.Throws<ArgumentException>(() => sheet.Add([1, 2], 2, 1)).Message);
        Assert.Throws<ArgumentException>(() => sheet.Add([1, 2, 3], 1, 2));
        Assert.Throws<ArgumentException>(() => sheet.Add([1, 2, 3, 4], new ImageShape(1, 2, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContactSheet(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContactSheet(1) { Gap = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContactSheet(1) { Magnification = 0 });
    }

    private static byte[] Color(float value, TileColors colors, double scale = 1)
    {
        var sheet = new ContactSheet(columns: 1) { Gap = 0 };
        sheet.Add([value], 1, 1, colors, scale);
        return sheet.ToImage().Pixels;
    }
}
