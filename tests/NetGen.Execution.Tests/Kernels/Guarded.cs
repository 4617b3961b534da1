using System.Numerics;

namespace NetGen.Execution.Tests.Kernels;

/// <summary>A buffer between two zones of NaN with a payload: whoever reads them is poisoned, and whoever writes them is found out.</summary>
internal sealed class Guarded<T>(int length, int guard) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _items = [.. Enumerable.Repeat(T.NaN, guard), .. new T[length], .. Enumerable.Repeat(T.NaN, guard)];

    public Span<T> Span => _items.AsSpan(guard, length);

    public ref T this[int index] => ref Span[index];

    public static T Draw(Random random) => T.CreateChecked((float)(random.NextDouble() * 2 - 1));

    public Guarded<T> Fill(Random random)
    {
        foreach (ref var item in Span) item = Draw(random);
        return this;
    }

    public double[] ToDouble() => Array.ConvertAll(Span.ToArray(), double.CreateChecked);

    public void AssertGuards()
    {
        for (int i = 0; i < guard; i++)
            Assert.True(T.IsNaN(_items[i]) && T.IsNaN(_items[^(i + 1)]), $"Something was written outside the buffer, {guard - i} before it or behind.");
    }
}
