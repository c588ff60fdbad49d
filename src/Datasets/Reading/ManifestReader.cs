using System.Text;

namespace MLPipeline.Datasets;

/// <summary>Turns the rows of a manifest into labelled images.</summary>
internal sealed class ManifestReader(string file, DatasetOptions options)
{
    private readonly string _root = Path.GetDirectoryName(file)!;
    private readonly List<DatasetFault> _faults = [];
    private readonly List<IgnoredFile> _ignored = [];
    private readonly Dictionary<string, (LabeledImage Image, int Line)> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public ImageDataset Read()
    {
        if (!File.Exists(file))
            throw new DatasetException(new DatasetFault(DatasetFaultKind.NotFound, file, "there is no such file", "Check the spelling"));

        var groups = NamePattern.Create("group", options.GroupPattern, options.PatternTarget, _faults);
        var rows = ReadRows(groups);
        if (rows == 0 && _faults.Count == 0)
            _faults.Add(new(DatasetFaultKind.NoImages, file, "the manifest names no image", "Write one row per image: path,label"));

        CheckSplits();
        if (_faults.Count == 0)
            groups?.CheckMatches(_images.Keys, _faults);

        // A class may look too small only because its rows are faulty.
        var images = _images.Values.Select(entry => entry.Image).ToList();
        if (_faults.Count == 0)
            DatasetChecks.Check(images, options.Use, _faults);

        DatasetException.ThrowIfAny(_faults);
        return new ImageDataset(_root, images, _ignored);
    }

    private int ReadRows(NamePattern? groups)
    {
        var rows = 0;
        ManifestColumns? columns = null;
        try
        {
            foreach (var (line, cells) in ManifestTable.Read(file, _faults))
            {
                if (columns is null)
                {
                    columns = Columns(line, cells);
                    if (columns is null)
                        return 0;

                    if (columns.HasHeader)
                        continue;
                }

                rows++;
                AddRow(line, cells, columns, groups);
            }
        }
        catch (DecoderFallbackException e)
        {
            _faults.Add(new(DatasetFaultKind.ManifestRow, file, $"is not UTF-8 ({e.Message.TrimEnd('.')})", "Save it as UTF-8"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _faults.Add(new(DatasetFaultKind.Unreadable, file, $"cannot be read ({e.Message.TrimEnd('.')})", "Grant read access to it"));
        }

        return rows;
    }

    private ManifestColumns? Columns(int line, string[] cells)
    {
        var header = ManifestColumns.FromHeader(cells);
        if (header is { Path: >= 0, Label: >= 0 })
            return header;

        // A first row "x.jpg,image" has a label that is also a column's name, but its path exists.
        if (header is null || File.Exists(FullPath(cells[0])))
            return ManifestColumns.InOrder(cells.Length);

        _faults.Add(new(DatasetFaultKind.ManifestRow, At(line),
            $"the header ({string.Join(", ", cells)}) names no column {(header.Path < 0 ? "path" : "label")}",
            "Name the columns path,label and, where wanted, split and group"));
        return null;
    }

    private void AddRow(int line, string[] cells, ManifestColumns columns, NamePattern? groups)
    {
        if (cells.Length < columns.CellsNeeded || (!columns.HasHeader && cells.Length > columns.CellsNeeded))
        {
            _faults.Add(new(DatasetFaultKind.ManifestRow, At(line), $"has {cells.Length} cells instead of {columns.CellsNeeded}",
                "Every row needs the same cells; enclose names that contain the delimiter in quotation marks"));
            return;
        }

        var (path, label) = (cells[columns.Path], cells[columns.Label]);
        var split = Split(line, columns.Split < 0 ? "" : cells[columns.Split]);
        if (path.Length == 0 || label.Length == 0)
        {
            _faults.Add(new(DatasetFaultKind.ManifestRow, At(line), path.Length == 0 ? "has no path" : $"gives '{path}' no label",
                "Fill in the cell or delete the row"));
            return;
        }

        var full = FullPath(path);
        if (!LinkTarget.IsFile(full))
        {
            _faults.Add(new(DatasetFaultKind.MissingFile, $"{At(line)}, '{path}'", Directory.Exists(full) ? "is a folder" : $"there is no file {full}",
                "Paths are relative to the manifest's folder"));
            return;
        }

        var relative = Path.GetRelativePath(_root, full).Replace(Path.DirectorySeparatorChar, '/');
        var group = columns.Group >= 0 && cells[columns.Group].Length > 0 ? cells[columns.Group] : groups?.Find(relative, _faults);
        Add(line, new LabeledImage { Root = _root, RelativePath = relative, Label = Shared(label)!, Split = split, Group = Shared(group) });
    }

    private void Add(int line, LabeledImage image)
    {
        if (_images.TryAdd(image.RelativePath, (image, line)))
            return;

        var (first, firstLine) = _images[image.RelativePath];
        if (image == first)
        {
            _ignored.Add(new(image.RelativePath, $"line {line} repeats line {firstLine}"));
            return;
        }

        var difference = image.Label != first.Label ? $"'{first.Label}' in line {firstLine} and '{image.Label}' in line {line}"
            : image.Split != first.Split ? $"in part {first.Split} in line {firstLine} and in part {image.Split} in line {line}"
            : $"in group '{first.Group}' in line {firstLine} and in group '{image.Group}' in line {line}";
        _faults.Add(new(DatasetFaultKind.Conflict, image.RelativePath, $"is {difference}", "Keep the right row"));
    }

    private SplitName? Split(int line, string name)
    {
        var split = SplitNames.Parse(name);
        if (split is not null || name.Length == 0)
            return split;

        _faults.Add(new(DatasetFaultKind.SplitName, At(line), $"'{name}' is no part of a data set", $"Write {SplitNames.Accepted}, in any case"));
        return null;
    }

    private void CheckSplits()
    {
        if (_faults.Exists(fault => fault.Kind == DatasetFaultKind.SplitName))
            return;

        var without = _images.Values.Where(entry => entry.Image.Split is null).ToList();
        if (without.Count == 0 || without.Count == _images.Count)
            return;

        _faults.Add(new(DatasetFaultKind.SplitName, file,
            $"{without.Count} of {_images.Count} images have no part, the first in line {without.Min(entry => entry.Line)}",
            "Fill in the split column for all images, or for none to have them split here"));
    }

    /// <summary>Manifests written on Windows separate folders with a backslash, which elsewhere may be part of a name.</summary>
    private string FullPath(string path)
    {
        var full = Path.GetFullPath(path, _root);
        var isForeign = Path.DirectorySeparatorChar == '/' && path.Contains('\\') && !File.Exists(full);
        return isForeign ? Path.GetFullPath(path.Replace('\\', '/'), _root) : full;
    }

    private string? Shared(string? name)
    {
        if (name is null)
            return null;

        _names.TryAdd(name, name);
        return _names[name];
    }

    private string At(int line) => $"{file}, line {line}";
}
