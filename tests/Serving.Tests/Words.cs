namespace MLPipeline.Serving.Tests;

/// <summary>Assertions about texts, letter by letter.</summary>
internal static class Words
{
    public static void Begin(string expected, string? actual) => Assert.StartsWith(expected, actual, StringComparison.Ordinal);

    public static void Contain(string expected, string actual) => Assert.Contains(expected, actual, StringComparison.Ordinal);

    public static void Lack(string unwanted, string actual) => Assert.DoesNotContain(unwanted, actual, StringComparison.Ordinal);
}
