// Words become vectors by the company they keep (Mikolov et al. 2013): each word is to tell its neighbours in the text from words drawn at random. Words of a kind end near each other, though
// nothing says what a kind is. The text is Genesis, 1 Samuel and Matthew in the King James Version: 87,000 words, of which the 1,500 most frequent get a vector.
//
//   dotnet run -c Release --project samples/Word2Vec          writes artifacts/word2vec.svg: the words in a plane
using System.Globalization;
using NetGen;
using NetGen.Samples;
using static NetGen.Layers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Batch = 1024, Epochs = 6;
string text = TextFile.Load(Path.Combine(AppContext.BaseDirectory, "data", "kjv.txt"));
var tokenizer = WordTokenizer.Train(text, new VocabularyOptions { UnknownToken = "<unk>", MaximumSize = SkipGram.Words });

// Without rare words and signs; most of the very frequent words are left out too, anew in each epoch.
int[] tokens = [.. tokenizer.Encode(text).Where(t => char.IsLetter(tokenizer.Vocabulary[t][0]))];
long[] counts = Sequences.Count(tokens, SkipGram.Words);
var negatives = new NegativeSampler(counts);
Console.WriteLine($"{tokens.Length:N0} words, {tokenizer.Count:N0} different");

var model = new SkipGram(seed: 1);
var optimizer = new Adam(1e-2);
var pass = model.CreatePass(Batch);
var random = new RandomStream(1);
var candidates = new int[Batch * SkipGram.Candidates];
for (int epoch = 1; epoch <= Epochs; epoch++)
{
    var (centers, neighbours) = Sequences.SkipGrams(Sequences.Subsample(tokens, counts, 1e-3, random), window: 4, random);
    int[] order = random.Permutation(centers.Length);
    int[] batchCenters = new int[Batch], batchNeighbours = new int[Batch];
    double loss = 0;
    int steps = centers.Length / Batch;
    optimizer.LearningRate = 1e-2 * (1 - 0.9 * (epoch - 1) / Epochs);
    for (int step = 0; step < steps; step++)
    {
        for (int i = 0; i < Batch; i++) (batchCenters[i], batchNeighbours[i]) = (centers[order[step * Batch + i]], neighbours[order[step * Batch + i]]);
        negatives.FillCandidates(batchNeighbours, SkipGram.Candidates - 1, random, candidates);
        loss += model.ForwardBackward(pass, batchCenters, candidates);
        optimizer.Step(model.Parameters);
    }
    Console.WriteLine($"epoch {epoch}: {steps * Batch:N0} pairs, loss {loss / steps:F4}");
}

var words = new WordVectors(tokenizer.Vocabulary, model.Parameters[SkipGram.Names.WordWeight].ToArray(), SkipGram.Size);
Console.WriteLine();
foreach (string word in (string[])["father", "king", "seven", "bread", "sword", "saul", "mountain", "night", "hear"])
    Console.WriteLine($"  {word,-9} {string.Join(", ", words.Nearest(word, 6).Select(n => $"{n.Word} {n.Similarity:F2}"))}");

// Is the word that is nearest, of those below, one of the same kind?
string[][] kinds =
[
    ["two", "three", "four", "five", "six", "seven", "ten", "twenty", "thirty", "forty", "hundred", "thousand"],
    ["father", "mother", "brother", "sister", "son", "daughter", "wife", "brethren", "sons", "daughters"],
    ["sheep", "oxen", "asses", "camels", "cattle", "flocks", "herds", "beasts"],
    ["saul", "david", "jonathan", "abner", "samuel", "michal", "philistines", "israel"],
    ["abraham", "isaac", "jacob", "sarah", "rebekah", "rachel", "leah", "esau", "laban"],
    ["jesus", "disciples", "peter", "john", "pharisees", "scribes", "pilate", "multitude"],
    ["day", "night", "morning", "evening", "days", "years", "year", "month"],
];
kinds = [.. kinds.Select(k => k.Where(w => tokenizer.Vocabulary.TryGetIndex(w, out _)).ToArray())];
string[] all = [.. kinds.SelectMany(k => k)];
double same = all.Average(word => kinds.Single(k => k.Contains(word)).Contains(words.Nearest(word, 1, all)[0].Word) ? 1.0 : 0.0);
double chance = kinds.Sum(k => (double)k.Length * (k.Length - 1) / (all.Length - 1)) / all.Length;
if (same < 0.6) Environment.ExitCode = 1;

Console.WriteLine();
Directory.CreateDirectory("artifacts");
string path = Path.Combine("artifacts", "word2vec.svg");
words.SavePlane(path, kinds);
Console.WriteLine($"{all.Length} words by their two principal components: {path}");
Console.WriteLine($"the nearest of {all.Length} words is of the same kind for {same:F4} of them, by chance for {chance:F4}");

[Network]
internal sealed partial class SkipGram
{
    public const int Words = 1500, Size = 48, Candidates = 1 + 5;

    private static Tensor Forward(IntTensor center, [Shape(Candidates)] IntTensor candidates)
    {
        var word = Embedding(center, Words, Size, Initializer.Uniform, 0.5 / Size, name: "word");
        return Sum(Embedding(candidates, Words, Size, Initializer.Zeros, name: "neighbour") * word, axis: 1);
    }

    /// <summary>The first candidate is the neighbour, the others are not: as many answers of yes or no, each by its logit.</summary>
    [Loss]
    private static Tensor Loss(Tensor output) => Softplus(-output[0]) + Sum(Softplus(output[1..]));
}
