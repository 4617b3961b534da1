// Sequence to sequence with attention: dates as people write them become year-month-day, and words are spelled backwards, by one network for each that is nowhere told how. Where the decoder looks
// while it writes is a picture: artifacts/seq2seq.svg.
//
//   dotnet run -c Release --project samples/Seq2Seq
//   dotnet run -c Release --project samples/Seq2Seq -- "3 october 1990" ...        translates dates of yours
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.WriteLine(Translator.Summary);
Console.WriteLine();
var (dates, datesRight) = Learn("dates", Tasks.Date, epochs: 2);
var (reversals, reversalsRight) = Learn("words backwards", Tasks.Reversal, epochs: 4);

Console.WriteLine();
foreach (string question in args.Length > 0 ? args : ["3 october 1990", "friday, 13 dec 2024", "may 1 1905", "2077, february 28", "7.11.1917"]) Console.WriteLine($"  {question,-24} {Answer(dates, question).Text}");
foreach (string question in (string[])["attention", "netgen"]) Console.WriteLine($"  {question,-24} {Answer(reversals, question).Text}");

// A row for each character that is written, a column for each that was read.
Console.WriteLine();
var maps = new List<HeatMap>();
foreach (var (model, question) in ((Translator, string)[])[(dates, "friday, 13 dec 2024"), (dates, "march 25, 1968"), (reversals, "attention"), (reversals, "netgen")])
{
    var (text, attention) = Answer(model, question);
    double Weight(int i, int j) => attention[i * Translator.SourceSteps + j];
    maps.Add(new HeatMap($"{question} \u2192 {text}", [.. text.Select(c => c.ToString())], [.. question.Select(c => c.ToString())], Weight));
    Console.WriteLine("    " + question);
    for (int i = 0; i < text.Length; i++)
        Console.WriteLine($"  {text[i]} " + string.Concat(Enumerable.Range(0, question.Length).Select(j => " .:*#@"[(int)(5.99 * Weight(i, j))])));
    Console.WriteLine();
}
string path = Path.Combine("artifacts", "seq2seq.svg");
new Figure([.. maps]).Save(path);
Console.WriteLine($"{path}: where the decoder looks; rows are written, columns read");
if (datesRight < 0.9 || reversalsRight < 0.9) Environment.ExitCode = 1;
Console.WriteLine($"right answers to new questions: {datesRight:F4} of dates, {reversalsRight:F4} of words backwards");

static (Translator Model, double Right) Learn(string name, Func<RandomStream, (string, string)> task, int epochs)
{
    var random = new RandomStream(1);
    (string Question, string Answer)[] pairs = [.. Enumerable.Range(0, 6000).Select(_ => task(random))], test = [.. Enumerable.Range(0, 300).Select(_ => task(random))];
    Dataset data = Tasks.Columns(pairs), others = Tasks.Columns(test);
    var model = new Translator(seed: 1);
    var optimizer = new Adam(4e-3);
    for (int epoch = 1; epoch <= epochs; epoch++)
    {
        optimizer.LearningRate = epoch == epochs ? 1e-3 : 4e-3;
        var result = model.Fit(data, new FitOptions { FirstEpoch = epoch, BatchSize = 32, Optimizer = optimizer, ClipNorm = 1 });
        Console.WriteLine($"{name}, epoch {epoch} ({result.Last!.Duration.TotalSeconds:F1} s): {model.Evaluate(others)}");
    }
    return (model, test.Average(p => Answer(model, p.Question).Text == p.Answer ? 1.0 : 0.0));
}

// Character by character: a session reads the question once, and each step takes what was written last. The longest answer has 10; shorter ones are as long as the question.
static (string Text, float[] Attention) Answer(Translator model, string question)
{
    var characters = Tasks.Characters;
    int[] source = Sequences.Pad([characters.Encode(question)], Translator.SourceSteps), written = new int[question.Any(char.IsDigit) ? Translator.TargetSteps : question.Length];
    var session = model.CreateSession(source);
    var scores = new float[Translator.Tokens];
    for (int i = 0; i < written.Length; i++)
    {
        session.Step(i == 0 ? characters.Vocabulary["<s>"] : written[i - 1], scores);
        int best = 2;
        for (int t = 3; t < scores.Length; t++)
            if (scores[t] > scores[best]) best = t;
        written[i] = best;
    }

    // Where it looked: all steps at once, told what it wrote.
    int[] previous = Sequences.Pad([[characters.Vocabulary["<s>"], .. written[..^1]]], Translator.TargetSteps);
    return (characters.Decode(written), model.PredictAll(source, previous).attention);
}
