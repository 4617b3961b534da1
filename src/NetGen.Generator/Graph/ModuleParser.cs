using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Graph;

/// <summary>Reads the text of a module, and derives the gradients that it leaves out.</summary>
internal static class ModuleParser
{
    /// <exception cref="GraphException">The text is not that of a module.</exception>
    public static Module Parse(string text)
    {
        var lines = new TextLines(text);
        string[] header = lines.Next().Split(' ');
        if (header.Length != 3 || header[0] != "module") throw new GraphException("Expected 'module', a name and a precision.");
        var parameters = new List<Parameter>();
        var states = new List<State>();
        var functions = new List<Function>();
        while (!lines.AtEnd)
        {
            if (lines.Current.StartsWith("parameter ", StringComparison.Ordinal)) parameters.Add(ParseParameter(lines.Next()));
            else if (lines.Current.StartsWith("state ", StringComparison.Ordinal)) states.Add(ParseState(lines.Next()));
            else functions.Add(FunctionParser.Parse(lines, functions));
        }
        var module = new Module(header[1], Kind<Precision>(header[2]), parameters.ToEquatableArray(), states.ToEquatableArray(), functions.ToEquatableArray());
        return module with { Functions = functions.Select(f => TrainingGradients.Derive(f, module.Parameters)).ToEquatableArray() };
    }

    private static Parameter ParseParameter(string line)
    {
        var (name, shape, w) = Fields(line, 5);
        var initializer = new Initializer(Kind<InitializerKind>(w[0]), OperationText.ToNumber(w[1]), OperationText.ToNumber(w[2]));
        return new Parameter(
            name, shape, initializer, OperationText.ToInteger(w[3]), OperationText.ToInteger(w[4]), w.Contains("weight"), w.Contains("frozen"),
            Positions(w), w.Contains("sparse"));
    }

    private static State ParseState(string line)
    {
        var (name, shape, words) = Fields(line, 1);
        return new State(name, shape, OperationText.ToNumber(words[0]), Positions(words));
    }

    private static int Positions(string[] words) =>
        Array.IndexOf(words, "positions") is var at && at >= 0 && at + 1 < words.Length ? OperationText.ToInteger(words[at + 1]) : 1;

    /// <summary><c>kind name type : words</c>.</summary>
    private static (string Name, Shape Shape, string[] Words) Fields(string line, int atLeast)
    {
        int colon = line.IndexOf(" : ", StringComparison.Ordinal);
        string[] left = colon < 0 ? [] : line.Substring(0, colon).Split([' '], 3);
        string[] words = colon < 0 ? [] : line.Substring(colon + 3).Split(' ');
        if (left.Length < 3 || words.Length < atLeast) throw new GraphException($"'{line}' lacks a name, a type or values.");
        return (left[1], TensorType.Parse(left[2]).Shape, words);
    }

    private static T Kind<T>(string word) where T : struct =>
        Enum.TryParse(word, out T kind) ? kind : throw new GraphException($"'{word}' is not a {typeof(T).Name}.");
}
