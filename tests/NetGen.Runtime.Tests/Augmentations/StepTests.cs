namespace NetGen.Runtime.Tests.Augmentations;

/// <summary>Each step against what it should do to small images.</summary>
public class StepTests
{
    /// <summary>1 to 9 in rows of three.</summary>
    private static readonly float[] Nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 1, 3, 2 }, { 3, 1, 1 }, { 3, 3, 3 }, { 17, 17, 1 }, { 17, 31, 3 }, { 31, 17, 2 }, { 31, 31, 1 }, { 8, 8, 4 },
    };

    private static float[] Image(ImageShape shape) => [.. Enumerable.Range(0, shape.Length).Select(i => (float)Math.Sin(i * 1.7) + i % 5)];

    private static float[] Run(AugmentationStep step, float[] image, ImageShape shape, int sample = 0) => new Augmentation { step }.Apply(image, shape, 1, sample);

    private static float[] RunNine(AugmentationStep step, int sample = 0) => Run(step, Nine, new ImageShape(3, 3, 1), sample);

    /// <summary>All results over many samples.</summary>
    private static HashSet<string> Results(AugmentationStep step) =>
        [.. Enumerable.Range(0, 500).Select(s => string.Join(' ', RunNine(step, s)))];

    [Fact]
    public void Flips_mirror_and_keep_pixels_whole()
    {
        Assert.Equal([3, 2, 1, 6, 5, 4, 9, 8, 7], RunNine(new RandomHorizontalFlip(1)));
        Assert.Equal([7, 8, 9, 4, 5, 6, 1, 2, 3], RunNine(new RandomVerticalFlip(1)));
        Assert.Equal([5, 6, 3, 4, 1, 2], Run(new RandomHorizontalFlip(1), [1, 2, 3, 4, 5, 6], new ImageShape(1, 3, 2)));
        Assert.Equal(2, Results(new RandomHorizontalFlip()).Count);
        Assert.Equal(2, Results(new RandomVerticalFlip()).Count);
        int flipped = Enumerable.Range(0, 4000).Count(s => RunNine(new RandomHorizontalFlip(0.25), s)[0] == 3);
        Assert.InRange(flipped, 1000 - 110, 1000 + 110); // four standard deviations
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Steps_without_size_leave_every_bit(int height, int width, int channels)
    {
        var shape = new ImageShape(height, width, channels);
        var image = Image(shape);
        AugmentationStep[] nothing =
        [
            new RandomHorizontalFlip(0), new RandomVerticalFlip(0), new RandomShift(0), new RandomRotation(0), new RandomBrightness(0), new RandomContrast(0), new RandomCutout(0),
        ];
        foreach (var step in nothing) Assert.Equal(image, Run(step, image, shape));
        Assert.Equal(image, new Augmentation().Apply(image, shape, 1, 0));
        Augmentation all = [.. nothing];
        Assert.Equal(image, all.Apply(image, shape, 3, 8));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Two_flips_are_none_and_both_are_half_a_turn(int height, int width, int channels)
    {
        var shape = new ImageShape(height, width, channels);
        var image = Image(shape);
        Augmentation horizontal = [new RandomHorizontalFlip(1), new RandomHorizontalFlip(1)], vertical = [new RandomVerticalFlip(1), new RandomVerticalFlip(1)];
        Augmentation both = [new RandomHorizontalFlip(1), new RandomVerticalFlip(1)];
        Assert.Equal(image, horizontal.Apply(image, shape, 1, 0));
        Assert.Equal(image, vertical.Apply(image, shape, 1, 0));
        var turned = both.Apply(image, shape, 1, 0);
        Assert.Equal(turned, Run(new RandomRotation(180, 180), image, shape));
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int c = 0; c < channels; c++)
                    Assert.Equal(image[(y * width + x) * channels + c], turned[((height - 1 - y) * width + width - 1 - x) * channels + c]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 3)]
    [InlineData(17, 1)]
    [InlineData(31, 3)]
    public void A_quarter_turn_is_a_transpose_and_a_flip(int size, int channels)
    {
        var shape = new ImageShape(size, size, channels);
        var image = Image(shape);
        var transposed = new float[shape.Length];
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++)
                for (int c = 0; c < channels; c++)
                    transposed[(x * size + y) * channels + c] = image[(y * size + x) * channels + c];
        Assert.Equal(Run(new RandomVerticalFlip(1), transposed, shape), Run(new RandomRotation(90, 90), image, shape));
        Assert.Equal(Run(new RandomHorizontalFlip(1), transposed, shape), Run(new RandomRotation(-90, -90), image, shape));
        Assert.Equal(Run(new RandomRotation(90, 90), image, shape), Run(new RandomRotation(-270, -270), image, shape));
        Assert.Equal(image, Run(new RandomRotation(360, 360), image, shape));
    }

    [Fact]
    public void Rotations_interpolate_bilinearly()
    {
        Assert.Equal([3, 6, 9, 2, 5, 8, 1, 4, 7], RunNine(new RandomRotation(90, 90)));
        // An eighth of a turn, against tents about the pixels.
        float[] turned = RunNine(new RandomRotation(45, 45) { Fill = 0 });
        double d = Math.Sqrt(0.5);
        double Value(double y, double x)
        {
            double sum = 0;
            for (int r = 0; r < 3; r++)
                for (int c = 0; c < 3; c++)
                    sum += Nine[3 * r + c] * Math.Max(0, 1 - Math.Abs(y - r)) * Math.Max(0, 1 - Math.Abs(x - c));
            return sum;
        }
        for (int r = 0; r < 3; r++)
            for (int c = 0; c < 3; c++)
                Assert.Equal(Value(1 + d * (c - 1) + d * (r - 1), 1 + d * (c - 1) - d * (r - 1)), turned[3 * r + c], 1e-5);
        // A plane stays a plane where all four neighbours are within.
        var shape = new ImageShape(31, 17, 1);
        var plane = new float[shape.Length];
        for (int i = 0; i < plane.Length; i++) plane[i] = 2 * (i / 17 - 15) - 3 * (i % 17 - 8);
        var result = Run(new RandomRotation(20, 20) { Fill = 1000 }, plane, shape);
        double cos = Math.Cos(20 * Math.PI / 180), sin = Math.Sin(20 * Math.PI / 180);
        int within = 0;
        for (int i = 0; i < plane.Length; i++)
        {
            double y = i / 17 - 15, x = i % 17 - 8, fromX = x * cos - y * sin, fromY = x * sin + y * cos;
            if (Math.Abs(fromX) > 8 || Math.Abs(fromY) > 15) continue;
            within++;
            Assert.Equal(2 * fromY - 3 * fromX, result[i], 1e-4);
        }
        Assert.InRange(within, 300, 500);
        Assert.Equal(1000, result[0]);
        Assert.True(Results(new RandomRotation(10)).Count > 490);
    }

    [Fact]
    public void Shifts_are_crops_of_the_padded_image()
    {
        // Every crop of 3 x 3 from the image with a border of 1.
        var padded = new float[25];
        Array.Fill(padded, -1);
        for (int i = 0; i < 9; i++) padded[(i / 3 + 1) * 5 + i % 3 + 1] = Nine[i];
        var crops = new HashSet<string>();
        for (int top = 0; top < 3; top++)
            for (int left = 0; left < 3; left++)
                crops.Add(string.Join(' ', Enumerable.Range(0, 9).Select(i => padded[(top + i / 3) * 5 + left + i % 3])));
        Assert.Equal(crops.Order(), Results(new RandomShift(1) { Fill = -1 }).Order());
        Assert.Equal(3, Results(new RandomShift(vertical: 1, horizontal: 0)).Count);
        Assert.Equal(5, Results(new RandomShift(vertical: 0, horizontal: 2)).Count);
        // Further than the image is large: every shift that leaves a pixel, and the empty image.
        Assert.Equal(26, Results(new RandomShift(3)).Count);
        Assert.Contains("0 0 0 0 0 0 0 0 0", Results(new RandomShift(50)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Shifts_move_pixels_of_any_shape(int height, int width, int channels)
    {
        var shape = new ImageShape(height, width, channels);
        var image = Image(shape);
        for (int sample = 0; sample < 30; sample++)
        {
            var shifted = Run(new RandomShift(4) { Fill = -7 }, image, shape, sample);
            bool found = false;
            for (int down = -4; down <= 4 && !found; down++)
                for (int right = -4; right <= 4 && !found; right++)
                    found = Enumerable.Range(0, shape.Length).All(i =>
                    {
                        int y = i / channels / width - down, x = i / channels % width - right;
                        return shifted[i] == (y < 0 || y >= height || x < 0 || x >= width ? -7 : image[(y * width + x) * channels + i % channels]);
                    });
            Assert.True(found);
        }
    }

    [Fact]
    public void Brightness_adds_one_number()
    {
        var sums = Enumerable.Range(0, 200).Select(s => RunNine(new RandomBrightness(0.5), s)).Select(r =>
        {
            for (int i = 0; i < 9; i++) Assert.Equal(r[0] - 1, r[i] - Nine[i], 1e-6f);
            return r[0] - 1;
        }).ToList();
        Assert.InRange(sums.Min(), -0.5f, -0.45f);
        Assert.InRange(sums.Max(), 0.45f, 0.5f);
        Assert.All(Enumerable.Range(0, 50).SelectMany(s => RunNine(new RandomBrightness(5, 2, 8), s)), v => Assert.InRange(v, 2, 8));
    }

    [Fact]
    public void Contrast_scales_about_the_mean_of_each_channel()
    {
        var shape = new ImageShape(1, 3, 2);
        var factors = Enumerable.Range(0, 200).Select(s => Run(new RandomContrast(0.5), [1, 10, 2, 20, 6, 60], shape, s)).Select(r =>
        {
            float factor = (r[0] - 3) / -2;
            float[] expected = [3 - 2 * factor, 30 - 20 * factor, 3 - factor, 30 - 10 * factor, 3 + 3 * factor, 30 + 30 * factor];
            for (int i = 0; i < 6; i++) Assert.Equal(expected[i], r[i], 1e-4f);
            return factor;
        }).ToList();
        Assert.InRange(factors.Min(), 0.4999f, 0.55f);
        Assert.InRange(factors.Max(), 1.45f, 1.5001f);
        Assert.All(Enumerable.Range(0, 50).SelectMany(s => RunNine(new RandomContrast(1, 2, 8), s)), v => Assert.InRange(v, 2, 8));
    }

    [Fact]
    public void Cutout_covers_a_square_that_the_border_may_cut()
    {
        // Side 1: any one pixel. Side 3: all within one pixel of the middle, wherever that is.
        Assert.Equal(Enumerable.Range(0, 9).Select(p => string.Join(' ', Nine.Select((v, i) => i == p ? -1 : v))).Order(), Results(new RandomCutout(1) { Fill = -1 }).Order());
        Assert.Equal(
            Enumerable.Range(0, 9).Select(p => string.Join(' ', Nine.Select((v, i) => Math.Abs(i / 3 - p / 3) <= 1 && Math.Abs(i % 3 - p % 3) <= 1 ? 0 : v))).Order(),
            Results(new RandomCutout(3)).Order());
        Assert.Equal(["0 0 0 0 0 0 0 0 0"], Results(new RandomCutout(100)));
        // Side 2: the middle and what is above and left of it.
        Assert.Equal(
            Enumerable.Range(0, 9).Select(p => string.Join(' ', Nine.Select((v, i) => p / 3 - i / 3 is 0 or 1 && p % 3 - i % 3 is 0 or 1 ? 0 : v))).Order(),
            Results(new RandomCutout(2)).Order());
        var pixels = Run(new RandomCutout(1) { Fill = 9 }, [1, 2, 3, 4, 5, 6], new ImageShape(1, 2, 3));
        Assert.True(pixels is [9, 9, 9, 4, 5, 6] or [1, 2, 3, 9, 9, 9]);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        foreach (double wrong in (double[])[-0.1, 1.1, double.NaN])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new RandomHorizontalFlip(wrong));
            Assert.Throws<ArgumentOutOfRangeException>(() => new RandomVerticalFlip(wrong));
            Assert.Throws<ArgumentOutOfRangeException>(() => new RandomContrast(wrong));
        }
        foreach (double wrong in (double[])[-1, double.NaN, double.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new RandomRotation(wrong));
            Assert.Throws<ArgumentOutOfRangeException>(() => new RandomBrightness(wrong));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomRotation(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomRotation(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomShift(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomShift(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomShift(1) { Fill = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomRotation(1) { Fill = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomCutout(1) { Fill = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomCutout(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomBrightness(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomContrast(1, 1, 0));
        Assert.Throws<ArgumentException>(() => new Augmentation(1, shape: new ImageShape(0, 1, 1)));
        Assert.Throws<ArgumentException>(() => new Augmentation().Apply(Nine, new ImageShape(3, 3, 2), 1, 0));
        Assert.Throws<ArgumentNullException>(() => new Augmentation { null! });
    }
}
