namespace NetGen.Benchmarks.Peers;

/// <summary>A workload of the comparison: a training step, null for none, and inference, as the peers' scripts define them.</summary>
internal sealed record Workload(string Name, int Batch, long Parameters, long ForwardMacsPerSample, Func<Action>? Train, Func<int, Action> Infer)
{
    /// <summary>The numbers of samples that inference is measured with.</summary>
    public int[] InferBatches { get; init; } = [1, 64, 256];

    /// <summary>Training batches held in memory and cycled.</summary>
    private const int Pool = 16;

    public static readonly Workload[] All =
    [
        Classifier("mlp_sgd", new Mlp(1), 64, new Sgd(0.01), [784, 128, 64, 10]),
        Classifier("mlp_adam", new Mlp(1), 64, new Adam(1e-3), [784, 128, 64, 10]),
        Classifier("mlp_wide", new MlpWide(1), 128, new Adam(1e-3), [784, 1024, 1024, 10]),
        Xor(),
        Classifier("lenet", new LeNet(1), 64, new Momentum(0.01, 0.9), 28 * 28, 10, 28 * 28 * 6 * 25 + 10 * 10 * 16 * 150 + 400 * 120 + 120 * 84 + 84 * 10),
        Classifier(
            "cnn", new KerasCifar(1), 32, new Adam(1e-3), 32 * 32 * 3, 10,
            9 * (32 * 32 * 32 * 3 + 30 * 30 * 32 * 32 + 15 * 15 * 64 * 32 + 13 * 13 * 64 * 64) + 2304 * 512 + 512 * 10),
        Classifier(
            "resnet20", new ResNet20(1), 32, new Momentum(0.01, 0.9), 32 * 32 * 3, 10,
            9 * (32 * 32 * 16 * (3 + 6 * 16) + 16 * 16 * 32 * (16 + 5 * 32) + 8 * 8 * 64 * (32 + 5 * 64)) + 16 * 16 * 32 * 16 + 8 * 8 * 64 * 32 + 64 * 10),
        Classifier("lstm", new LastLstm(1), 32, new Adam(1e-3), 32 * 64, 10, 32 * 4 * 128 * (64 + 128) + 128 * 10),
        Classifier("gru", new LastGru(1), 32, new Adam(1e-3), 32 * 64, 10, 32 * 3 * 128 * (64 + 128) + 128 * 10),
        Addition(),
        Characters(),
        Generation(),
        Words("word2vec_adam", new SkipGram(1), new Adam(1e-3)),
        Words("word2vec_sgd", new SkipGram(1), new Sgd(0.1)),
        Words("word2vec_sparse", new SparseSkipGram(1), new Adam(1e-3)),
    ];

    private static Workload Classifier<TNetwork>(string name, TNetwork network, int batch, Optimizer optimizer, int[] widths)
        where TNetwork : class, INetwork<TNetwork, float> => Classifier(name, network, batch, optimizer, widths[0], widths[^1], Macs(widths));

