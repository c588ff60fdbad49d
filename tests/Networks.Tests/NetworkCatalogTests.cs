namespace MLPipeline.Networks.Tests;

public class NetworkCatalogTests
{
    public static TheoryData<string> Names => [.. NetworkCatalog.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Outline_EveryNetwork_HasThePublishedNumberOfParameters(string name)
    {
        var network = NetworkCatalog.Find(name);
        Assert.Equal(network.Parameters, NetworkSummary.Of(network.Outline()).Parameters);
    }
}
