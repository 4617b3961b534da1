using System.Numerics;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Execution.Tests.Kernels;

/// <summary>Every product on odd shapes against plain loops in double, within the bound that rounding allows.</summary>
public sealed class ContractionKernelTests
{
    /// <summary>Elements before and after every buffer that nothing may write, and that would poison whatever read them.</summary>
    private const int Guard = 40;

    private static readonly int[] Rows = [1, 2, 7, 12, 13, 64, 97];
    private static readonly int[] Sizes = [1, 3, 4, 5, 16, 17, 31, 32, 33, 48, 64, 97];
    private static readonly Expression Relu = Expression.Unary(x => Scalar.Max(x, 0));

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void ForwardInSingle(int bits) => Forward<float>(Compiler.Graph.Precision.Single, bits, 1.0 / (1 << 24));

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void ForwardInDouble(int bits) => Forward<double>(Compiler.Graph.Precision.Double, bits, 1.0 / (1L << 53));

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void WeightGradientInSingle(int bits) => WeightGradient<float>(Compiler.Graph.Precision.Single, bits, 1.0 / (1 << 24));

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void WeightGradientInDouble(int bits) => WeightGradient<double>(Compiler.Graph.Precision.Double, bits, 1.0 / (1L << 53));

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void WideWeightGradient(int bits)
    {
        ContractionKernel[] kernels =
        [
            new(ContractionKind.WeightGradient, Compiler.Graph.Precision.Single, 515, 258, HasBias: true),
            .. new[] { (65, 67), (97, 128) }.Select(s => new ContractionKernel(ContractionKind.WeightGradient, Compiler.Graph.Precision.Single, s.Item1, s.Item2, HasBias: s.Item1 == 65) { RowsPerSample = 16 }),
        ];
        Assert.All(kernels, k => Assert.True(k.IsWide));
        var compiled = new CompiledKernels(Compiler.Graph.Precision.Single, bits, kernels);
        for (int i = 0; i < kernels.Length; i++)
            foreach (int rows in bits == 256 ? [3, 128, 130, 289] : new[] { 130 })
                CheckWeightGradient(compiled.Product<float>(i), kernels[i], rows, dense: rows == 130, 1.0 / (1 << 24), new Random(rows));
    }

    /// <summary>Epilogues in registers and in loops of their own, among them one that nobody named.</summary>
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Epilogues(int bits)
    {
        Expression[] epilogues =
        [
            Expression.Unary(Scalar.Tanh), Expression.Unary(x => Scalar.Select(Scalar.Less(x, 0), 0.1 * x, x)), Expression.Unary(x => Scalar.Max(x, 0)),
            Expression.Unary(x => 0.5 * x * (1 + Scalar.Erf(x / Math.Sqrt(2)))),
        ];
        var kernels = epilogues.SelectMany(e => new[] { 3, 17, 40 }.Select(n => new ContractionKernel(ContractionKind.Forward, Compiler.Graph.Precision.Single, 5, n, true, e))).ToList();
        var compiled = new CompiledKernels(Compiler.Graph.Precision.Single, bits, kernels);
        for (int i = 0; i < kernels.Count; i++)
            foreach (int rows in new[] { 1, 7, 100 })
                CheckForward(compiled.Product<float>(i), kernels[i], rows, dense: i % 2 == 0, 8.0 / (1 << 24), new Random(i));
    }

