/// <summary>The two images that the sample draws: a landscape, and strokes of paint in swirls.</summary>
internal static class Scenes
{
    public static float[] Landscape(int side)
    {
        var image = new float[side * side * 3];
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++)
            {
                double v = y / (double)side, h = x / (double)side;
                double far = 0.55 + 0.09 * Math.Sin(7 * h + 0.5) + 0.03 * Math.Sin(19 * h), near = 0.75 + 0.07 * Math.Sin(5 * h + 3);
                bool sun = (h - 0.72) * (h - 0.72) + (v - 0.24) * (v - 0.24) < 0.012;
                bool house = h is > 0.2 and < 0.42 && v is > 0.6 and < 0.82, roof = v is > 0.46 and <= 0.6 && Math.Abs(h - 0.31) < (v - 0.46) * 1.05;
                bool door = h is > 0.29 and < 0.35 && v is > 0.69 and < 0.82;
                var (r, g, b) = door ? (0.3, 0.16, 0.1) : house ? (0.93, 0.87, 0.75) : roof ? (0.72, 0.2, 0.15)
                    : v > near ? (0.25, 0.5 - 0.3 * (v - near), 0.2) : v > far ? (0.35, 0.5, 0.45) : sun ? (1, 0.9, 0.45) : (0.45 + 0.4 * v, 0.65 + 0.25 * v, 0.95);
                Set(image, (y * side + x) * 3, r, g, b);
            }
        return image;
    }

    public static float[] Brushwork(int side)
    {
        var image = new float[side * side * 3];
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++)
            {
                double u = x / (double)side * 6, v = y / (double)side * 6;
                // Strokes follow the level lines of a smooth field; across them the color changes quickly.
                double field = Math.Sin(u + 1.3 * Math.Sin(v)) + Math.Cos(1.2 * v - 0.8 * Math.Sin(1.1 * u + 1));
                double stroke = Math.Sin(8 * field), tint = Math.Sin(2.1 * field + 0.7 * u);
                double light = 0.5 + 0.5 * stroke;
                double warm = Math.Max(tint, 0);
                Set(image, (y * side + x) * 3, 0.1 + 0.75 * light * warm + 0.1 * light, 0.18 + 0.5 * light * (0.55 + 0.45 * tint), 0.5 + 0.35 * light - 0.45 * warm);
            }
        return image;
    }

    private static void Set(float[] image, int at, double r, double g, double b) =>
        (image[at], image[at + 1], image[at + 2]) = ((float)Math.Clamp(r, 0, 1), (float)Math.Clamp(g, 0, 1), (float)Math.Clamp(b, 0, 1));
}
