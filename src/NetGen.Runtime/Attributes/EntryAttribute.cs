namespace NetGen;

/// <summary>Marks a static method of a network as a further function over the same parameters, such as the decoder of an autoencoder: it becomes a member that predicts. Its parameters belong to the method, so that <c>Forward</c> may call it too.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class EntryAttribute : Attribute;
