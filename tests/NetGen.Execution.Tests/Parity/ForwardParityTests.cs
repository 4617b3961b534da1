using System.Numerics;

namespace NetGen.Execution.Tests.Parity;

/// <summary>Networks with Forward beside PyTorch, which computed in double (make_forward_data.py, make_length_data.py): in float32 within 1e-4, in double within 1e-9.</summary>
public sealed class ForwardParityTests
{
    private static readonly IParityCase[] Cases =
    [
        new ColumnsCase<ForwardResidual, float>("ForwardResidual", () => new()), new ColumnsCase<ForwardResidualDouble, double>("ForwardResidual", () => new()),
        new ColumnsCase<ForwardAttention, float>("ForwardAttention", () => new()), new ColumnsCase<ForwardAttentionDouble, double>("ForwardAttention", () => new()),
        new ColumnsCase<ForwardWords, float>("ForwardWords", () => new()), new ColumnsCase<ForwardWordsDouble, double>("ForwardWords", () => new()),
        new ColumnsCase<ForwardLengths, float>("ForwardLengths", () => new()), new ColumnsCase<ForwardLengthsDouble, double>("ForwardLengths", () => new()),
        new ColumnsCase<ForwardFunctions, float>("ForwardFunctions", () => new()), new ColumnsCase<ForwardFunctionsDouble, double>("ForwardFunctions", () => new()),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_and_gradients_are_those_of_PyTorch(string network) => ParityTests.Check(Cases, network, c => c.ForwardAndBackward());

    [Theory]
    [MemberData(nameof(Names))]
    public void Five_steps_lead_where_PyTorch_s_do(string network) => ParityTests.Check(Cases, network, c => c.Train("momentum"));

    /// <summary>A network of any inputs, whose columns are in the file by their names.</summary>
    private sealed class ColumnsCase<TNetwork, T>(string file, Func<TNetwork> create) : IParityCase
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly TensorFile _file = new(Path.Combine(AppContext.BaseDirectory, "Parity", "data", file + ".safetensors"));

        public string Name => typeof(TNetwork).Name;

        public IEnumerable<Comparison> ForwardAndBackward()
        {
            var (network, pass, batch) = Start();
            T loss = network.ForwardBackward(pass, batch);
            yield return new("loss", [double.CreateChecked(loss)], _file["loss"]);
            foreach (var parameter in network.Parameters.Where(p => !p.IsState))
                yield return new("gradient of " + parameter.Name, Doubles(parameter.GradientToArray()), _file["gradient/" + parameter.Name]);
        }

        public IEnumerable<Comparison> Train(string optimizer)
        {
            var (network, pass, batch) = Start();
            var method = ParityTests.Optimizers[optimizer]();
            for (int i = 0; i < 5; i++)
            {
                network.ForwardBackward(pass, batch);
                method.Step(network.Parameters);
            }
            foreach (var parameter in network.Parameters) yield return new(parameter.Name, Doubles(parameter.ToArray()), _file[$"{optimizer}/{parameter.Name}"]);
            var output = new T[_file[optimizer + "/prediction"].Length];
            network.Predict(batch, output);
            yield return new("prediction", Doubles(output), _file[optimizer + "/prediction"]);
        }

        private (TNetwork, Pass, Batch) Start()
        {
            var network = create();
            string[] names = [.. _file.Under("initial/")];
            Assert.Equal(names.Order(StringComparer.Ordinal), network.Parameters.Select(p => p.Name).Order(StringComparer.Ordinal));
            foreach (string name in names) network.Parameters[name].CopyFrom(Array.ConvertAll(_file["initial/" + name], T.CreateChecked));
            int count = _file["column/target"].Length;
            var batch = new Batch { Count = count };
            foreach (var column in TNetwork.Signature.Columns)
                if (column.AcceptsIndices) batch.Set<int>(column.Name, Array.ConvertAll(_file["column/" + column.Name], v => (int)v));
                else batch.Set<T>(column.Name, Array.ConvertAll(_file["column/" + column.Name], T.CreateChecked));
            return (network, network.CreatePass(count + 3), batch);
        }

        private static double[] Doubles(T[] values) => Array.ConvertAll(values, double.CreateChecked);
    }
}
