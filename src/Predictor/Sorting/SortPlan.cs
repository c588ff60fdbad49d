using MLPipeline.Predictor.Scoring;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Sorting;

/// <summary>
/// Which image goes where: a CSV with the columns <c>copy</c> (or <c>move</c>, <c>link</c>) and <c>to</c>. It is complete before the
/// first image is touched, so that whoever goes on after an interruption need not guess.
/// </summary>
internal static class SortPlan
{
    /// <summary>Plans for every image of a table; one that is listed several times, or is there already, is left out after that.</summary>
    /// <param name="table">A finished table.</param>
    /// <param name="fullPath">From a path of the table to one to open.</param>
    /// <param name="options">Where to.</param>
    /// <param name="folders">The names of the classes' folders.</param>
    public static IEnumerable<(string From, string To)> Make(
        string table, Func<string, string> fullPath, SortOptions options, ClassFolders folders)
    {
        var images = new HashSet<string>(StringComparer.Ordinal);
        // one of two names that differ by case alone is lost on Windows and macOS
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var numbers = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, label) in ScoreTable.Read(table))
        {
            var from = Path.GetFullPath(fullPath(path));
            var wanted = Path.GetFullPath(Path.Combine(options.Folder, folders.Of(label), Path.GetFileName(from)));
            if (!images.Add(from) || from == wanted)
            {
                continue;
            }

            var to = wanted;
            while (IsThere(to) || !taken.Add(to))
            {
                var number = numbers[wanted] = numbers.GetValueOrDefault(wanted, 1) + 1;
                var name = $"{Path.GetFileNameWithoutExtension(wanted)} ({number}){Path.GetExtension(wanted)}";
                to = Path.Combine(Path.GetDirectoryName(wanted)!, name);
            }

            yield return (from, to);
        }
    }

    /// <returns>How many images it moves, copies or links.</returns>
    public static int Write(Stream stream, SortMode mode, IEnumerable<(string From, string To)> moves)
    {
        using var text = new CsvText(stream);
        var count = 0;
        WriteLine(text, Verb(mode), "to");
        foreach (var (from, to) in moves)
        {
            WriteLine(text, from, to);
            count++;
        }

        return count;
    }

    /// <summary>Whether a plan sorts in this way into this folder.</summary>
    public static bool IsOf(string file, SortOptions options)
    {
        var rows = Rows(file).Take(2).ToArray();
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder)) + Path.DirectorySeparatorChar;
        return rows[0].From == Verb(options.Mode) && (rows.Length == 1 || rows[1].To.StartsWith(folder, StringComparison.Ordinal));
    }

    /// <exception cref="IOException">The file is no plan.</exception>
    public static IEnumerable<(string From, string To)> Read(string file) => Rows(file).Skip(1);

    /// <summary>Whether the name is taken, by a link that leads nowhere too.</summary>
    public static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static IEnumerable<(string From, string To)> Rows(string file)
    {
        using var text = new StreamReader(file);
        foreach (var fields in CsvRows.Read(text))
        {
            yield return fields is [var from, var to] ? (from, to) : throw new IOException($"'{file}' is no plan of a sorting.");
        }
    }

    private static string Verb(SortMode mode) => mode switch { SortMode.Move => "move", SortMode.Link => "link", _ => "copy" };

    private static void WriteLine(CsvText text, string from, string to)
    {
        text.Field(from);
        text.Field(to);
        text.EndLine();
    }
}
