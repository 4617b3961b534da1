// Whether a review is meant well: words become vectors, a gated recurrent network reads them in both directions. Beside it a network that sees the same words without their order, which
// can't tell "not good, but cheap" from "not cheap, but good". The corpus is made by templates (Reviews.cs), since none was at hand that may be passed on: it shows what order is worth, not how people write.
//
//   dotnet run -c Release --project samples/SentimentBiGru
using System.Globalization;
using NetGen;
using NetGen.Samples;
using static NetGen.Layers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var reviews = Reviews.Make(3000, seed: 1);
var (train, test) = (reviews[..2400], reviews[2400..]);

// The vocabulary is that of the training texts; rare words are unknown.
var tokenizer = WordTokenizer.Train(string.Join('\n', train.Select(r => r.Text)), new VocabularyOptions { SpecialTokens = ["<pad>"], UnknownToken = "<unk>", MinimumCount = 3, MaximumSize = BiGru.Words });
Console.WriteLine($"{train.Length} reviews to train on, {test.Length} for the test; {tokenizer.Count} words");
Dataset trainData = Columns(train), testData = Columns(test);

var model = new BiGru(seed: 1);
var bag = new BagOfWords(seed: 1);
model.Fit(trainData, new FitOptions { Epochs = 8, BatchSize = 32, Optimizer = new Adam(5e-3), ClipNorm = 1, BucketBy = "lengths", Validation = testData }, new ConsoleProgress());
bag.Fit(trainData, new FitOptions { Epochs = 20, BatchSize = 32, Optimizer = new Adam(3e-3) });
double accuracy = model.Evaluate(testData).Accuracy!.Value, unordered = bag.Evaluate(testData).Accuracy!.Value;

Console.WriteLine();
foreach (string text in (string[])
    [
        "The soup was not bad.", "The soup was not good.", "The room was cold, but the view was superb.", "The view was superb, but the room was cold.",
        "People say that the film was dull, but I loved the brilliant acting.", "I regret the boring play, whatever they write about it: that the acting was great.",
    ])
{
    int[] tokens = tokenizer.Encode(text);
    float good = model.Predict(Sequences.Pad([tokens], BiGru.Length), Sequences.Lengths([tokens], BiGru.Length))[1];
    Console.WriteLine($"  {good,6:P0} good  {text}");
}
if (accuracy < 0.95) Environment.ExitCode = 1;
Console.WriteLine();
Console.WriteLine($"test accuracy {accuracy:F4}, of a network without the order of words {unordered:F4}");

Dataset Columns((string Text, int Sentiment)[] reviews)
{
    int[][] tokens = [.. reviews.Select(r => tokenizer.Encode(r.Text))];
    return Dataset.Create("words", Sequences.Pad(tokens, BiGru.Length), BiGru.Length)
        .With("lengths", Sequences.Lengths(tokens, BiGru.Length)).With(Dataset.Target, reviews.Select(r => r.Sentiment).ToArray());
}

[Network, CrossEntropyLoss]
internal sealed partial class BiGru
{
    public const int Words = 120, Length = 32;

    private static Tensor Forward([Shape(Length)] IntTensor words, IntTensor lengths)
    {
        // Each unit says how strongly it ever answered within the review.
        var x = Dropout(Embedding(words, Words, 16), 0.1);
        return Softmax(Dense(GlobalMaxPool1D(Gru(x, 24, returnSequences: true, bidirectional: true, lengths: lengths), lengths: lengths), 2));
    }
}

[Network, CrossEntropyLoss]
internal sealed partial class BagOfWords
{
    private static Tensor Forward([Shape(BiGru.Length)] IntTensor words, IntTensor lengths) =>
        Dense(Relu(Dense(GlobalAveragePool1D(Embedding(words, BiGru.Words, 16), lengths: lengths), 24)), 2);
}
