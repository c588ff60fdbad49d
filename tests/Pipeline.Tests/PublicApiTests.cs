using System.Reflection;

namespace MLPipeline.Pipeline.Tests;

public sealed class PublicApiTests
{
    /// <summary>A missing snapshot is written for reading, and the test fails until it is there.</summary>
    [Fact]
    public void PublicApi_ChangesOnlyOnPurpose()
    {
        var lines = typeof(MLContext).Assembly.GetExportedTypes().SelectMany(Describe).Order(StringComparer.Ordinal);
        var actual = string.Join('\n', lines) + "\n";
        var path = Repository.PathOf("tests", "Pipeline.Tests", "PublicApi.txt");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, actual);
            Assert.Fail($"{path} was missing and has been written; read it.");
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static IEnumerable<string> Describe(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(member => member is not (MethodBase { IsSpecialName: true, IsConstructor: false } or Type) && !IsOfEveryRecord(member.Name))
        .Select(member => $"{type}: {member}")
        .Append($"{type}");

    private static bool IsOfEveryRecord(string name) => name is "Equals" or "GetHashCode" or "<Clone>$" or "Deconstruct" or "ToString" or "value__";
}
