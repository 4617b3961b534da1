using System.ComponentModel;

namespace NetGen.CompilerServices;

/// <summary>For generated code: which function filled a pass last.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum PassContent
{
    /// <summary>None yet.</summary>
    Nothing,

    /// <summary><c>Forward</c> in training mode.</summary>
    Training,

    /// <summary><c>Forward</c> in inference mode.</summary>
    Inference,

    /// <summary><c>Backward</c>, which overwrites the activations as it goes.</summary>
    Consumed,

    /// <summary><c>ForwardBackward</c>: scores are there, activations are not.</summary>
    Step,

    /// <summary><c>Evaluate</c>.</summary>
    Evaluation,
}
