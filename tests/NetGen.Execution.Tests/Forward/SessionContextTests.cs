using System.Numerics;
using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Forward;

/// <summary>Sessions of networks with further inputs, which are given before the first step: each step beside the forward function of the whole sequence.</summary>
public sealed class SessionContextTests
{
    private const string Source = """
        using System;
        using static NetGen.Layers;

        namespace Nets;

        // Additive attention in a cell by hand, to an encoder in both directions; what is behind the question is not seen.
        [Network]
        public sealed partial class Additive
        {
            private static (Tensor logits, Tensor weights) Forward([Shape(7)] IntTensor source, [Shape(9)] IntTensor previous)
            {
                var memory = Gru(Embedding(source, 11, 5), 6, returnSequences: true, bidirectional: true);
                var keys = Dense(memory, 17);
                var hidden = -1e9 * OneHot(source, 11)[.., 0];
                var (_, (logits, weights)) = Scan(Embedding(previous, 11, 3), Tanh(Dense(Mean(memory, 0), 17)), (state, token) =>
                {
                    var weights = Softmax(Squeeze(Dense(Tanh(keys + Dense(state, 17, bias: false)), 1, bias: false), 1) + hidden, 0);
                    var seen = Squeeze(MatMul(ExpandDims(weights, 0), memory), 0);
                    var next = Tanh(Dense(Concat([token, seen]), 17) + Dense(state, 17));
                    return (next, (Dense(Concat([next, seen]), 11), weights));
                });
                return (logits, weights);
            }
        }

        // Multiplicative attention of all steps at once; the encoder's last states are the decoder's first, and a table of the context is read by tokens.
        [Network(Precision = Precision.Double)]
        public sealed partial class Multiplicative
        {
            private static Tensor Forward([Shape(7, 3)] Tensor source, IntTensor lengths, [Shape(9)] IntTensor previous)
            {
                var (memory, state) = Lstm(source, (0, 0), 8, returnSequences: true, lengths: lengths);
                var (x, _) = Lstm(Concat([Embedding(previous, 7, 4), Gather(memory, previous)], 1), state, 8, returnSequences: true);
                var weights = Softmax(MatMul(x, Transpose(memory)) + 1e9 * (SequenceMask(lengths, 7) - 1));
                return Dense(Concat([x, MatMul(weights, memory)], 1), 11);
            }
        }

        // An encoder with a key padding mask; the decoder attends to itself and to it, twice.
        [Network]
        public sealed partial class Pair
        {
            private static Tensor Forward([Shape(5)] IntTensor source, IntTensor lengths, [Shape(9)] IntTensor previous)
            {
                var memory = PositionEmbedding(Embedding(source, 11, 16));
                memory += MultiHeadAttention(LayerNorm(memory), 2, lengths: lengths);
                var x = SinusoidalPositions(Embedding(previous, 11, 16));
                for (int i = 0; i < 2; i++)
                {
                    x += MultiHeadAttention(LayerNorm(x), 4, causal: true, rotary: i == 1);
                    x += MultiHeadAttention(LayerNorm(x), 2, memory: memory, lengths: lengths);
                    x += Dense(Gelu(Dense(RmsNorm(x), 24)), 16);
                }
                return Dense(x, 11);
            }
        }

        // Features of a client beside each step, a sequence that is known ahead, and a state that is given.
        [Network]
        public sealed partial class Client
        {
            private static Tensor Forward([Shape(4)] Tensor features, [Shape(9, 2), Context] Tensor calendar, [Shape(9, 3)] Tensor x, [Shape(6)] Tensor state, [Hyperparameter(0.5)] Tensor scale)
            {
                var y = Concat([x, BroadcastTo(Relu(Dense(features, 3)), 9, 3), BroadcastTo(features, 9, 4), scale * calendar], 1);
                return Dense(Gru(y, state, 6, returnSequences: true).Output + Dense(features, 6), 2);
            }
        }

        // One matrix for the whole batch, and a beginning that is learned.
        [Network]
        public sealed partial class Spread
        {
            private static Tensor Forward([PerBatch, Shape(5, 5)] Tensor adjacency, [Shape(9, 5)] Tensor x)
            {
                var spread = MatMul(x, Transpose(adjacency));
                var (_, all) = Scan(spread, 0.1 * Parameter("start", [5], Initializer.Normal, 1), (h, step) => Tanh(step + Squeeze(MatMul(ExpandDims(h, 0), adjacency), 0)));
                return all;
            }
        }

        // Nothing but what is learned is known before the first step.
        [Network]
        public sealed partial class Learned
        {
            private static Tensor Forward([Shape(9, 3)] Tensor x) => SimpleRnn(x, Tanh(Parameter("start", [5], Initializer.Normal, 1)), 5, returnSequences: true).Output;
        }

        // Only the last state counts, and the sequence may be shorter.
        [Network]
        public sealed partial class Shorter
        {
            private static Tensor Forward([Shape(9, 3)] Tensor x, IntTensor lengths) => Lstm(Gru(x, 4, returnSequences: true, lengths: lengths), 5, lengths: lengths);
        }

        [Network]
        public sealed partial class Either
        {
            private static Tensor Forward([Shape(9, 3)] Tensor x, [Shape(9, 2)] Tensor y) => Gru(Concat([x, y], 1), 4, returnSequences: true);
        }

        [Network]
        public sealed partial class Neither
        {
            private static Tensor Forward([Shape(9, 3)] Tensor x, [Shape(5, 2)] Tensor y) => Gru(x, 4, bidirectional: true) + Mean(Lstm(y, 8, returnSequences: true), 0);
        }

        [Network]
        public sealed partial class TooLong
        {
            private static Tensor Forward([Shape(9, 4)] Tensor x, IntTensor lengths) => MultiHeadAttention(x, 2, causal: true, lengths: lengths);
        }

        public static class Sessions
        {
            public static Session<float> Of(Additive n, Batch b, Session<float>? s) => s is Additive.Stepping t ? Again(t, () => t.Reset(b.Get<int>("source"))) : n.CreateSession(b.Get<int>("source"));
            public static Session<double> Of(Multiplicative n, Batch b, Session<double>? s) =>
                s is Multiplicative.Stepping t ? Again(t, () => t.Reset(b.Get<double>("source"), b.Get<int>("lengths"))) : n.CreateSession(b.Get<double>("source"), b.Get<int>("lengths"));
            public static Session<float> Of(Pair n, Batch b, Session<float>? s) =>
                s is Pair.Stepping t ? Again(t, () => t.Reset(b.Get<int>("source"), b.Get<int>("lengths"))) : n.CreateSession(b.Get<int>("source"), b.Get<int>("lengths"));
            public static Session<float> Of(Client n, Batch b, Session<float>? s) => s is Client.Stepping t
                ? Again(t, () => t.Reset(b.Get<float>("features"), b.Get<float>("calendar"), b.Get<float>("state"))) : n.CreateSession(b.Get<float>("features"), b.Get<float>("calendar"), b.Get<float>("state"));
            public static Session<float> Of(Spread n, Batch b, Session<float>? s) => s is Spread.Stepping t ? Again(t, () => t.Reset(b.Get<float>("adjacency"))) : n.CreateSession(b.Get<float>("adjacency"));
            public static Session<float> Of(Learned n, Batch b, Session<float>? s) => n.CreateSession();
            public static Session<float> Of(Shorter n, Batch b, Session<float>? s) => s is Shorter.Stepping t ? Again(t, () => t.Reset(b.Get<int>("lengths"))) : n.CreateSession(b.Get<int>("lengths"));

            public static Session<float> From(Additive n, byte[] state) => n.RestoreSession(state);
            public static Session<double> From(Multiplicative n, byte[] state) => n.RestoreSession(state);
            public static Session<float> From(Pair n, byte[] state) => n.RestoreSession(state);
            public static Session<float> From(Client n, byte[] state) => n.RestoreSession(state);
            public static Session<float> From(Spread n, byte[] state) => n.RestoreSession(state);
            public static Session<float> From(Shorter n, byte[] state) => n.RestoreSession(state);

            private static T Again<T>(T session, Action reset) { reset(); return session; }
        }
        """;

