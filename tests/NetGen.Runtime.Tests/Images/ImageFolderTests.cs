namespace NetGen.Runtime.Tests.Images;

public sealed class ImageFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netgen-images").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FoldersAreClassesInTheOrderOfTheirNames()
    {
        Save("dog/b.png", PixelImageTests.Noise(6, 4, 3));
        Save("dog/a.png", new PixelImage(3, 2, 1, [0, 255, 0, 255, 0, 255]));
        Save("cat/1.png", PixelImageTests.Noise(6, 4, 4));
        Write("cat/notes.txt", [1]);
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        Save("dog/deeper/0.png", PixelImageTests.Noise(1, 1, 1));
        Write(".hidden/1.png", [1]);
        Write("dog/.a.png", [1]);
        var (data, classes) = ImageFolder.Load(_folder, Small);
        Assert.Equal(["cat", "dog", "empty"], classes);
        Assert.Equal([0, 1, 1, 1], data.ToArray<int>(Dataset.Target));
        Assert.Equal([3, 2, 3], data.Columns[0].Shape);
        Assert.Equal([0, 0, 0, 1, 1, 1], data.Sample<float>(Dataset.Input, 1)[..6].ToArray());
        Assert.Equal(1, ImageFolder.Load(_folder, Small with { Channels = 1 }).Data.Columns[0].Shape[2]);
        Assert.Equal(255, ImageFolder.Load(_folder, Small with { Factor = 1 }).Data.Sample<float>(Dataset.Input, 1)[3]);
        Assert.Equal(5, ImageFolder.Load(_folder, Small with { Decode = _ => new PixelImage(3, 2, 3) }).Data.Count);
        // Classes known from elsewhere, one of them without a folder here.
        (data, classes) = ImageFolder.Load(_folder, Small with { Classes = ["empty", "cow", "dog", "cat"] });
        Assert.Equal(["empty", "cow", "dog", "cat"], classes);
        Assert.Equal([2, 2, 2, 3], data.ToArray<int>(Dataset.Target));
    }

    [Fact]
    public void FoldersWithoutImagesAreRefused()
    {
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Load(Path.Combine(_folder, "none")));
        Directory.CreateDirectory(Path.Combine(_folder, "cat"));
        Assert.Contains("no images", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder)).Message);
        string path = Write("cat/broken.png", [1, 2, 3]);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder)).Message);
    }

    [Fact]
    public void OtherSizesClassesAndFormatsAreRefusedByName()
    {
        Save("cat/1.png", PixelImageTests.Noise(3, 2, 3));
        Save("dog/1.png", PixelImageTests.Noise(3, 2, 1));
        Assert.Equal([3, 2, 3], ImageFolder.Load(_folder).Data.Columns[0].Shape);
        Assert.Contains("'dog' is none of the classes", Refused(new ImageFolderOptions { Classes = ["cat"] }));
        Save("dog/2.png", PixelImageTests.Noise(5, 4, 1));
        string message = Refused(new ImageFolderOptions());
        Assert.Contains(Path.Combine("dog", "2.png") + " is 5 x 4 pixels", message);
        Assert.Contains("is 3 x 2", message);
        Assert.Contains("ImageFolderOptions.Size", message);
        Write("cat/2.JPG", [1, 2, 3]);
        Assert.Contains("'.JPG' is not read", Refused(Small));
        Assert.Throws<ArgumentException>(() => ImageFolder.Load(_folder, Small with { Channels = 2 }));
        Assert.Throws<ArgumentException>(() => ImageFolder.Load(_folder, Small with { Size = (0, 2) }));
        Assert.Throws<ArgumentException>(() => ImageFolder.Load(_folder, Small with { Classes = ["cat", "dog", "cat"] }));
    }

    private static readonly ImageFolderOptions Small = new() { Size = (3, 2) };

    private string Refused(ImageFolderOptions options) => Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder, options)).Message;

    private string Write(string name, byte[] data)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data);
        return path;
    }

    private void Save(string name, PixelImage image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, name))!);
        image.SavePng(Path.Combine(_folder, name));
    }
}
