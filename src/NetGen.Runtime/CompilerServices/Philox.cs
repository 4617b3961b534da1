using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetGen.CompilerServices;

/// <summary>
/// Philox4x32-10, the counter-based random numbers of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
/// A block of four words is a function of a key and a counter alone, so numbers are the same whatever the thread, tile, machine or backend.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;

    /// <summary>What a stream is for: streams of different purposes never share a key.</summary>
    internal enum Purpose : uint
    {
        Operation = 1,
        Initialization,
        Shuffle,
        User,
        Augmentation,
    }

    /// <summary>The four words at a counter.</summary>
    internal readonly record struct Block(uint X0, uint X1, uint X2, uint X3);

    /// <summary>The four words of the counter <c>(c0, c1, c2, c3)</c> under a key, whose low half is the first key word.</summary>
    internal static Block Next(ulong key, uint c0, uint c1, uint c2, uint c3)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0, p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return new Block(c0, c1, c2, c3);
    }

    /// <summary>The key of a stream: a hash, by Philox itself, of the seed and what the stream is for.</summary>
    internal static ulong Key(ulong seed, Purpose purpose, ulong major, uint minor = 0)
    {
        var block = Next(seed, (uint)major, (uint)(major >> 32), minor, (uint)purpose);
        return block.X0 | (ulong)block.X1 << 32;
    }

    /// <summary>
    /// For generated code: uniform numbers in [0, 1), the top 24 bits of a word times 2^-24, in both precisions alike. The word of element
    /// <c>e</c> of sample <c>s</c> is word <c>e % 4</c> of the counter <c>(s, e / 4, 0, 0)</c> under a key made of seed, step and operation.
    /// </summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="destination">The first element; sample <c>s</c> begins <c>s * leadingDimension</c> behind.</param>
    /// <param name="count">Samples.</param>
    /// <param name="elements">Elements of a sample.</param>
    /// <param name="leadingDimension">Elements from a sample to the next, at least <paramref name="elements"/>; those between are set to 0.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="step">The training pass.</param>
    /// <param name="key">The operation.</param>
    /// <param name="first">The number of the first sample: what is before it is somebody else's.</param>
    public static void Fill<T>(ref T destination, int count, int elements, int leadingDimension, ulong seed, long step, int key, int first = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Fill(ref destination, count, 1, elements, leadingDimension, seed, step, key, first);

    /// <summary>For generated code: as <see cref="Fill{T}(ref T, int, int, int, ulong, long, int, int)"/>, for samples of several rows.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="destination">The first element; row <c>r</c> of sample <c>s</c> begins <c>(s * rows + r) * leadingDimension</c> behind.</param>
    /// <param name="count">Samples.</param>
    /// <param name="rows">Rows of a sample.</param>
    /// <param name="elements">Elements of a row: element <c>i</c> of row <c>r</c> is element <c>r * elements + i</c> of its sample.</param>
    /// <param name="leadingDimension">Elements from a row to the next, at least <paramref name="elements"/>; those between are set to 0.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="step">The training pass.</param>
    /// <param name="key">The operation.</param>
    /// <param name="first">The number of the first sample: what is before it is somebody else's.</param>
    public static void Fill<T>(ref T destination, int count, int rows, int elements, int leadingDimension, ulong seed, long step, int key, int first = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ulong stream = Key(seed, Purpose.Operation, (ulong)step, (uint)key);
        for (int sample = 0; sample < count; sample++)
            for (int row = 0; row < rows; row++)
            {
                FillRow(ref destination, row * elements, elements, stream, (uint)(first + sample));
                for (int i = elements; i < leadingDimension; i++) Unsafe.Add(ref destination, i) = T.Zero;
                destination = ref Unsafe.Add(ref destination, leadingDimension);
            }
    }

    /// <summary>For generated code: the key of an operation's numbers in a training pass, for devices that draw them.</summary>
    /// <param name="seed">The network's seed.</param>
    /// <param name="step">The training pass.</param>
    /// <param name="key">The operation.</param>
    public static ulong OperationKey(ulong seed, long step, int key) => Key(seed, Purpose.Operation, (ulong)step, (uint)key);

    /// <summary>One of the numbers that <see cref="Fill{T}(ref T, int, int, int, ulong, long, int, int)"/> gives.</summary>
    internal static double Uniform(ulong seed, long step, int key, int sample, int element)
    {
        var block = Next(Key(seed, Purpose.Operation, (ulong)step, (uint)key), (uint)sample, (uint)element >> 2, 0, 0);
        return Uniform<double>((element & 3) switch { 0 => block.X0, 1 => block.X1, 2 => block.X2, _ => block.X3 });
    }

    /// <summary>A stream of its own for two uniform numbers that were drawn: of each counts the 24 bits that it has.</summary>
    internal static ulong DerivedKey(double first, double second) => (ulong)(first * (1 << 24)) | (ulong)(second * (1 << 24)) << 32;

    /// <summary>One of the numbers that attention draws for the weights it drops.</summary>
    /// <param name="first">A uniform number that was drawn for the sample.</param>
    /// <param name="second">Another one.</param>
    /// <param name="element">The weight's place among those of the sample: <c>[heads, queries, keys]</c>.</param>
    public static double Uniform(double first, double second, int element)
    {
        var block = Next(DerivedKey(first, second), 0, (uint)element >> 2, 0, 0);
        return Uniform<double>((element & 3) switch { 0 => block.X0, 1 => block.X1, 2 => block.X2, _ => block.X3 });
    }

    /// <summary>The numbers of a stream from one element of a sample on.</summary>
    internal static void FillRow<T>(ref T destination, int first, int elements, ulong key, uint sample) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (Avx2.IsSupported && typeof(T) == typeof(float) && (first & 3) == 0)
        {
            for (; i + 32 <= elements; i += 32)
                FillBlocks(ref Unsafe.As<T, float>(ref Unsafe.Add(ref destination, i)), key, sample, (uint)(first + i) >> 2);
        }
        while (i < elements)
        {
            int element = first + i, lane = element & 3;
            var block = Next(key, sample, (uint)element >> 2, 0, 0);
            for (; lane < 4 && i < elements; lane++, i++)
                Unsafe.Add(ref destination, i) = Uniform<T>(lane switch { 0 => block.X0, 1 => block.X1, 2 => block.X2, _ => block.X3 });
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Uniform<T>(uint word) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? (T)(object)((word >> 8) * (1f / (1 << 24))) : (T)(object)((word >> 8) * (1.0 / (1 << 24)));

    /// <summary>The numbers of eight blocks at once.</summary>
    private static void FillBlocks(ref float destination, ulong key, uint sample, uint block)
    {
        var k0 = Vector256.Create((uint)key);
        var k1 = Vector256.Create((uint)(key >> 32));
        var c0 = Vector256.Create(sample);
        var c1 = Vector256.Create(block) + Vector256<uint>.Indices;
        var c2 = Vector256<uint>.Zero;
        var c3 = Vector256<uint>.Zero;
        for (int round = 0; round < Rounds; round++)
        {
            var (high0, low0) = Multiply(c0, Vector256.Create(Multiplier0));
            var (high1, low1) = Multiply(c2, Vector256.Create(Multiplier1));
            (c0, c1, c2, c3) = (high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0);
            k0 += Vector256.Create(Weyl0);
            k1 += Vector256.Create(Weyl1);
        }
        // From a vector a word to a vector for two blocks.
        var low01 = Avx2.UnpackLow(c0, c1).AsUInt64();
        var high01 = Avx2.UnpackHigh(c0, c1).AsUInt64();
        var low23 = Avx2.UnpackLow(c2, c3).AsUInt64();
        var high23 = Avx2.UnpackHigh(c2, c3).AsUInt64();
        var blocks04 = Avx2.UnpackLow(low01, low23);
        var blocks15 = Avx2.UnpackHigh(low01, low23);
        var blocks26 = Avx2.UnpackLow(high01, high23);
        var blocks37 = Avx2.UnpackHigh(high01, high23);
        Uniform(Avx2.Permute2x128(blocks04, blocks15, 0x20)).StoreUnsafe(ref destination);
        Uniform(Avx2.Permute2x128(blocks26, blocks37, 0x20)).StoreUnsafe(ref destination, 8);
        Uniform(Avx2.Permute2x128(blocks04, blocks15, 0x31)).StoreUnsafe(ref destination, 16);
        Uniform(Avx2.Permute2x128(blocks26, blocks37, 0x31)).StoreUnsafe(ref destination, 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> High, Vector256<uint> Low) Multiply(Vector256<uint> a, Vector256<uint> b)
    {
        var even = Avx2.Multiply(a, b);
        var odd = Avx2.Multiply((a.AsUInt64() >> 32).AsUInt32(), b);
        return (Avx2.Blend((even >> 32).AsUInt32(), odd.AsUInt32(), 0b10101010), Avx2.Blend(even.AsUInt32(), (odd << 32).AsUInt32(), 0b10101010));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Uniform(Vector256<ulong> words) =>
        Vector256.ConvertToSingle((words.AsUInt32() >> 8).AsInt32()) * (1f / (1 << 24));
}
