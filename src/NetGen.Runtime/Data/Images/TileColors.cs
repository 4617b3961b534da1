namespace NetGen;

/// <summary>How the numbers of a <see cref="ContactSheet"/>'s tile of one channel become colors.</summary>
public enum TileColors
{
    /// <summary>0 is black, 1 is white.</summary>
    Gray,

    /// <summary>-1 is red, 0 is white, 1 is blue: for weights and gradients.</summary>
    Signed,

    /// <summary>From black over purple and orange to pale yellow, ever brighter: for maps of features, where small responses are to be seen too.</summary>
    Heat,
}
