using System.Text;

namespace MLPipeline.Predictor.Sorting;

/// <summary>
/// Folder names for labels, fit for every file system: what Windows cannot have in a name becomes <c>_</c>, and labels that would
/// then share a folder (or differ by case alone) get numbers.
/// </summary>
internal sealed class ClassFolders
{
    private const string Forbidden = "<>:\"/\\|?*";

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })],
        StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <param name="labels">In any order; their names depend on all of them together.</param>
    public ClassFolders(IEnumerable<string> labels)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var label in labels.Order(StringComparer.Ordinal))
        {
            var (folder, number) = (Valid(label), 2);
            for (var name = folder; !taken.Add(folder); number++)
            {
                folder = $"{name} ({number})";
            }

            _folders.Add(label, folder);
        }
    }

    /// <summary>Labels whose folder is called otherwise.</summary>
    public IEnumerable<(string Label, string Folder)> Renamed =>
        _folders.Where(entry => entry.Key != entry.Value)
            .Select(entry => (entry.Key, entry.Value))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal);

    public string Of(string label) => _folders[label];

    private static string Valid(string label)
    {
        var name = new StringBuilder(label.Length);
        foreach (var letter in label)
        {
            name.Append(char.IsControl(letter) || Forbidden.Contains(letter, StringComparison.Ordinal) ? '_' : letter);
        }

        // Windows drops spaces and full stops at the end; one at the beginning would hide the folder.
        for (var last = name.Length - 1; last >= 0 && name[last] is '.' or ' '; last--)
        {
            name[last] = '_';
        }

        if (name.Length == 0 || name[0] is '.' or ' ')
        {
            name.Insert(0, '_');
        }

        return Devices.Contains(name.ToString().Split('.')[0]) ? $"_{name}" : name.ToString();
    }
}
