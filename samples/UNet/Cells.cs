using NetGen;

/// <summary>Drawn images of cells: ellipses of uneven brightness on an uneven ground, with scratches as bright as they, and noise; and their masks.</summary>
internal static class Cells
{
    public const int Side = 48;

    public static Dataset Draw(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        float[] images = new float[count * Side * Side], masks = new float[count * Side * Side];
        for (int i = 0; i < count; i++) DrawOne(images.AsSpan(i * Side * Side, Side * Side), masks.AsSpan(i * Side * Side, Side * Side), random);
        return Dataset.Create(Dataset.Input, images, Side, Side, 1).With(Dataset.Target, masks, Side, Side, 1);
    }

    private static void DrawOne(Span<float> image, Span<float> mask, RandomStream random)
    {
        double level = random.Uniform(0.15, 0.35), slopeX = random.Uniform(-0.2, 0.2), slopeY = random.Uniform(-0.2, 0.2);
        for (int y = 0; y < Side; y++)
            for (int x = 0; x < Side; x++) image[y * Side + x] = (float)(level + slopeX * (x / (double)Side - 0.5) + slopeY * (y / (double)Side - 0.5));
        for (int cells = 3 + random.Next(5); cells > 0; cells--)
        {
            double row = random.Uniform(0, Side), column = random.Uniform(0, Side);
            double a = random.Uniform(3, 8), b = a * random.Uniform(0.6, 1), angle = random.Uniform(0, Math.PI);
            double bright = random.Uniform(0.2, 0.4), rim = random.Uniform(0, 0.25);
            for (int y = 0; y < Side; y++)
                for (int x = 0; x < Side; x++)
                {
                    double u = (Math.Cos(angle) * (x - column) + Math.Sin(angle) * (y - row)) / a, v = (Math.Cos(angle) * (y - row) - Math.Sin(angle) * (x - column)) / b;
                    double distance = u * u + v * v;
                    if (distance >= 1) continue;
                    mask[y * Side + x] = 1;
                    image[y * Side + x] = (float)(level + bright + rim * distance);
                }
        }
        for (int scratches = 1 + random.Next(3); scratches > 0; scratches--)
        {
            double row = random.Uniform(0, Side), column = random.Uniform(0, Side), angle = random.Uniform(0, Math.PI), bright = random.Uniform(0.3, 0.7);
            for (double t = -Side; t < Side; t += 0.5)
            {
                int y = (int)(row + t * Math.Sin(angle)), x = (int)(column + t * Math.Cos(angle));
                if ((uint)y < Side && (uint)x < Side) image[y * Side + x] = (float)bright;
            }
        }
        foreach (ref float pixel in image) pixel = Math.Clamp(pixel + (float)random.Normal(0, 0.06), 0, 1);
    }
}
