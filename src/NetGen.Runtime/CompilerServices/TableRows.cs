using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>
/// Rows of tables, looked up by integers and added to: embeddings and their gradients. A table is one for all samples or one a sample, and so are the
/// integers: then the distance from a sample's to the next is 0. Integers outside of the table name no row. Called by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TableRows
{
    /// <summary>Copies the rows that integers name, one behind the other; zeros where there is none.</summary>
    /// <param name="table">The first element of the table, row-major.</param>
    /// <param name="indices">The first integer.</param>
    /// <param name="result">The first element of what is gathered.</param>
    /// <param name="samples">The number of samples, or 1 where nothing is of a sample.</param>
    /// <param name="count">Integers a sample.</param>
    /// <param name="tableStep">Elements from a sample's table to the next.</param>
    /// <param name="indexStep">Integers from a sample's to the next.</param>
    /// <param name="rows">Rows of a table.</param>
    /// <param name="length">Elements of a row.</param>
    public static void Gather<T>(ref T table, ref int indices, ref T result, int samples, int count, int tableStep, int indexStep, int rows, int length) where T : unmanaged
    {
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
                GatherRow(ref Unsafe.Add(ref table, sample * tableStep), Unsafe.Add(ref indices, sample * indexStep + i), rows, ref Row(ref result, sample * count + i, length), length);
    }

    /// <inheritdoc cref="Gather{T}(ref T, ref int, ref T, int, int, int, int, int, int)"/>
    /// <remarks>The integers are whole numbers in floating point.</remarks>
    public static void Gather(ref float table, ref float indices, ref float result, int samples, int count, int tableStep, int indexStep, int rows, int length)
    {
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
                GatherRow(ref Unsafe.Add(ref table, sample * tableStep), (int)Unsafe.Add(ref indices, sample * indexStep + i), rows, ref Row(ref result, sample * count + i, length), length);
    }

    /// <inheritdoc cref="Gather(ref float, ref float, ref float, int, int, int, int, int, int)"/>
    public static void Gather(ref double table, ref double indices, ref double result, int samples, int count, int tableStep, int indexStep, int rows, int length)
    {
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
                GatherRow(ref Unsafe.Add(ref table, sample * tableStep), (int)Unsafe.Add(ref indices, sample * indexStep + i), rows, ref Row(ref result, sample * count + i, length), length);
    }

    /// <summary>Adds rows to those of a table that integers name, in their order, beginning with a table of zeros.</summary>
    /// <param name="values">The first element of the rows that are added.</param>
    /// <param name="indices">The first integer.</param>
    /// <param name="table">The first element of the table.</param>
    /// <param name="samples">The number of samples, or 1 where nothing is of a sample.</param>
    /// <param name="count">Integers a sample.</param>
    /// <param name="tableStep">Elements from a sample's table to the next.</param>
    /// <param name="indexStep">Integers from a sample's to the next.</param>
    /// <param name="rows">Rows of a table.</param>
    /// <param name="length">Elements of a row.</param>
    public static void ScatterAdd(ref float values, ref int indices, ref float table, int samples, int count, int tableStep, int indexStep, int rows, int length)
    {
        Clear(ref table, samples, tableStep, rows, length);
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
                AddRow(ref Row(ref values, sample * count + i, length), ref Unsafe.Add(ref table, sample * tableStep), Unsafe.Add(ref indices, sample * indexStep + i), rows, length);
    }

    /// <inheritdoc cref="ScatterAdd(ref float, ref int, ref float, int, int, int, int, int, int)"/>
    public static void ScatterAdd(ref double values, ref int indices, ref double table, int samples, int count, int tableStep, int indexStep, int rows, int length)
    {
        Clear(ref table, samples, tableStep, rows, length);
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
                AddRow(ref Row(ref values, sample * count + i, length), ref Unsafe.Add(ref table, sample * tableStep), Unsafe.Add(ref indices, sample * indexStep + i), rows, length);
    }

    /// <inheritdoc cref="ScatterAdd(ref float, ref int, ref float, int, int, int, int, int, int)"/>
    /// <remarks>The integers are whole numbers in floating point.</remarks>
    public static void ScatterAdd(ref float values, ref float indices, ref float table, int samples, int count, int tableStep, int indexStep, int rows, int length)
    {
        Clear(ref table, samples, tableStep, rows, length);
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
                AddRow(ref Row(ref values, sample * count + i, length), ref Unsafe.Add(ref table, sample * tableStep), (int)Unsafe.Add(ref indices, sample * indexStep + i), rows, length);
    }

    /// <inheritdoc cref="ScatterAdd(ref float, ref float, ref float, int, int, int, int, int, int)"/>
    public static void ScatterAdd(ref double values, ref double indices, ref double table, int samples, int count, int tableStep, int indexStep, int rows, int length)
    {
        Clear(ref table, samples, tableStep, rows, length);
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
                AddRow(ref Row(ref values, sample * count + i, length), ref Unsafe.Add(ref table, sample * tableStep), (int)Unsafe.Add(ref indices, sample * indexStep + i), rows, length);
    }

    private static ref T Row<T>(ref T first, int row, int length) => ref Unsafe.Add(ref first, (nint)row * length);

    private static void GatherRow<T>(ref T table, int index, int rows, ref T result, int length) where T : unmanaged
    {
        var destination = MemoryMarshal.CreateSpan(ref result, length);
        if ((uint)index < (uint)rows) MemoryMarshal.CreateSpan(ref Row(ref table, index, length), length).CopyTo(destination);
        else destination.Clear();
    }

    private static void Clear<T>(ref T table, int samples, int tableStep, int rows, int length) where T : unmanaged
    {
        for (int sample = 0; sample < (tableStep == 0 ? 1 : samples); sample++) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref table, sample * tableStep), rows * length).Clear();
    }

    private static void AddRow<T>(ref T values, ref T table, int index, int rows, int length) where T : unmanaged, System.Numerics.INumber<T>
    {
        if ((uint)index >= (uint)rows) return;
        ref T row = ref Row(ref table, index, length);
        int i = 0;
        for (; i + System.Numerics.Vector<T>.Count <= length; i += System.Numerics.Vector<T>.Count)
            System.Numerics.Vector.StoreUnsafe(Load(ref row, i) + Load(ref values, i), ref row, (nuint)i);
        for (; i < length; i++) Unsafe.Add(ref row, i) += Unsafe.Add(ref values, i);

        static System.Numerics.Vector<T> Load(ref T first, int i) => System.Numerics.Vector.LoadUnsafe(ref first, (nuint)i);
    }
}
