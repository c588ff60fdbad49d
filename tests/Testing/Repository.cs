namespace MLPipeline.Testing;

/// <summary>Where the tests' files lie.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>MLPipeline.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MLPipeline.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No MLPipeline.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