    private const int Steps = 9;

    private static readonly Lazy<GeneratorRun> Run = new(() => GeneratorHarness.Run(Source));

    private static readonly Lazy<Assembly> Networks = new(() => Run.Value.Load());

    private static Type TypeOf(string name) => Networks.Value.GetType("Nets." + name, throwOnError: true)!;

    [Theory]
    [InlineData("Additive", "previous", true)]
    [InlineData("Multiplicative", "previous", true)]
    [InlineData("Pair", "previous", true)]
    [InlineData("Client", "x", true)]
    [InlineData("Spread", "x", true)]
    [InlineData("Learned", "x", true)]
    [InlineData("Shorter", "x", false)]
    public void Steps_are_the_whole_sequence(string name, string input, bool everyStep)
    {
        var type = TypeOf(name);
        bool isDouble = type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericArguments()[^1] == typeof(double));
        typeof(SessionContextTests).GetMethod(nameof(Compare), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type, isDouble ? typeof(double) : typeof(float)).Invoke(null, [input, everyStep, isDouble ? 1e-13 : 1e-5]);
    }

    /// <summary>A sample of every input; lengths are the number that all sequences have at least.</summary>
    private static Batch Sample<TNetwork, T>(int seed)
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var batch = new Batch { Count = 1 };
        foreach (var column in TNetwork.Signature.Columns.Where(c => c.Kind is ColumnKind.Input or ColumnKind.PerBatch))
            if (column.AcceptsIndices) batch.Set<int>(column.Name, column.Length == 1 ? new[] { 2 + seed } : Enumerable.Range(0, column.Length).Select(_ => random.Next(7)).ToArray());
            else batch.Set<T>(column.Name, Enumerable.Range(0, column.Length).Select(_ => T.CreateChecked(random.NextDouble() - 0.5)).ToArray());
        return batch;
    }

    private static void Compare<TNetwork, T>(string input, bool everyStep, double tolerance)
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = (TNetwork)Activator.CreateInstance(typeof(TNetwork), 3ul)!;
        var of = Networks.Value.GetType("Nets.Sessions")!.GetMethod("Of", [typeof(TNetwork), typeof(Batch), typeof(Session<T>)])!;
        Session<T>? session = null;
        var outputs = new List<T[]>();
        foreach (int seed in new[] { 1, 2, 1 })
        {
            // The same session begins again with another context.
            var batch = Sample<TNetwork, T>(seed);
            session = (Session<T>)of.Invoke(null, [network, batch, session])!;
            Assert.Equal(0, session.Position);
            int length = session.OutputLength;
            var expected = new T[everyStep ? Steps * length : length];
            network.Predict(batch, expected);
            Assert.DoesNotContain(expected, v => !T.IsFinite(v));
            var output = new T[length];
            outputs.Add(output);
            for (int round = 0; round < 2; round++)
            {
                for (int step = 0; step < Steps; step++)
                {
                    Step(batch, session, step, output);
                    if (everyStep) Same(expected.AsSpan(step * length, length), output);
                }
                if (!everyStep) Same(expected, output);
                session.Reset();
            }

            // Another session, which was given nothing but a state, goes on to the same bits.
            for (int step = 0; step < 4; step++) Step(batch, session, step, output);
            byte[] saved = session.Save();
            var from = Networks.Value.GetType("Nets.Sessions")!.GetMethod("From", [typeof(TNetwork), typeof(byte[])]);
            var other = from is null ? session : (Session<T>)from.Invoke(null, [network, saved])!;
            other.Restore(saved);
            Assert.Equal(4, other.Position);
            var second = new T[length];
            for (int step = 4; step < 7; step++)
            {
                Step(batch, session, step, output);
                if (from is not null) Step(batch, other, step, second);
            }
            if (from is not null) Assert.Equal(output, second);
        }
        Assert.Equal(outputs[0], outputs[2]);
        Assert.NotEqual(outputs[0], outputs[1]);

        void Step(Batch batch, Session<T> of, int step, T[] to)
        {
            if (batch.Has<int>(input)) of.Step(batch.Get<int>(input)[step], to);
            else of.Step(batch.Get<T>(input).Slice(step * of.InputLength, of.InputLength), to);
        }

        void Same(ReadOnlySpan<T> wanted, ReadOnlySpan<T> got)
        {
            for (int i = 0; i < wanted.Length; i++) Assert.Equal(double.CreateChecked(wanted[i]), double.CreateChecked(got[i]), tolerance);
        }
    }

    /// <summary>The encoder is in the function that runs before the first step, and no part of it in the one that runs at each.</summary>
    [Fact]
    public void What_depends_on_the_context_alone_is_computed_once()
    {
        string text = Run.Value.Sources.First(f => f.Key.EndsWith("Pair.Programs.g.cs", StringComparison.Ordinal)).Value, context = Program("SessionContext"), step = Program("Session");
        Assert.Equal(1, context.Split("Attention.Forward(").Length - 1);
        Assert.Equal(4, step.Split("Attention.Forward(").Length - 1);
        Assert.Contains("layernorm1", context, StringComparison.Ordinal);
        Assert.DoesNotContain("layernorm1", step, StringComparison.Ordinal);

        string Program(string name)
        {
            string rest = text[text.IndexOf($" void {name}(", StringComparison.Ordinal)..];
            return rest[..rest.IndexOf("\n        }\n", StringComparison.Ordinal)];
        }
    }

    [Theory]
    [InlineData("Additive", int.MaxValue)]
    [InlineData("Multiplicative", int.MaxValue)]
    [InlineData("Pair", Steps)]
    [InlineData("Client", Steps)]
    [InlineData("Learned", int.MaxValue)]
    public void Steps_are_limited_where_a_position_is_known(string name, int limit) => Assert.Equal(limit, (int)((dynamic)Start(name, 1)).Limit);

    private static object Start(string name, int seed)
    {
        var type = TypeOf(name);
        var real = type.GetInterfaces().First(i => i.IsGenericType && i.GetGenericArguments().Length == 2).GetGenericArguments()[1];
        var batch = typeof(SessionContextTests).GetMethod(nameof(Sample), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type, real).Invoke(null, [seed]);
        return Networks.Value.GetType("Nets.Sessions")!.GetMethod("Of", [type, typeof(Batch), typeof(Session<>).MakeGenericType(real)])!.Invoke(null, [Activator.CreateInstance(type, 3ul), batch, null])!;
    }

    [Fact]
    public void Steps_and_new_contexts_allocate_nothing()
    {
        var session = (Session<float>)Start("Pair", 1);
        var reset = session.GetType().GetMethod("Reset", [typeof(ReadOnlySpan<int>), typeof(ReadOnlySpan<int>)])!.CreateDelegate<Reset>(session);
        int[] source = [1, 2, 3, 4, 5], lengths = [4];
        float[] output = new float[11];
        long least = long.MaxValue;
        for (int round = 0; round < 40 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            reset(source, lengths);
            for (int i = 0; i < Steps; i++) session.Step(i, output);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    private delegate void Reset(ReadOnlySpan<int> source, ReadOnlySpan<int> lengths);

    /// <summary>Each client has a context of its own: however they are begun and stepped, each gives the bits that it gives alone.</summary>
    [Fact]
    public void Many_clients_at_once()
    {
        var type = TypeOf("Pair");
        var network = Activator.CreateInstance(type, 3ul)!;
        var of = Networks.Value.GetType("Nets.Sessions")!.GetMethod("Of", [type, typeof(Batch), typeof(Session<float>)])!;
        var outputs = new float[64][];
        Parallel.For(0, outputs.Length, client => outputs[client] = Answer(client));
        for (int client = 0; client < outputs.Length; client += 21) Assert.Equal(Answer(client), outputs[client]);
        Assert.NotEqual(outputs[0], outputs[1]);

        float[] Answer(int client)
        {
            var batch = new Batch { Count = 1 };
            batch.Set<int>("source", Enumerable.Range(0, 5).Select(i => (client + i * i) % 11).ToArray());
            batch.Set<int>("lengths", new[] { 1 + client % 5 });
            var session = (Session<float>)of.Invoke(null, [network, batch, null])!;
            var output = new float[11];
            for (int step = 0; step < Steps; step++) session.Step((client + step) % 11, output);
            return output;
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        var session = (Session<float>)Start("Pair", 1);
        var reset = session.GetType().GetMethod("Reset", [typeof(ReadOnlySpan<int>), typeof(ReadOnlySpan<int>)])!.CreateDelegate<Reset>(session);
        session.Step(1, new float[11]);
        byte[] before = session.Save();
        Assert.Contains("'source' of Pair must have 5 elements", Assert.Throws<ArgumentException>(() => reset([1, 2, 3, 4], [4])).Message, StringComparison.Ordinal);
        Assert.Contains("lengths of sequences", Assert.Throws<ArgumentOutOfRangeException>(() => reset([1, 2, 3, 4, 5], [6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => reset([1, 2, 3, 4, 11], [4]));
        Assert.Throws<InvalidDataException>(() => session.Restore(before.AsSpan(1)));
        Assert.Equal(before, session.Save());
    }

    [Theory]
    [InlineData("Either", "it could step through 'x' or 'y': mark those that are given before the first step with [Context]")]
    [InlineData("Neither", "it can step through none of its inputs: through 'x' not, because 'gru1' goes through the sequence from its end; through 'y' not, because 'sum' needs all steps of the sequence at once")]
    [InlineData("TooLong", "'multiheadattention1' takes lengths of what is stepped through: a session has as many steps as it takes, and causal attention sees none behind them")]
    public void Others_have_none(string name, string reason) =>
        Assert.Equal($"{name} has no sessions: {reason}.", TypeOf(name).GetMethod("CreateSession")!.GetCustomAttribute<ObsoleteAttribute>()!.Message);
}
