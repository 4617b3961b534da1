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
        var (data, classes) = ImageFolder.Load(_folder, 3, 2);
        Assert.Equal(["cat", "dog", "empty"], classes);
        Assert.Equal([0, 1, 1], data.ToArray<int>(Dataset.Target));
        Assert.Equal([3, 2, 3], data.Columns[0].Shape);
        Assert.Equal([0, 0, 0, 1, 1, 1], data.Sample<float>(Dataset.Input, 1)[..6].ToArray());
        Assert.Equal(1, ImageFolder.Load(_folder, 3, 2, channels: 1).Data.Columns[0].Shape[2]);
        Assert.Equal(4, ImageFolder.Load(_folder, 3, 2, decode: _ => new PixelImage(3, 2, 3)).Data.Count);
    }

    [Fact]
    public void FoldersWithoutImagesAreRefused()
    {
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Load(Path.Combine(_folder, "none"), 3, 2));
        Directory.CreateDirectory(Path.Combine(_folder, "cat"));
        Assert.Contains("no images", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder, 3, 2)).Message);
        string path = Write("cat/broken.png", [1, 2, 3]);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder, 3, 2)).Message);
    }

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