    /// <summary>
    /// A row has the same bits whatever rows are computed together with it, as long as there are four: so samples can be divided between threads.
    /// </summary>
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void RowsDoNotDependOnTheirNeighbours(int bits)
    {
        Expression[] epilogues = [Relu, Expression.Unary(Scalar.Tanh)];
        var kernels = new[] { 3, 10, 17, 23, 40 }.SelectMany(n => epilogues.Select(e => new ContractionKernel(ContractionKind.Forward, Compiler.Graph.Precision.Single, 97, n, true, e))).ToList();
        var compiled = new CompiledKernels(Compiler.Graph.Precision.Single, bits, kernels);
        var random = new Random(bits);
        for (int i = 0; i < kernels.Count; i++)
        {
            var panels = kernels[i].Panels;
            int ldy = i % 2 == 0 ? kernels[i].Outputs : panels.StoredOutputs;
            float[] Numbers(int length) => Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f).ToArray();
            float[] bias = Numbers(panels.StoredOutputs), weights = Numbers(panels.Length);
            foreach (int rows in new[] { 7, 12, 64, 97 })
            {
                float[] x = Numbers(rows * 97), whole = new float[rows * ldy], parts = new float[rows * ldy];
                compiled.Product<float>(i)(x, 97, whole, ldy, bias, weights, rows);
                for (int first = 0, end; first < rows; first = end)
                {
                    end = Math.Min(rows, first + 4 * random.Next(1, 8));
                    if (rows - end < 4) end = rows;
                    compiled.Product<float>(i)(x.AsSpan(first * 97), 97, parts.AsSpan(first * ldy), ldy, bias, weights, end - first);
                }
                Assert.Equal(whole, parts);
            }
        }
    }

    /// <summary>The units of a weight gradient may be done in any ranges.</summary>
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void UnitsDoNotDependOnTheirNeighbours(int bits)
    {
        var kernels = new[] { (700, 70), (150, 33), (517, 260), (97, 5), (439, 128) }
            .Select(s => new ContractionKernel(ContractionKind.WeightGradient, Compiler.Graph.Precision.Single, s.Item1, s.Item2, HasBias: true)).ToList();
        kernels.Add(new(ContractionKind.WeightGradient, Compiler.Graph.Precision.Single, 200, 97, HasBias: true) { RowsPerSample = 16 });
        var compiled = new CompiledKernels(Compiler.Graph.Precision.Single, bits, kernels);
        var random = new Random(bits);
        for (int i = 0; i < kernels.Count; i++)
        {
            var kernel = kernels[i];
            Assert.Equal(i is 2 or 5, kernel.IsWide);
            float[] Numbers(int length) => Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f).ToArray();
            foreach (int rows in new[] { 5, 131 })
            {
                float[] x = Numbers(rows * kernel.Inputs), dy = Numbers(rows * kernel.Panels.StoredOutputs);
                float[] whole = new float[kernel.Panels.Length], parts = new float[kernel.Panels.Length], sums = new float[kernel.Panels.StoredOutputs], partSums = new float[sums.Length];
                compiled.SetUnits(-3, int.MaxValue);
                compiled.Product<float>(i)(x, kernel.Inputs, dy, kernel.Panels.StoredOutputs, sums, whole, rows);
                Assert.True(whole.Count(v => v != 0) > 0.99 * kernel.Inputs * kernel.Outputs);
                int[] cuts = [0, .. Enumerable.Range(1, kernel.Units - 1).Where(_ => random.Next(3) == 0), kernel.Units];
                for (int c = cuts.Length - 1; c > 0; c--)
                {
                    compiled.SetUnits(cuts[c - 1], cuts[c]);
                    compiled.Product<float>(i)(x, kernel.Inputs, dy, kernel.Panels.StoredOutputs, partSums, parts, rows);
                }
                Assert.Equal(whole, parts);
                Assert.Equal(sums, partSums);
            }
        }
    }

    /// <summary>Wider than one block of the rows.</summary>
    [Fact]
    public void WeightGradientOfManyRows()
    {
        var kernel = new ContractionKernel(ContractionKind.WeightGradient, Compiler.Graph.Precision.Single, 9, 150, HasBias: true);
        var compiled = new CompiledKernels(Compiler.Graph.Precision.Single, 256, [kernel]);
        foreach (int rows in new[] { 127, 129, 300 })
            CheckWeightGradient(compiled.Product<float>(0), kernel, rows, dense: true, 1.0 / (1 << 24), new Random(rows));
    }

    private static void Forward<T>(Compiler.Graph.Precision precision, int bits, double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernels = new List<ContractionKernel>();
        foreach (int k in Sizes)
            foreach (int n in Sizes)
                kernels.Add(new ContractionKernel(ContractionKind.Forward, precision, k, n, HasBias: (k + n) % 3 != 0, Epilogue: (k + n) % 2 == 0 ? Relu : null));
        var compiled = new CompiledKernels(precision, bits, kernels);
        var random = new Random(bits);
        for (int i = 0; i < kernels.Count; i++)
            foreach (int rows in Rows)
                CheckForward(compiled.Product<T>(i), kernels[i], rows, dense: (rows + i) % 2 == 0, epsilon, random);
    }

    private static void CheckForward<T>(ProductCall<T> call, ContractionKernel kernel, int rows, bool dense, double epsilon, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (k, n, panels) = (kernel.Inputs, kernel.Outputs, kernel.Panels);
        int ldx = k + (rows % 3), ldy = dense ? n : panels.StoredOutputs;
        var x = new Guarded<T>(rows * ldx, Guard).Fill(random);
        var w = new Guarded<T>(panels.Length, Guard);
        for (int o = 0; o < n; o++)
            for (int j = 0; j < k; j++)
                w[panels.Offset(o, j)] = Guarded<T>.Draw(random);
        var bias = new Guarded<T>(panels.StoredOutputs, Guard).Fill(random);
        var y = new Guarded<T>(rows * ldy, Guard);
        call(x.Span, ldx, y.Span, ldy, bias.Span, w.Span, rows);
        y.AssertGuards();
        var (dx, dw) = (x.ToDouble(), w.ToDouble());
        for (int r = 0; r < rows; r++)
            for (int o = 0; o < n; o++)
            {
                double sum = kernel.HasBias ? double.CreateChecked(bias[o]) : 0, bound = Math.Abs(sum);
                for (int j = 0; j < k; j++)
                {
                    double term = dx[r * ldx + j] * dw[panels.Offset(o, j)];
                    sum += term;
                    bound += Math.Abs(term);
                }
                if (kernel.Epilogue is { } epilogue) sum = epilogue.Evaluate([sum], 0);
                double actual = double.CreateChecked(y[r * ldy + o]);
                if (!(Math.Abs(actual - sum) <= (k + 2) * epsilon * bound))
                    Assert.Fail($"rows {rows}, {k} -> {n}: y[{r}, {o}] is {actual} instead of {sum}.");
            }
    }

    private static void WeightGradient<T>(Compiler.Graph.Precision precision, int bits, double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var kernels = new List<ContractionKernel>();
        foreach (int k in Sizes)
            foreach (int n in Sizes)
                kernels.Add(new ContractionKernel(ContractionKind.WeightGradient, precision, k, n, HasBias: (k + n) % 3 != 0));
        var compiled = new CompiledKernels(precision, bits, kernels);
        var random = new Random(bits);
        for (int i = 0; i < kernels.Count; i++)
            foreach (int rows in Rows)
                CheckWeightGradient(compiled.Product<T>(i), kernels[i], rows, dense: (rows + i) % 2 == 0, epsilon, random);
    }

    private static void CheckWeightGradient<T>(ProductCall<T> call, ContractionKernel kernel, int rows, bool dense, double epsilon, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (k, n, panels) = (kernel.Inputs, kernel.Outputs, kernel.Panels);
        int ldx = k + (rows % 3), lddy = dense ? n : panels.StoredOutputs;
        var x = new Guarded<T>(rows * ldx, Guard).Fill(random);
        var dy = new Guarded<T>(rows * lddy, Guard).Fill(random);
        for (int r = 0; r < rows; r++)
            for (int o = n; o < lddy; o++)
                dy[r * lddy + o] = T.NaN; // padding of activations is anything
        var dw = new Guarded<T>(panels.Length, Guard).Fill(random);
        var sums = new Guarded<T>(panels.StoredOutputs, Guard).Fill(random);
        call(x.Span, ldx, dy.Span, lddy, sums.Span, dw.Span, rows);
        dw.AssertGuards();
        sums.AssertGuards();
        var (input, gradient) = (x.ToDouble(), dy.ToDouble());
        var seen = new bool[panels.Length];
        for (int o = 0; o < n; o++)
            for (int j = -1; j < k; j++)
            {
                if (j < 0 && !kernel.HasBias) continue;
                double sum = 0, bound = 0;
                for (int r = 0; r < rows; r++)
                {
                    double term = (j < 0 ? 1 : input[r * ldx + j]) * gradient[r * lddy + o];
                    sum += term;
                    bound += Math.Abs(term);
                }
                if (j >= 0) seen[panels.Offset(o, j)] = true;
                double actual = double.CreateChecked(j < 0 ? sums[o] : dw[panels.Offset(o, j)]);
                if (!(Math.Abs(actual - sum) <= (rows + 2) * epsilon * bound))
                    Assert.Fail($"rows {rows}, {k} -> {n}: dW[{o}, {j}] is {actual} instead of {sum}.");
            }
        for (int i = 0; i < seen.Length; i++)
            if (!seen[i] && !T.IsZero(dw[i])) Assert.Fail($"rows {rows}, {k} -> {n}: padding element {i} is {dw[i]}.");
        if (kernel.HasBias)
            for (int o = n; o < panels.StoredOutputs; o++) Assert.True(T.IsZero(sums[o]));
    }
}