    private static Workload Classifier<TNetwork>(string name, TNetwork network, int batch, Optimizer optimizer, int inputs, int outputs, long macs)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        var random = new Random(1);
        var batches = new Batch[Pool];
        for (int b = 0; b < Pool; b++)
        {
            var labels = new int[batch];
            for (int i = 0; i < batch; i++) labels[i] = random.Next(outputs);
            batches[b] = new Batch { Count = batch };
            batches[b].Set<float>("input", Uniform(random, batch * inputs));
            batches[b].Set<int>("target", labels);
        }
        return Make(name, network, batches, optimizer, outputs, macs, n => Uniform(new Random(2), n * inputs));
    }

    private static Workload Xor()
    {
        float[] input = [0, 0, 0, 1, 1, 0, 1, 1], target = [0, 1, 1, 0];
        var batch = new Batch { Count = 4 };
        batch.Set<float>("input", input);
        batch.Set<float>("target", target);
        return Make("tiny", new Tiny(1), [batch], new Sgd(0.1), 1, Macs([2, 8, 1]), n => Enumerable.Range(0, 2 * n).Select(i => input[i % 8]).ToArray());
    }

    private static Workload Characters()
    {
        const int batch = 16, steps = 64, features = 128, vocabulary = 65;
        var random = new Random(1);
        int[] Tokens(int n) => [.. Enumerable.Range(0, n * steps).Select(_ => random.Next(vocabulary))];
        var batches = Enumerable.Range(0, Pool).Select(_ =>
        {
            var tokens = new Batch { Count = batch };
            tokens.Set<int>("tokens", Tokens(batch));
            tokens.Set<int>("next", Tokens(batch));
            return tokens;
        }).ToArray();
        long macs = 2 * (steps * (4 * features * features + 2 * features * 512) + 2 * steps * steps * features) + steps * features * vocabulary;
        return Make("transformer", new CharTransformer(1), batches, new AdamW(1e-3), steps * vocabulary, macs, (b, n) => b.Set<int>("tokens", Tokens(n)));
    }

    /// <summary>One character after the other, each the likeliest behind those before, by a session that begins anew after 64.</summary>
    private static Workload Generation()
    {
        const int steps = 64, features = 128, vocabulary = 65;
        long macs = 2 * (4 * features * features + 2 * features * 512 + steps * features) + features * vocabulary;
        return new Workload("generate", 1, CharTransformer.Summary.Parameters, macs, null, _ =>
        {
            var session = new CharTransformer(1).CreateSession();
            var scores = new float[vocabulary];
            int token = 0;
            return () =>
            {
                if (session.Position == session.Limit) session.Reset();
                session.Step(token, scores);
                token = 0;
                for (int i = 1; i < vocabulary; i++)
                    if (scores[i] > scores[token]) token = i;
            };
        }) { InferBatches = [1] };
    }

    /// <summary>Words by frequency, as in a text: the probability of rank r is about 1 / r.</summary>
    private static Workload Words<TNetwork>(string name, TNetwork network, Optimizer optimizer) where TNetwork : class, INetwork<TNetwork, float>
    {
        const int batch = 1024, vocabulary = 50_000, candidates = 6;
        var random = new Random(1);
        int[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (int)Math.Pow(vocabulary, random.NextDouble()) % vocabulary)];
        var batches = Enumerable.Range(0, Pool).Select(_ =>
        {
            var words = new Batch { Count = batch };
            words.Set<int>("center", Draw(batch));
            words.Set<int>("candidates", Draw(batch * candidates));
            return words;
        }).ToArray();
        return Make(name, network, batches, optimizer, candidates, 64 * candidates, (b, n) =>
        {
            b.Set<int>("center", Draw(n));
            b.Set<int>("candidates", Draw(n * candidates));
        });
    }

    private static Workload Addition()
    {
        var random = new Random(1);
        var batches = Enumerable.Range(0, Pool).Select(_ =>
        {
            var batch = new Batch { Count = 2 };
            batch.Set<float>("input", Bits(random, 2 * 8 * 2));
            batch.Set<float>("target", Bits(random, 2 * 8));
            return batch;
        }).ToArray();
        return Make("rnn", new BinaryAddition(1), batches, new Sgd(0.1), 8, 8 * (16 * (2 + 16) + 16), n => Bits(new Random(2), n * 8 * 2));
    }

    private static float[] Bits(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)random.Next(2))];

    private static Workload Make<TNetwork>(
        string name, TNetwork network, Batch[] batches, Optimizer optimizer, int outputs, long macs, Func<int, float[]> inputs)
        where TNetwork : class, INetwork<TNetwork, float> => Make(name, network, batches, optimizer, outputs, macs, (batch, n) => batch.Set<float>("input", inputs(n)));

    private static Workload Make<TNetwork>(
        string name, TNetwork network, Batch[] batches, Optimizer optimizer, int outputs, long macs, Action<Batch, int> setInputs)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        int count = batches[0].Count;
        return new Workload(name, count, TNetwork.Summary.Parameters, macs, Train, Infer);

        Action Train()
        {
            var pass = network.CreatePass(count);
            int next = 0;
            return () =>
            {
                next = (next + 1) % batches.Length;
                network.ForwardBackward(pass, batches[next]);
                optimizer.Step(network.Parameters);
            };
        }

        Action Infer(int n)
        {
            var batch = new Batch { Count = n };
            setInputs(batch, n);
            var output = new float[n * outputs];
            return () => network.Predict(batch, output);
        }
    }

    private static long Macs(int[] widths) => widths.Zip(widths.Skip(1), (a, b) => (long)a * b).Sum();

    private static float[] Uniform(Random random, int length)
    {
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = random.NextSingle();
        return values;
    }
}
