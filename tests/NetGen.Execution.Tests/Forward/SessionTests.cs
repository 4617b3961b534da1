using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Forward;

/// <summary>Sessions: stepping beside the forward function of the whole sequence, states saved and restored, many clients at once.</summary>
public sealed class SessionTests
{
    private const int Steps = 9;

    private const string Source = """
        using static NetGen.Layers;

        namespace Nets;

        [Network, Input(9, 3), Lstm(17, ReturnSequences = true, Peepholes = true), LayerNorm, Gru(31, ReturnSequences = true), Dense(5), Softmax]
        public sealed partial class Stack;

        [Network(Precision = Precision.Double), Input(9, 3), Gru(16, ReturnSequences = true), Dropout(0.5), SimpleRnn(7), Dense(2), CrossEntropyLoss]
        public sealed partial class LastState;

        [Network, CrossEntropyLoss]
        public sealed partial class Tokens
        {
            private static Tensor Forward([Shape(9)] IntTensor tokens)
            {
                var x = Embedding(tokens, 11, 8) + Parameter("positions", [9, 8], Initializer.Normal, 0.5);
                var (outputs, (h, c)) = Lstm(x, (0, 0.25), 12, returnSequences: true);
                return Dense(Concat([Relu(outputs), x], 1)[^1] + Concat([h, c[..8]]), 11);
            }
        }

        [Network]
        public sealed partial class ByHand
        {
            private static Tensor Forward([Shape(9, 2, 3)] Tensor x, [Hyperparameter(0.5)] Tensor rate)
            {
                var rows = Tanh(Dense(Transpose(x, 0, 2, 1), 4));
                return Scan(Reshape(rows, 9, 12), (Fill(1, 12), Fill(0, 5)), (carry, step) =>
                {
                    var (mean, h) = carry;
                    var next = Tanh(Dense(step, 5) + Dense(h, 5));
                    return ((rate * mean + (1 - rate) * step, next), Concat([mean, next]));
                }).Outputs;
            }
        }

        // Keys and values of the steps before are kept; positions are learned, computed and turned.
        [Network]
        public sealed partial class Transformer
        {
            private static Tensor Forward([Shape(9)] IntTensor tokens)
            {
                var x = SinusoidalPositions(PositionEmbedding(Embedding(tokens, 11, 16)));
                for (int i = 0; i < 2; i++)
                {
                    x += MultiHeadAttention(LayerNorm(x), 2, causal: true, rotary: i == 1);
                    x += Dense(Gelu(Dense(RmsNorm(x), 24)), 16);
                }
                return Dense(x, 11);
            }
        }

        [Network, Input(9, 4), MultiHeadAttention(2), Dense(2)]
        public sealed partial class NotCausal;

        [Network, Input(9, 3), Gru(4, Bidirectional = true), Dense(2)]
        public sealed partial class BothWays;

        [Network]
        public sealed partial class MeanOfSteps
        {
            private static Tensor Forward([Shape(9, 3)] Tensor x) => Mean(Gru(x, 4, returnSequences: true), 0);
        }

        [Network, Input(9, 3), SimpleRnn(4, ReturnSequences = true), GlobalMaxPool1D, Dense(2)]
        public sealed partial class Pooled;

        [Network, Input(9, 3), Flatten, Dense(2)]
        public sealed partial class NoSequence;
        """;

    private static readonly Lazy<Assembly> Networks = new(() => GeneratorHarness.Run(Source).Load());

    private static dynamic Create(string name) => Activator.CreateInstance(Networks.Value.GetType("Nets." + name, throwOnError: true)!, 3ul)!;

