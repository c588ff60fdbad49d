using System.Text.Json;

namespace MLPipeline.Predictor;

/// <summary>The JSON of <c>inspect</c>. Names of fields are an interface: they stay. What the file does not say is null.</summary>
/// <param name="Model">The model file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Device">Where it is computed.</param>
/// <param name="Inputs">Name, type and shape of each input.</param>
/// <param name="Outputs">Name, type and shape of each output.</param>
/// <param name="Input">The input contract.</param>
/// <param name="Classes">The classes in score order.</param>
/// <param name="Provenance">Where the model came from.</param>
internal sealed record ModelReport(
    string Model,
    long Bytes,
    string Device,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    JsonElement? Input,
    IReadOnlyList<string>? Classes,
    JsonElement? Provenance);
