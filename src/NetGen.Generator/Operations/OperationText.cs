using System.Globalization;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>What the text of a node says of its operation: attributes, the type of the result, how many operands, the body of a scan.</summary>
internal readonly record struct OperationText(string Attributes, TensorType Type, int Operands, Function? Body)
{
    public string[] Words => Attributes.Split([' '], StringSplitOptions.RemoveEmptyEntries);

    public int Integer => ToInteger(Attributes);

    public static int ToInteger(string word) =>
        int.TryParse(word, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new GraphException($"'{word}' is not a whole number.");

    /// <summary>The numbers behind a word, up to the next word.</summary>
    public EquatableArray<int> NumbersAfter(string word)
    {
        string[] words = Words;
        int at = Array.IndexOf(words, word);
        if (at < 0) throw new GraphException($"'{Attributes}' lacks '{word}'.");
        return words.Skip(at + 1).TakeWhile(w => !char.IsLetter(w[0])).Select(ToInteger).ToEquatableArray();
    }

    public static string Numbers(EquatableArray<int> values) => string.Join(" ", values.Select(Number));

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="ExpressionSyntax.Number"/> writes.</summary>
    public static double ToNumber(string word) => word switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new GraphException($"'{word}' is not a number."),
    };
}
