using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>For generated code: an image with its columns of padding, side by side in a small buffer that stays in the cache.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ImageCopy
{
    /// <summary>
    /// Copies an image to rows of <paramref name="span"/> columns without gaps; columns beyond the image become zero.
    /// </summary>
    /// <param name="from">The image.</param>
    /// <param name="x">Its distances.</param>
    /// <param name="left">Columns of zeros before it; negative where as many of its own are left out.</param>
    /// <param name="span">Columns of the copy.</param>
    /// <param name="to">The copy: height x span x channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WithPadding<T>(ref T from, in ImageLayout x, int left, int span, ref T to) where T : unmanaged
    {
        int first = Math.Max(0, left), skipped = Math.Max(0, -left);
        int columns = Math.Max(0, Math.Min(span - first, x.Width - skipped)), after = span - first - columns, channels = x.Channels;
        for (int row = 0; row < x.Height; row++)
        {
            ref T source = ref Unsafe.Add(ref from, (nint)row * x.Row + (nint)skipped * x.Column);
            MemoryMarshal.CreateSpan(ref to, first * channels).Clear();
            to = ref Unsafe.Add(ref to, first * channels);
            if (x.Column == channels)
            {
                MemoryMarshal.CreateSpan(ref source, columns * channels).CopyTo(MemoryMarshal.CreateSpan(ref to, columns * channels));
                to = ref Unsafe.Add(ref to, columns * channels);
            }
            else
            {
                // What a vector writes beyond its channels, the next places overwrite; the last ones are copied exactly.
                int column = 0, exact = (Vector<T>.Count + channels - 1) / channels;
                for (; x.Column % Vector<T>.Count == 0 && column < columns - exact; column++)
                {
                    for (nint c = 0; c < channels; c += Vector<T>.Count) Vector.LoadUnsafe(ref Unsafe.Add(ref source, c)).StoreUnsafe(ref Unsafe.Add(ref to, c));
                    source = ref Unsafe.Add(ref source, x.Column);
                    to = ref Unsafe.Add(ref to, channels);
                }
                for (; column < columns; column++)
                {
                    if (channels >= 8) MemoryMarshal.CreateSpan(ref source, channels).CopyTo(MemoryMarshal.CreateSpan(ref to, channels));
                    else
                        for (int c = 0; c < channels; c++) Unsafe.Add(ref to, c) = Unsafe.Add(ref source, c);
                    source = ref Unsafe.Add(ref source, x.Column);
                    to = ref Unsafe.Add(ref to, channels);
                }
            }
            MemoryMarshal.CreateSpan(ref to, after * channels).Clear();
            to = ref Unsafe.Add(ref to, after * channels);
        }
    }

    /// <summary>Writes the zeros beside the rows of images.</summary>
    /// <param name="image">The first image's first element.</param>
    /// <param name="x">Its distances, and the columns of zeros.</param>
    /// <param name="samples">Images.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ClearBeside<T>(ref T image, in ImageLayout x, int samples) where T : unmanaged
    {
        int before = x.Before * x.Column, after = x.After * x.Column;
        for (int sample = 0; sample < samples; sample++)
        {
            ref T first = ref Unsafe.Add(ref image, (nint)sample * x.Sample);
            MemoryMarshal.CreateSpan(ref Unsafe.Subtract(ref first, before), before).Clear();
            // The zeros after a row and those before the next are neighbours.
            for (int row = 0; row < x.Height; row++)
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref first, (nint)row * x.Row + (nint)x.Width * x.Column), row + 1 < x.Height ? after + before : after).Clear();
        }
    }

    /// <summary>Copies some channels of all places side by side; the lanes beyond them become zero.</summary>
    /// <param name="from">The first of the channels.</param>
    /// <param name="y">The image's distances.</param>
    /// <param name="channels">How many.</param>
    /// <param name="to">The copy: height x width x <paramref name="lanes"/>.</param>
    /// <param name="lanes">At least the channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Channels<T>(ref T from, in ImageLayout y, int channels, ref T to, int lanes) where T : unmanaged
    {
        for (int row = 0; row < y.Height; row++)
            for (int column = 0; column < y.Width; column++)
            {
                ref T source = ref Unsafe.Add(ref from, (nint)row * y.Row + (nint)column * y.Column);
                for (int c = 0; c < channels; c++) Unsafe.Add(ref to, c) = Unsafe.Add(ref source, c);
                for (int c = channels; c < lanes; c++) Unsafe.Add(ref to, c) = default;
                to = ref Unsafe.Add(ref to, lanes);
            }
    }
}
