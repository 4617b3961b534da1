namespace NetGen;

/// <content>Files.</content>
public partial class ParameterSet<T>
{
    /// <summary>Loads a file, or a part of it, into this network. Either all that is asked for is loaded, or nothing is changed.</summary>
    /// <param name="path">A safetensors file: one that <c>Save</c> wrote, or a PyTorch state_dict of the same names and shapes.</param>
    /// <param name="options">How names are matched, and which are loaded: all by default, and all must be there.</param>
    /// <returns>What was loaded, what was missing, and what the file has beside.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">A pattern of the options matches nothing.</exception>
    /// <exception cref="InvalidDataException">It is malformed, or its names, shapes or types don't fit; the message lists what is missing, unexpected, or of another shape.</exception>
    public LoadReport Load(string path, LoadOptions? options = null) => ParameterFile.Load(this, path, options);

    /// <summary>Loads a stream in the safetensors format, or a part of it, into this network, and leaves it behind the last tensor.</summary>
    /// <param name="stream">Where from; it need not seek.</param>
    /// <param name="options">How names are matched, and which are loaded: all by default, and all must be there.</param>
    /// <returns>What was loaded, what was missing, and what the file has beside.</returns>
    /// <exception cref="ArgumentException">A pattern of the options matches nothing.</exception>
    /// <exception cref="InvalidDataException">The data are malformed, or the names, shapes or types don't fit.</exception>
    public LoadReport Load(Stream stream, LoadOptions? options = null) => ParameterFile.Load(this, stream, options);
}
