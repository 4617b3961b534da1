// A small GPT: a Transformer that reads 64 characters and says for each which is next. It learns on Genesis, 1 Samuel and Matthew in the King James Version, and writes as it learns: first letters as
// frequent as they are, then words, then phrases. After each epoch a checkpoint is written; a run that was ended goes on from there, to the same weights as if it had not been.
//
//   dotnet run -c Release --project samples/CharTransformer                       a first epoch of 400 steps: seconds
//   dotnet run -c Release --project samples/CharTransformer -- --epochs 20        goes on to epoch 20
//   dotnet run -c Release --project samples/CharTransformer -- --fresh            begins anew
using System.Globalization;
using NetGen;
using static NetGen.Layers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int StepsOfAnEpoch = 400, BatchSize = 16;
int epochs = args.SkipWhile(a => a != "--epochs").Skip(1).FirstOrDefault() is { } given && int.TryParse(given, out int wanted) ? wanted : 1;
string text = TextFile.Load(Path.Combine(AppContext.BaseDirectory, "data", "kjv.txt"));
var characters = CharacterTokenizer.Train(text);
var (past, rest) = Sequences.Split(characters.Encode(text), 0.95);
Dataset train = Sequences.Windows(past, Gpt.Time), test = Sequences.Windows(rest, Gpt.Time, stride: Gpt.Time);
Console.WriteLine(Gpt.Summary);
Console.WriteLine($"{text.Length:N0} characters, {characters.Count} different; the last {rest.Length:N0} are for the test");

var model = new Gpt(seed: 1);
var optimizer = new AdamW(3e-3, weightDecay: 0.01);
string checkpoint = Path.Combine("artifacts", "char-transformer.safetensors");
Directory.CreateDirectory("artifacts");
if (args.Contains("--fresh")) File.Delete(checkpoint);
int done = 0;
if (File.Exists(checkpoint))
{
    done = Checkpoint.Load(checkpoint, model.Parameters, optimizer);
    Console.WriteLine($"goes on behind epoch {done} of {checkpoint}");
}

for (int epoch = done + 1; epoch <= epochs; epoch++)
{
    // Another part of all windows each epoch, which begin at every character.
    int[] windows = new RandomStream(1, stream: (ulong)epoch).Permutation(train.Count)[..(StepsOfAnEpoch * BatchSize)];
    optimizer.LearningRate = 3e-3 * Math.Min(1, 6.0 / epoch);
    var result = model.Fit(train.Select(windows), new FitOptions { FirstEpoch = epoch, BatchSize = BatchSize, Optimizer = optimizer, ClipNorm = 1 });
    Checkpoint.Save(checkpoint, model.Parameters, optimizer, epoch);
    var quality = model.Evaluate(test);
    Console.WriteLine();
    Console.WriteLine($"epoch {epoch} ({result.Last!.Duration.TotalSeconds:F1} s): loss {result.Last.Loss:F4}, of the test {quality.Loss:F4}, perplexity {quality.Perplexity:F2}, right {quality.Accuracy:P1}");
    Console.WriteLine(Write("And the LORD said unto ", 300, temperature: 0.7, seed: (ulong)epoch));
}

var final = model.Evaluate(test);
if (final.Perplexity > 12) Environment.ExitCode = 1;
Console.WriteLine();
Console.WriteLine($"perplexity on {test.Count * Gpt.Time:N0} characters of the test: {final.Perplexity:F4} (guessing: {characters.Count}, by frequency alone: {Unigrams():F2})");

// What comes next is drawn by its probability; a temperature below 1 prefers the likely. A session keeps what attention has seen, so that each character is computed once. It knows as many
// positions as a window has: where they end, it begins anew, and reads the second half of them again.
string Write(string beginning, int length, double temperature, ulong seed)
{
    var random = new RandomStream(seed);
    List<int> written = [.. characters.Encode(beginning)];
    var session = model.CreateSession();
    var scores = new float[Gpt.Tokens];
    foreach (int token in written) session.Step(token, scores);
    for (int i = 0; i < length; i++)
    {
        int next = Draw(scores.AsSpan(0, characters.Count));
        written.Add(next);
        if (session.Position < session.Limit)
        {
            session.Step(next, scores);
            continue;
        }
        session.Reset();
        foreach (int token in written[^(Gpt.Time / 2)..]) session.Step(token, scores);
    }
    return characters.Decode([.. written]);

    int Draw(ReadOnlySpan<float> scores)
    {
        double largest = double.MinValue, sum = 0;
        foreach (float score in scores) largest = Math.Max(largest, score);
        foreach (float score in scores) sum += Math.Exp((score - largest) / temperature);
        double left = random.NextDouble() * sum;
        int next = 0;
        while (next < scores.Length - 1 && (left -= Math.Exp((scores[next] - largest) / temperature)) > 0) next++;
        return next;
    }
}

double Unigrams()
{
    long[] counts = Sequences.Count(past, characters.Count), others = Sequences.Count(rest, characters.Count);
    return Math.Exp(-Enumerable.Range(0, counts.Length).Sum(c => others[c] * Math.Log(Math.Max(counts[c], 0.5) / past.Length)) / rest.Length);
}

[Network, CrossEntropyLoss]
internal sealed partial class Gpt
{
    public const int Tokens = 62, Time = 64, Size = 64, Heads = 4, Blocks = 2;

    private static Tensor Forward([Shape(Time)] IntTensor tokens)
    {
        var embedding = Embedding(tokens, Tokens, Size, Initializer.Normal, 0.02);
        var x = PositionEmbedding(embedding);
        for (int i = 0; i < Blocks; i++)
        {
            x += MultiHeadAttention(LayerNorm(x), Heads, causal: true);
            x += Dense(Gelu(Dense(LayerNorm(x), 4 * Size)), Size);
        }
        return Dense(LayerNorm(x), weight: embedding.Weight);
    }
}
