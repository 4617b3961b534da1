namespace NetGen;

/// <summary>
/// Marks an input of <c>Forward</c> that a session is given before its first step, where the compiler can't tell: a network with two sequences that both could be stepped through steps through the
/// one without the mark. Inputs that are no sequences, and sequences that must be known as a whole, as by an encoder in both directions, need none.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class ContextAttribute : Attribute;
