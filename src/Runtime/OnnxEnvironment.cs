using Microsoft.ML.OnnxRuntime;

namespace MLPipeline.Runtime;

/// <summary>ONNX Runtime's process-wide state.</summary>
internal static class OnnxEnvironment
{
    private static readonly Lazy<OrtEnv> Environment = new(Create);

    public static OrtEnv Instance => Environment.Value;

    private static OrtEnv Create()
    {
        if (OrtEnv.IsCreated)
        {
            return OrtEnv.Instance(); // the host program uses ONNX Runtime too and has set its own level
        }

        // Warnings would go to the program's stderr; what matters arrives as an exception.
        var options = new EnvironmentCreationOptions { logId = "MLPipeline", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    }
}
