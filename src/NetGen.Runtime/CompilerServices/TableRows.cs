using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>
/// Rows of tables, looked up by integers and added to: embeddings and their gradients. A table is one for all samples or one a sample, and so are the
/// integers: then the distance from a sample's to the next is 0. Integers outside of the table name no row; they are whole numbers in floating point where they were computed.
/// Called by generated code.
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
    public static void Gather<T, TIndex>(ref T table, ref TIndex indices, ref T result, int samples, int count, int tableStep, int indexStep, int rows, int length)
        where T : unmanaged
        where TIndex : unmanaged, INumber<TIndex>
    {
        for (int sample = 0; sample < samples; sample++)
        {
            ref T own = ref Unsafe.Add(ref table, (nint)sample * tableStep);
            for (int i = 0; i < count; i++)
            {
                int index = int.CreateTruncating(Unsafe.Add(ref indices, sample * indexStep + i));
                var row = MemoryMarshal.CreateSpan(ref Row(ref result, sample * count + i, length), length);
                if ((uint)index < (uint)rows) MemoryMarshal.CreateSpan(ref Row(ref own, index, length), length).CopyTo(row);
                else row.Clear();
            }
        }
    }

    /// <summary>As <c>Gather</c>, from a table in panels, the weights of a product: an element of each line of a panel.</summary>
    /// <param name="panels">The first element of the panels.</param>
    /// <param name="indices">The first integer.</param>
    /// <param name="result">The first element of what is gathered.</param>
    /// <param name="samples">The number of samples, or 1 where nothing is of a sample.</param>
    /// <param name="count">Integers a sample.</param>
    /// <param name="tableStep">0: weights are of no sample.</param>
    /// <param name="indexStep">Integers from a sample's to the next.</param>
    /// <param name="rows">Rows of the table, the product's outputs.</param>
    /// <param name="length">Elements of a row, the product's inputs.</param>
    public static void GatherPanels<T, TIndex>(ref T panels, ref TIndex indices, ref T result, int samples, int count, int tableStep, int indexStep, int rows, int length)
        where T : unmanaged
        where TIndex : unmanaged, INumber<TIndex>
    {
        var layout = WeightCopy.Layout<T>(rows, length, 1, 1);
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
            {
                int index = int.CreateTruncating(Unsafe.Add(ref indices, sample * indexStep + i));
                ref T row = ref Row(ref result, sample * count + i, length);
                if ((uint)index >= (uint)rows)
                {
                    MemoryMarshal.CreateSpan(ref row, length).Clear();
                    continue;
                }
                ref T from = ref Unsafe.Add(ref panels, layout.Start(index));
                nint stride = layout.Stride(index);
                for (int element = 0; element < length; element++) Unsafe.Add(ref row, element) = Unsafe.Add(ref from, element * stride);
            }
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
    public static void ScatterAdd<T, TIndex>(ref T values, ref TIndex indices, ref T table, int samples, int count, int tableStep, int indexStep, int rows, int length)
        where T : unmanaged, INumber<T>
        where TIndex : unmanaged, INumber<TIndex>
    {
        for (int sample = 0; sample < (tableStep == 0 ? 1 : samples); sample++) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref table, sample * tableStep), rows * length).Clear();
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
            {
                int index = int.CreateTruncating(Unsafe.Add(ref indices, sample * indexStep + i));
                if ((uint)index < (uint)rows) AddRow(ref Row(ref values, sample * count + i, length), ref Row(ref Unsafe.Add(ref table, (nint)sample * tableStep), index, length), length);
            }
    }

    /// <summary>
    /// As the other <c>ScatterAdd</c>, to the gradient of a parameter that nothing else writes: rows that no integer names stay zero, and are passed over now and by the optimizer.
    /// </summary>
    /// <param name="values">The first element of the rows that are added.</param>
    /// <param name="indices">The first integer.</param>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="parameter">The index of the parameter.</param>
    /// <param name="samples">The number of samples, or 1 where nothing is of a sample.</param>
    /// <param name="count">Integers a sample.</param>
    /// <param name="indexStep">Integers from a sample's to the next.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="length">Elements of a row.</param>
    public static void ScatterAdd<T, TIndex>(ref T values, ref TIndex indices, ParameterSet<T> parameters, int parameter, int samples, int count, int indexStep, int rows, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TIndex : unmanaged, INumber<TIndex>
    {
        ref T table = ref parameters.BeginRowGradient(parameter, out var named);
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
            {
                int index = int.CreateTruncating(Unsafe.Add(ref indices, sample * indexStep + i));
                if ((uint)index >= (uint)rows) continue;
                named.Add(index);
                AddRow(ref Row(ref values, sample * count + i, length), ref Row(ref table, index, length), length);
            }
    }

    private static ref T Row<T>(ref T first, int row, int length) => ref Unsafe.Add(ref first, (nint)row * length);

    private static void AddRow<T>(ref T values, ref T row, int length) where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i + Vector<T>.Count <= length; i += Vector<T>.Count)
            Vector.StoreUnsafe(Vector.LoadUnsafe(ref row, (nuint)i) + Vector.LoadUnsafe(ref values, (nuint)i), ref row, (nuint)i);
        for (; i < length; i++) Unsafe.Add(ref row, i) += Unsafe.Add(ref values, i);
    }
}
