using System.Globalization;
using System.Text;

namespace NetGen.Samples;

/// <summary>Vectors of words, each of length 1: neighbours by the cosine, and a picture by principal components.</summary>
internal sealed class WordVectors
{
    private readonly Vocabulary _vocabulary;
    private readonly float[] _vectors;
    private readonly int _size;

    public WordVectors(Vocabulary vocabulary, float[] vectors, int size)
    {
        (_vocabulary, _vectors, _size) = (vocabulary, vectors, size);
        for (int i = 0; i < vectors.Length; i += size)
        {
            float norm = MathF.Sqrt(Dot(vectors.AsSpan(i, size), vectors.AsSpan(i, size)));
            for (int j = i; j < i + size; j++) vectors[j] /= Math.Max(norm, 1e-12f);
        }
    }

    /// <summary>The nearest other words, of all or of some.</summary>
    public (string Word, double Similarity)[] Nearest(string word, int count, IEnumerable<string>? among = null) =>
        [.. (among ?? _vocabulary.Tokens.Where(t => char.IsLetter(t[0]))).Where(w => w != word)
            .Select(w => (w, (double)Dot(Of(w), Of(word)))).OrderByDescending(n => n.Item2).Take(count)];

    /// <summary>Writes a picture of words in the plane of their two principal components, a colour for each kind.</summary>
    public void SavePlane(string path, string[][] kinds)
    {
        string[] palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b07800", "#56b4e9", "#000000"];
        var places = Principal([.. kinds.SelectMany(k => k).Select(w => Of(w).ToArray())]);
        double left = places.Min(p => p.X), right = places.Max(p => p.X), low = places.Min(p => p.Y), high = places.Max(p => p.Y);
        var svg = new StringBuilder("""
            <svg xmlns="http://www.w3.org/2000/svg" width="900" height="640" viewBox="0 0 900 640"><rect width="100%" height="100%" fill="#fff"/>
            <style>text { font: 13px "DejaVu Sans", sans-serif }</style>

            """);
        (double X, double Y)[] points = [.. places.Select(p => (40 + 760 * (p.X - left) / (right - left), 600 - 560 * (p.Y - low) / (high - low)))];
        var taken = points.Select(p => (Left: p.X - 4, Right: p.X + 4, Y: p.Y)).ToList();
        int i = 0;
        for (int k = 0; k < kinds.Length; k++)
            foreach (string word in kinds[k])
            {
                // To the right of its point, or else where it hides the fewest points and words.
                var (x, y) = points[i++];
                double length = 8 * word.Length;
                (double Left, double X, double Y, string Anchor)[] around =
                    [(x + 6, x + 6, y + 4, "start"), (x - 6 - length, x - 6, y + 4, "end"), (x - length / 2, x, y - 8, "middle"), (x - length / 2, x, y + 17, "middle")];
                var best = around.MinBy(a => taken.Count(t => t.Left < a.Left + length && t.Right > a.Left && Math.Abs(t.Y - a.Y + 4) < 12));
                taken.Add((best.Left, best.Left + length, best.Y - 4));
                string colour = palette[k % palette.Length];
                svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{x:F1}" cy="{y:F1}" r="3" fill="{colour}"/><text x="{best.X:F1}" y="{best.Y:F1}" text-anchor="{best.Anchor}" fill="{colour}">{word}</text>""").Append('\n');
            }
        File.WriteAllText(path, svg.Append("</svg>\n").ToString());
    }

    /// <summary>The two directions in which points differ most, one after the other, by power iteration on what is left of them.</summary>
    private static (double X, double Y)[] Principal(float[][] points)
    {
        int size = points[0].Length;
        float[] mean = [.. Enumerable.Range(0, size).Select(j => points.Average(p => p[j]))];
        foreach (float[] p in points)
            for (int j = 0; j < size; j++) p[j] -= mean[j];
        var coordinates = new double[2][];
        for (int axis = 0; axis < 2; axis++)
        {
            float[] direction = [.. Enumerable.Range(0, size).Select(j => MathF.Sin(j + axis))];
            for (int round = 0; round < 100; round++)
            {
                var next = new float[size];
                foreach (float[] p in points)
                {
                    float along = Dot(p, direction);
                    for (int j = 0; j < size; j++) next[j] += along * p[j];
                }
                float norm = MathF.Sqrt(Dot(next, next));
                direction = [.. next.Select(v => v / norm)];
            }
            coordinates[axis] = [.. points.Select(p => (double)Dot(p, direction))];
            for (int i = 0; i < points.Length; i++)
                for (int j = 0; j < size; j++) points[i][j] -= (float)coordinates[axis][i] * direction[j];
        }
        return [.. coordinates[0].Zip(coordinates[1])];
    }

    private ReadOnlySpan<float> Of(string word) => _vectors.AsSpan(_vocabulary[word] * _size, _size);

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
