namespace NetGen.Benchmarks.Kernels;

// Networks without weights to speak of: their predictions are one row kernel.

/// <summary>A softmax over ten classes.</summary>
[Network, Input(10), Softmax]
public sealed partial class ShortSoftmax;

/// <summary>A softmax over a thousand classes.</summary>
[Network, Input(1000), Softmax]
public sealed partial class LongSoftmax;

/// <summary>A layer normalisation of 128 features.</summary>
[Network, Input(128), LayerNorm]
public sealed partial class Normalization;

/// <summary>The hyperbolic tangent, element by element.</summary>
[Network, Input(1024), Tanh]
public sealed partial class TanhMap;

/// <summary>GELU with the error function, element by element.</summary>
[Network, Input(1024), Gelu]
public sealed partial class GeluMap;
