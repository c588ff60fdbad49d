using System.IO.Compression;
using System.Xml.Linq;

namespace MLPipeline.Packaging.Tests;

/// <summary>Looks into package files.</summary>
internal static class PackageContent
{
    public static IReadOnlyList<string> Entries(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    public static async Task<string> ReadTextAsync(string package, string entry)
    {
        using var archive = await ZipFile.OpenReadAsync(package);
        using var reader = new StreamReader(await archive.GetEntry(entry)!.OpenAsync());
        return await reader.ReadToEndAsync();
    }

    /// <summary>The package's own description of itself.</summary>
    public static async Task<XElement> NuspecAsync(string package)
    {
        var nuspec = Entries(package).Single(entry => entry.EndsWith(".nuspec", StringComparison.Ordinal));
        var document = XDocument.Parse(await ReadTextAsync(package, nuspec));
        foreach (var element in document.Descendants())
        {
            element.Name = element.Name.LocalName; // the namespace says the version of the format, which is of no interest here
        }

        return document.Root!.Element("metadata")!;
    }
}