    /// <summary>Products of one row sum in another order than those of many: equal within rounding.</summary>
    [Theory]
    [InlineData("Stack", true, 2e-6)]
    [InlineData("LastState", false, 1e-14)]
    [InlineData("Tokens", false, 2e-6)]
    [InlineData("ByHand", true, 2e-6)]
    [InlineData("Transformer", true, 1e-5)]
    public void Steps_are_the_whole_sequence(string name, bool everyStep, double tolerance)
    {
        var type = Networks.Value.GetType("Nets." + name, throwOnError: true)!;
        bool isDouble = type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericArguments()[^1] == typeof(double));
        typeof(SessionTests).GetMethod(isDouble ? nameof(CheckDouble) : nameof(CheckSingle), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, [Create(name), everyStep, tolerance]);
    }

    private static void CheckSingle<TNetwork>(TNetwork network, bool everyStep, double tolerance) where TNetwork : class, INetwork<TNetwork, float> =>
        Compare<TNetwork, float>(network, (Session<float>)((dynamic)network).CreateSession(), everyStep, tolerance);

    private static void CheckDouble<TNetwork>(TNetwork network, bool everyStep, double tolerance) where TNetwork : class, INetwork<TNetwork, double> =>
        Compare<TNetwork, double>(network, (Session<double>)((dynamic)network).CreateSession(), everyStep, tolerance);

    private static void Compare<TNetwork, T>(TNetwork network, Session<T> session, bool everyStep, double tolerance)
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var column = TNetwork.Signature.Columns.First(c => c.Kind == ColumnKind.Input);
        var random = new Random(5);
        var batch = new Batch { Count = 1 };
        T[] numbers = [.. Enumerable.Range(0, column.Length).Select(_ => T.CreateChecked(random.NextDouble() - 0.5))];
        int[] tokens = [.. Enumerable.Range(0, column.Length).Select(_ => random.Next(11))];
        if (column.AcceptsIndices) batch.Set<int>(column.Name, tokens);
        else batch.Set<T>(column.Name, numbers);
        int length = session.OutputLength;
        var expected = new T[everyStep ? Steps * length : length];
        network.Predict(batch, expected);

        var output = new T[length];
        for (int round = 0; round < 2; round++)
        {
            for (int step = 0; step < Steps; step++)
            {
                Step(step, output);
                if (everyStep) Same(expected.AsSpan(step * length, length), output);
            }
            Assert.Equal(Steps, session.Position);
            if (!everyStep) Same(expected, output);
            session.Reset();
        }

        // A state in the middle, saved and gone on from later, gives the same bits.
        for (int step = 0; step < 4; step++) Step(step, output);
        byte[] saved = session.Save();
        var first = new T[length];
        for (int step = 4; step < 7; step++) Step(step, first);
        session.Restore(saved);
        Assert.Equal(4, session.Position);
        for (int step = 4; step < 7; step++) Step(step, output);
        Assert.Equal(first, output);

        void Step(int step, T[] to)
        {
            if (column.AcceptsIndices) session.Step(tokens[step], to);
            else session.Step(numbers.AsSpan(step * session.InputLength, session.InputLength), to);
        }

        void Same(ReadOnlySpan<T> wanted, ReadOnlySpan<T> got)
        {
            for (int i = 0; i < wanted.Length; i++) Assert.Equal(double.CreateChecked(wanted[i]), double.CreateChecked(got[i]), tolerance);
        }
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        var session = (Session<float>)Create("Stack").CreateSession();
        float[] input = [1, 2, 3], output = new float[5];
        for (int i = 0; i < 20; i++) session.Step(input, output);
        long least = long.MaxValue;
        for (int round = 0; round < 20 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++) session.Step(input, output);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    /// <summary>Each client has a state of its own: however they are stepped, each gives the bits that it gives alone.</summary>
    [Fact]
    public void Many_clients_at_once()
    {
        var network = Create("Stack");
        var sessions = Enumerable.Range(0, 64).Select(_ => (Session<float>)network.CreateSession()).ToArray();
        var outputs = sessions.Select(_ => new float[5]).ToArray();
        Parallel.For(0, sessions.Length, client =>
        {
            for (int step = 0; step < 50; step++) sessions[client].Step([client, step, 1], outputs[client]);
        });
        var alone = (Session<float>)network.CreateSession();
        var expected = new float[5];
        for (int client = 0; client < sessions.Length; client += 21)
        {
            alone.Reset();
            for (int step = 0; step < 50; step++) alone.Step([client, step, 1], expected);
            Assert.Equal(expected, outputs[client]);
        }
        Assert.NotEqual(outputs[0], outputs[1]);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        var session = (Session<float>)Create("Tokens").CreateSession();
        float[] output = new float[11], again = new float[11];
        byte[] begin = session.Save();
        Assert.Contains("tokens of a vocabulary of 11", Assert.Throws<ArgumentOutOfRangeException>(() => session.Step(11, output)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => session.Step(1, new float[10]));
        Assert.Throws<InvalidOperationException>(() => session.Step(new float[1], output));
        Assert.Throws<InvalidDataException>(() => session.Restore(begin.AsSpan(0, begin.Length - 1)));
        Assert.Throws<InvalidDataException>(() => session.Restore(new byte[begin.Length]));
        Assert.Throws<InvalidDataException>(() => session.Restore(((Session<float>)Create("Stack").CreateSession()).Save()));
        Assert.Equal(begin, session.Save());
        for (int i = 0; i < Steps; i++) session.Step(1, output);
        Assert.Equal(Steps, session.Limit);
        Assert.Contains("9 positions", Assert.Throws<InvalidOperationException>(() => session.Step(1, again)).Message, StringComparison.Ordinal);
        Assert.Equal(int.MaxValue, ((Session<float>)Create("Stack").CreateSession()).Limit);
    }

    /// <summary>What is only known behind the last step has no session, and the compiler says why at the call.</summary>
    [Theory]
    [InlineData("BothWays", "'gru1' goes through the sequence from its end")]
    [InlineData("MeanOfSteps", "'sum' needs all steps of the sequence at once")]
    [InlineData("NotCausal", "'multiheadattention1' looks at steps that are still to come, unless it is causal")]
    [InlineData("Pooled", "'globalmaxpool1d1' needs all steps of the sequence at once")]
    public void Others_have_none(string name, string reason)
    {
        var method = Networks.Value.GetType("Nets." + name)!.GetMethod("CreateSession")!;
        var attribute = method.GetCustomAttribute<ObsoleteAttribute>()!;
        Assert.Equal($"{name} has no sessions: {reason}.", attribute.Message);
        Assert.True(attribute.IsError);
        Assert.Equal(attribute.Message, Assert.IsType<NotSupportedException>(Assert.Throws<TargetInvocationException>(() => method.Invoke((object)Create(name), null)).InnerException).Message);
    }

    [Fact]
    public void Networks_without_sequences_have_none() => Assert.Null(Networks.Value.GetType("Nets.NoSequence")!.GetMethod("CreateSession"));
}
