using System.Text.Json;

namespace MLPipeline.Execution.Tests;

/// <summary>Ten training steps as PyTorch computes them in double precision (Golden/ten_steps.py).</summary>
/// <param name="Losses">Before each step.</param>
/// <param name="LossError">How far PyTorch in single precision is from that.</param>
/// <param name="ParameterError">The same for parameters, root mean square in units of what ten steps have changed.</param>
/// <param name="Parameters">By name.</param>
internal sealed record TenSteps(double[] Losses, double LossError, double ParameterError, IReadOnlyDictionary<string, TenSteps.Parameter> Parameters)
{
    /// <summary>By network and optimiser: <c>resnet20 sgd</c>.</summary>
    public static IReadOnlyDictionary<string, TenSteps> All { get; } = JsonSerializer.Deserialize<Dictionary<string, TenSteps>>(
        File.ReadAllText(Repository.PathOf("tests", "Execution.Tests", "Golden", "ten_steps.json")), JsonSerializerOptions.Web)!;

    /// <summary>A parameter or running statistic after the last step: four elements from all over it, the sum and the norm of all, the norm of its change.</summary>
    public sealed record Parameter(double[] First, double Sum, double Norm, double Change);
}
