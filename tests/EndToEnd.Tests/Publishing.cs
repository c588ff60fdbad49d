namespace MLPipeline.EndToEnd.Tests;

/// <summary>
/// Tests that publish, one after the other: what NuGet found for one platform lies in the projects' own folders, where another
/// platform's would take its place.
/// </summary>
[CollectionDefinition(Name)]
public sealed class Publishing
{
    public const string Name = "publishing";
}
