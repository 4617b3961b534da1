// A recurrent network learns to add: two numbers come in bit by bit, the lowest first, and the bits of their sum come out. What must be carried to the next place is
// nowhere said: the network finds it in its 16 hidden numbers. Because a step is a step, the same weights then add numbers three times as long.
//
//   dotnet run -c Release --project samples/BinaryAddition
using System.Globalization;
using NetGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Bits = 8, LongBits = 24, Known = 2000, Others = 4000;
Console.WriteLine(BinaryAdder.Summary);
Console.WriteLine();

// Sums of numbers below 128 have at most 8 bits. 2,000 of the 16,384 pairs are shown in training, others are for the test.
int[] pairs = new RandomStream(1).Permutation(128 * 128);
var (inputs, sums) = Columns(pairs[..Known].Select(p => ((long)p / 128, (long)p % 128)), Bits);
var (testInputs, testSums) = Columns(pairs[Known..(Known + Others)].Select(p => ((long)p / 128, (long)p % 128)), Bits);

var model = new BinaryAdder(seed: 1);
var optimizer = new Adam(5e-3);
for (int epoch = 1; epoch <= 12; epoch++)
{
    model.Fit(inputs, sums, new FitOptions { FirstEpoch = epoch, BatchSize = 16, Optimizer = optimizer, ClipNorm = 1 });
    if (epoch % 2 == 0) Console.WriteLine($"epoch {epoch,2}: loss {model.Evaluate(inputs, sums).Loss:F4}, sums that are right {Right(model.Predict(testInputs), testSums, Bits):F4}");
}

Console.WriteLine();
foreach (int p in pairs[^4..])
{
    var (a, b) = (p / 128, p % 128);
    long sum = Number(model.Predict(Columns([(a, b)], Bits).Inputs), 0, Bits);
    Console.WriteLine($"  {Binary(a)} ({a,3}) + {Binary(b)} ({b,3}) = {Binary(sum)} ({sum,3}){(sum == a + b ? "" : "  WRONG")}");
}

// The same weights, unrolled over 24 steps.
var longer = new LongAdder();
longer.Parameters.CopyFrom(model.Parameters);
var random = new RandomStream(2);
var (longInputs, longSums) = Columns(Enumerable.Range(0, Others).Select(_ => ((long)random.Next(1 << 23), (long)random.Next(1 << 23))), LongBits);
double right = Right(model.Predict(testInputs), testSums, Bits), rightLong = Right(longer.Predict(longInputs), longSums, LongBits);
if (right < 0.99) Environment.ExitCode = 1;
Console.WriteLine();
Console.WriteLine($"of {Others:N0} sums of 7 bits that were not shown {right:F4} are right, of as many of 23 bits {rightLong:F4}");

// The bits of both numbers, the lowest first, and those of their sums.
static (float[] Inputs, float[] Sums) Columns(IEnumerable<(long A, long B)> numbers, int bits)
{
    List<float> inputs = [], sums = [];
    foreach (var (a, b) in numbers)
        for (int i = 0; i < bits; i++)
        {
            inputs.AddRange([a >> i & 1, b >> i & 1]);
            sums.Add(a + b >> i & 1);
        }
    return ([.. inputs], [.. sums]);
}

static double Right(float[] bits, float[] wanted, int length) =>
    Enumerable.Range(0, bits.Length / length).Average(s => Number(bits, s, length) == Number(wanted, s, length) ? 1.0 : 0.0);

static long Number(float[] bits, int sample, int length) => Enumerable.Range(0, length).Sum(i => bits[sample * length + i] > 0.5f ? 1L << i : 0);

static string Binary(long value) => Convert.ToString(value, 2).PadLeft(Bits, '0');

[Network, Input(8, 2)]
[SimpleRnn(16, ReturnSequences = true), Dense(1), Sigmoid]
[BinaryCrossEntropyLoss]
internal sealed partial class BinaryAdder;

[Network, Input(24, 2)]
[SimpleRnn(16, ReturnSequences = true), Dense(1), Sigmoid]
internal sealed partial class LongAdder;
