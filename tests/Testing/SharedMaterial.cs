using Xunit;

namespace MLPipeline.Testing;

/// <summary>
/// Real images and pretrained networks that may not be committed. They lie in <c>../shared</c> beside the checkout, or where
/// MLPIPELINE_SHARED points; tests that need them are <c>[SkippableFact]</c>s and skip with a message where they are missing.
/// </summary>
public static class SharedMaterial
{
    /// <summary>The path of a file or folder below the shared folder; skips the running test when it is missing.</summary>
    public static string Require(params string[] parts)
    {
        var folder = Environment.GetEnvironmentVariable("MLPIPELINE_SHARED") ?? Repository.PathOf("..", "shared");
        var path = Path.GetFullPath(Path.Combine([folder, .. parts]));
        Skip.IfNot(Path.Exists(path), $"needs {path}, which is test material outside the repository (MLPIPELINE_SHARED names its folder)");
        return path;
    }
}
