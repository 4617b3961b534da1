using NetGen;

/// <summary>Images that take the place of photographs: a shape of any color, size and place on a ground of another color, with noise.</summary>
internal static class Shapes
{
    private const int Size = 32;

    public static readonly string[] Names = ["discs", "squares", "triangles", "rings", "crosses", "stripes"];

    public static Dataset Draw(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        var images = new float[count * Size * Size * 3];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.Next(Names.Length);
            DrawOne(images.AsSpan(i * Size * Size * 3, Size * Size * 3), labels[i], random);
        }
        return Dataset.Create(Dataset.Input, images, Size, Size, 3).With(Dataset.Target, labels);
    }

    private static void DrawOne(Span<float> image, int kind, RandomStream random)
    {
        Span<float> ground = stackalloc float[3], ink = stackalloc float[3];
        float distance;
        do
        {
            distance = 0;
            for (int c = 0; c < 3; c++)
            {
                (ground[c], ink[c]) = (random.NextSingle(), random.NextSingle());
                distance += Math.Abs(ground[c] - ink[c]);
            }
        }
        while (distance < 0.7f);
        double radius = random.Uniform(6, 12), row = random.Uniform(radius, Size - radius), column = random.Uniform(radius, Size - radius), angle = random.Uniform(-0.4, 0.4);
        for (int y = 0; y < Size; y++)
            for (int x = 0; x < Size; x++)
            {
                double dy = (y - row) / radius, dx = (x - column) / radius;
                double v = Math.Cos(angle) * dy - Math.Sin(angle) * dx, h = Math.Sin(angle) * dy + Math.Cos(angle) * dx;
                bool inside = Inside(kind, v, h);
                for (int c = 0; c < 3; c++)
                    image[(y * Size + x) * 3 + c] = Math.Clamp((inside ? ink[c] : ground[c]) + (float)random.Normal(0, 0.08), 0, 1);
            }
    }

    /// <summary>Whether a place belongs to the shape, whose middle is 0 and which reaches from -1 to 1.</summary>
    private static bool Inside(int kind, double v, double h) => kind switch
    {
        0 => v * v + h * h < 1,
        1 => Math.Max(Math.Abs(v), Math.Abs(h)) < 0.85,
        2 => v < 0.8 && Math.Abs(h) < (v + 1) / 1.8,
        3 => v * v + h * h is < 1 and > 0.36,
        4 => Math.Min(Math.Abs(v), Math.Abs(h)) < 0.25 && Math.Max(Math.Abs(v), Math.Abs(h)) < 1,
        _ => Math.Max(Math.Abs(v), Math.Abs(h)) < 1 && ((int)Math.Floor((v + 1) * 3) & 1) == 0,
    };
}
