namespace MLPipeline.Evaluation.Tests;

/// <summary>Texts kept in git. A missing one is written for reading, and the test fails until it is there.</summary>
internal static class Snapshot
{
    public static void Check(string name, string text)
    {
        var path = Repository.PathOf("tests", "Evaluation.Tests", "Snapshots", name);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            Assert.Fail($"{path} was missing and has been written; read it.");
        }

        Assert.Equal(File.ReadAllText(path), text);
    }
}
