using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using MLPipeline.Reporting;

namespace MLPipeline.Trainer;

/// <summary>The program and the machine that a result comes from.</summary>
/// <param name="At">When it was asked for.</param>
internal sealed record RunEnvironment(DateTimeOffset At)
{
    private static string Program => $"Trainer {typeof(RunEnvironment).Assembly.GetName().Version?.ToString(3)}";

    private static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>For people.</summary>
    public IReadOnlyList<ReportFact> Facts =>
    [
        new("Program", Program),
        new("Written", At.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        new("Operating system", RuntimeInformation.OSDescription),
        new("Architecture", RuntimeInformation.ProcessArchitecture.ToString()),
        new("Runtime", RuntimeInformation.FrameworkDescription),
        new("Processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        new("Vectors", string.Create(CultureInfo.InvariantCulture, $"{VectorBits} bits")),
    ];

    /// <summary>For programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("program", Program);
        json.WriteString("startedAt", At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        json.WriteString("operatingSystem", RuntimeInformation.OSDescription);
        json.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString());
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteNumber("vectorBits", VectorBits);
        json.WriteEndObject();
    }
}
