namespace MLPipeline.Trainer;

/// <summary>The repository that this program was built in.</summary>
internal static class Checkout
{
    /// <summary>The folder with <c>MLPipeline.sln</c> above the current folder or the program, or null.</summary>
    public static string? Find() => Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory);

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MLPipeline.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
