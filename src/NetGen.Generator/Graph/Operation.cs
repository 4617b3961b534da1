namespace NetGen.Compiler.Graph;

/// <summary>
/// What a node computes: an immutable, structurally equal record of a kind and its attributes. Each operation is one file under
/// Operations/, which holds its shape rule, its gradient in terms of other operations, its cost, its text and its meaning in double.
/// Operations that the text form can name are listed in <c>OperationTable</c>.
/// </summary>
internal abstract record Operation
{
    /// <summary>The name in the graph's text, a word in lower case.</summary>
    public abstract string Name { get; }

    /// <summary>Whether there are kernels of graphics processors for it and for its gradients.</summary>
    public virtual bool HasGpuForm => false;

    /// <summary>The attributes in the graph's text, without line breaks; empty when there are none. <c>OperationTable</c> parses it back.</summary>
    public virtual string Attributes => "";

    /// <summary>The type of the result.</summary>
    /// <exception cref="GraphException">The operands don't fit: an error inside the compiler, for declarations are checked before.</exception>
    public abstract TensorType Infer(ReadOnlySpan<TensorType> operands);

    /// <summary>
    /// Adds the nodes of the gradient. <paramref name="gradient"/> is the node of d loss / d <paramref name="node"/>, of the node's type.
    /// Returns one node an operand, of the operand's type, or <see cref="NoGradient"/>.
    /// </summary>
    public abstract int[] Differentiate(FunctionBuilder builder, int node, int gradient);

    /// <summary>
    /// The gradients of an operation with several results (of type <see cref="TensorType.Tuple"/>), in place of <see cref="Differentiate"/>.
    /// </summary>
    /// <param name="builder">The function, which gets the new nodes.</param>
    /// <param name="node">The node of this operation.</param>
    /// <param name="gradients">By result: the node of its gradient. Results that are absent have none.</param>
    /// <param name="wanted">By operand: whether anything reads its gradient.</param>
    public virtual int[] DifferentiateItems(FunctionBuilder builder, int node, IReadOnlyDictionary<int, int> gradients, bool[] wanted) =>
        throw new GraphException($"{Name}: has one result.");

    /// <summary>The function that the operation runs many times; null for most.</summary>
    public virtual Function? Nested => null;

    /// <summary>What the gradient reads, so that the plan of memory can be understood from the operation's file; a test compares.</summary>
    public virtual BackwardReads BackwardReads => BackwardReads.Nothing;

    /// <summary>
    /// Where the second operand are weights that a product reads, the groups they fall into: such parameters lie in panels (<see cref="WeightLayout"/>).
    /// 0 for other operations.
    /// </summary>
    public virtual int WeightGroups => 0;

    /// <summary>Floating-point operations for one sample (or one in all, when unbatched).</summary>
    public virtual long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => 0;

    /// <summary>Whether two nodes with equal operation and operands are one. Not so for random numbers.</summary>
    public virtual bool IsPure => true;

    /// <summary>Computes the result in double: the reference that everything else is checked against. Plain loops, no cleverness.</summary>
    public abstract void Evaluate(ReferenceEvaluation evaluation);

    public const int NoGradient = -1;
}

/// <summary>The values that the gradient of an operation reads beside the gradient of its result.</summary>
[Flags]
internal enum BackwardReads
{
    Nothing = 0,
    Operands = 1,
    Result = 2,
}

/// <summary>A graph that breaks its own rules: an internal error of the compiler.</summary>
internal sealed class GraphException(string message) : Exception(message);
