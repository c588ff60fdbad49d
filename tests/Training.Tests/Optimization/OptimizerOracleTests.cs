using System.Text.Json;
using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training.Tests;

/// <summary>Against PyTorch: Golden/optimizer_oracle.py.</summary>
public class OptimizerOracleTests
{
    private static readonly JsonElement Oracle = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "optimizer_oracle.json"))).RootElement;

    public static TheoryData<string> Cases { get; } = [.. Oracle.GetProperty("cases").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TenSteps_GiveTheParametersThatPyTorchHas(string name)
    {
        var expected = Oracle.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        using var team = new WorkTeam(2);
        using var parameters = TestParameters.Of(
            ("conv.weight", ParameterKind.Weight, [45]), ("fc.weight", ParameterKind.Weight, [5, 4]),
            ("fc.bias", ParameterKind.Bias, [5]), ("norm.scale", ParameterKind.Normalization, [7]));
        foreach (var slot in parameters.Slots) parameters.Write(slot, Floats(Oracle.GetProperty("start").GetProperty(slot.Name)));
        IReadOnlyList<ParameterRate> rates = Number(expected, "slow") is { } slow ? [new("fc.*t", slow)] : [];
        using var optimizer = Options(expected).CreateFor(parameters, team, rates);
        var norm = new GradientNorm(parameters, team, ParameterRange.Of(parameters, rates));

        for (var step = 0; step < 10; step++)
        {
            foreach (var slot in parameters.Slots)
            {
                Floats(Oracle.GetProperty("gradients")[step].GetProperty(slot.Name)).CopyTo(parameters.Gradients.Span(slot.Start, (int)slot.Count));
            }

            var factor = Number(expected, "clip") is { } clip ? GradientClipping.Factor(norm.Compute(), clip) : 1;
            Assert.True(optimizer.Step(expected.GetProperty("rate").GetDouble(), gradientFactor: factor));
            if (expected.GetProperty("after").TryGetProperty($"{step + 1}", out var after)) AssertEqual(after, parameters);
        }
    }

    private static OptimizerOptions Options(JsonElement expected)
    {
        var decay = expected.GetProperty("decay").GetDouble();
        if (expected.GetProperty("optimizer").GetString() == "Sgd")
        {
            return new SgdOptions { WeightDecay = decay, Momentum = expected.GetProperty("momentum").GetDouble(), Nesterov = expected.TryGetProperty("nesterov", out _) };
        }

        return new AdamOptions
        {
            WeightDecay = decay,
            DecoupledDecay = expected.GetProperty("optimizer").GetString() == "AdamW",
            Beta1 = expected.TryGetProperty("betas", out var betas) ? betas[0].GetDouble() : 0.9,
            Beta2 = expected.TryGetProperty("betas", out betas) ? betas[1].GetDouble() : 0.999,
            Epsilon = Number(expected, "epsilon") ?? 1e-8,
        };
    }

    private static void AssertEqual(JsonElement after, ParameterMemory parameters)
    {
        foreach (var slot in parameters.Slots)
        {
            var expected = Floats(after.GetProperty(slot.Name));
            var actual = parameters.Read(slot);

            // Both compute in single precision, in another order: a few units in the last place of numbers around 1.
            for (var i = 0; i < expected.Length; i++) Assert.InRange(actual[i] - expected[i], -1e-6, 1e-6);
            Assert.All(parameters.Values.Span(slot.Start + slot.Count, (int)(slot.Length - slot.Count)).ToArray(), filling => Assert.Equal(0, filling));
        }
    }

    private static double? Number(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];
}
