using System.Globalization;

namespace MLPipeline.Backbones;

/// <summary>
/// The ImageNet networks of the ONNX Model Zoo that <c>backbone pull</c> knows by name. The table is <c>Catalog/catalog.csv</c>: a new
/// network is a new row.
/// </summary>
public static class BackboneCatalog
{
    private const string Header = "name,file,sha256,bytes,input,layout,preset,imagenet_top1,url";

    /// <summary>All networks, in the table's order.</summary>
    public static IReadOnlyList<BackboneCatalogEntry> Entries { get; } = ReadResource();

    /// <summary>The network of that name; case does not matter.</summary>
    /// <exception cref="BackboneException">No network is called so; the message lists the names.</exception>
    public static BackboneCatalogEntry Find(string name)
        => Entries.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new BackboneException(
                $"There is no network '{name}' to pull.{NearestName.Suggestion(name, Entries.Select(entry => entry.Name))} "
                + $"Valid names: {string.Join(", ", Entries.Select(entry => entry.Name))}. "
                + "Any other ONNX image classifier can be added from its file: backbone add FILE.onnx --name NAME.");

    private static BackboneCatalogEntry[] ReadResource()
    {
        using var stream = typeof(BackboneCatalog).Assembly.GetManifestResourceStream("catalog.csv")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    // No field of the table holds a comma or a quotation mark, so a split is a whole parser.
    private static BackboneCatalogEntry[] Parse(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines[0] != Header)
        {
            throw new FormatException($"catalog.csv must begin with '{Header}', not '{lines[0]}'.");
        }

        return lines.Skip(1).Select(line => Row(line.Split(','))).ToArray();
    }

    private static BackboneCatalogEntry Row(string[] fields) => new(
        Name: fields[0],
        FileName: fields[1],
        Sha256: fields[2],
        Bytes: long.Parse(fields[3], CultureInfo.InvariantCulture),
        InputSize: int.Parse(fields[4], CultureInfo.InvariantCulture),
        Layout: fields[5],
        Preset: fields[6],
        ImageNetTop1: double.Parse(fields[7], CultureInfo.InvariantCulture),
        Url: new Uri(fields[8]));
}
