namespace MLPipeline.Trainer.Tests;

/// <summary>Texts that users and scripts rely on, as they were last looked at and found good.</summary>
internal static class Golden
{
    /// <summary>Compares with a file in this project's folder Golden. A text that differs is left beside the tests, to be read and, if it is right, copied there.</summary>
    public static void AssertSame(string name, string text)
    {
        var file = Repository.PathOf("tests", "Trainer.Tests", "Golden", name);
        var received = Path.Combine(AppContext.BaseDirectory, name);
        File.WriteAllText(received, text);
        Assert.True(File.Exists(file), $"There is no '{file}'. Copy '{received}' there if it is right.");
        Assert.True(File.ReadAllText(file) == text, $"'{received}' is not what '{file}' says:\n{text}");
        File.Delete(received);
    }
}
