namespace NetGen.Compiler.Graph;

/// <summary>A value of the reference interpreter: elements in row-major order, sample after sample.</summary>
internal sealed class ReferenceTensor(TensorType type, int samples, double[] values)
{
    public TensorType Type { get; } = type;

    /// <summary>The number of samples, 1 where the value is not batched.</summary>
    public int Samples { get; } = samples;

    public double[] Values { get; } = values;

    /// <summary>The results of an operation that has several.</summary>
    public ReferenceTensor[] Items { get; set; } = [];

    public static ReferenceTensor Zeros(TensorType type, int batch)
    {
        int samples = type.Batched ? batch : 1;
        return new ReferenceTensor(type, samples, new double[samples * type.Shape.Length]);
    }
}

/// <summary>What an operation sees when the reference interpreter computes it.</summary>
internal sealed class ReferenceEvaluation(int batch, ReferenceTensor[] operands, ReferenceTensor result, IEvaluationContext context)
{
    /// <summary>The number of samples in the batch.</summary>
    public int Batch { get; } = batch;

    public ReferenceTensor[] Operands { get; } = operands;

    /// <summary>Zeros of the result's type, to be filled.</summary>
    public ReferenceTensor Result { get; } = result;

    public IEvaluationContext Context { get; } = context;
}

/// <summary>What lies outside the graph: arguments, parameters, states, random numbers and nested functions.</summary>
internal interface IEvaluationContext
{
    ReferenceTensor Column(int index);

    ReferenceTensor Parameter(int index);

    ReferenceTensor State(int index);

    /// <summary>The uniform number in [0, 1) that the compiled network draws for this operation, sample and element.</summary>
    double Uniform(int operation, int sample, int element);

    /// <summary>The uniform number in [0, 1) that the compiled network draws for an element from two other random numbers.</summary>
    double UniformOf(double first, double second, int element);

    /// <summary>Runs a function on arguments, such as one step of a <c>Scan</c>; results in the order of its outputs.</summary>
    ReferenceTensor[] Run(Function function, ReferenceTensor[] arguments, int batch);
}
