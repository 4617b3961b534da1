using System.Numerics;

namespace NetGen.Execution.Tests.Parity;

/// <summary>
/// Transformers beside PyTorch, which computed in double (make_attention_data.py), with its own nn.MultiheadAttention: in float32 within 1e-4, in double within 1e-9. A decoder of characters, and an
/// encoder of padded sentences with a decoder that attends to it.
/// </summary>
public sealed class AttentionParityTests
{
    [Fact]
    public void Characters() => Check<AttentionCharacters, float>("AttentionCharacters", new(), 1e-4, "tokens");

    [Fact]
    public void Characters_in_double() => Check<AttentionCharactersDouble, double>("AttentionCharacters", new(), 1e-9, "tokens");

    [Fact]
    public void Translator() => Check<AttentionTranslator, float>("AttentionTranslator", new(), 1e-4, "source", "length", "given");

    [Fact]
    public void Translator_in_double() => Check<AttentionTranslatorDouble, double>("AttentionTranslator", new(), 1e-9, "source", "length", "given");

    private static void Check<TNetwork, T>(string name, TNetwork network, double tolerance, params string[] inputs)
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var file = new TensorFile(Path.Combine(AppContext.BaseDirectory, "Parity", "data", name + ".safetensors"));
        string Own(string parameter) => network.Parameters.Any(p => p.Name == parameter) ? parameter : "translate." + parameter;
        foreach (string parameter in file.Under("initial/")) network.Parameters[Own(parameter)].CopyFrom(Array.ConvertAll(file["initial/" + parameter], T.CreateChecked));
        Assert.Equal(network.Parameters.Count(), file.Under("initial/").Count());

        int[] Integers(string column) => Array.ConvertAll(file[column], v => (int)v);
        var batch = new Batch { Count = inputs.Length == 1 ? 3 : 4 };
        foreach (string input in inputs) batch.Set<int>(input, Integers(input));
        batch.Set<int>("next", Integers("target"));
        var output = new T[file["output"].Length];
        network.Predict(batch, output);
        var pass = network.CreatePass(batch.Count + 3);
        var found = new List<Comparison> { new("output", Doubles(output), file["output"]), new("loss", [double.CreateChecked(network.ForwardBackward(pass, batch))], file["loss"]) };
        found.AddRange(file.Under("gradient/").Select(p => new Comparison("gradient of " + p, Doubles(network.Parameters[Own(p)].GradientToArray()), file["gradient/" + p])));
        var optimizer = new Momentum(0.05);
        optimizer.Step(network.Parameters);
        for (int i = 0; i < 2; i++)
        {
            network.ForwardBackward(pass, batch);
            optimizer.Step(network.Parameters);
        }
        found.AddRange(file.Under("momentum/").Select(p => new Comparison(p + " after three steps", Doubles(network.Parameters[Own(p)].ToArray()), file["momentum/" + p])));
        Assert.Empty(found.Where(c => !(c.Error() <= tolerance)).Select(c => $"{c.What}: relative difference {c.Error():E1}"));
    }

    private static double[] Doubles<T>(T[] values) where T : unmanaged, INumberBase<T> => Array.ConvertAll(values, double.CreateChecked);
}
