using System.Globalization;
using System.Text;
using MLPipeline.Imaging;

namespace MLPipeline.Datasets;

/// <summary>Reads tables of objects in images. All faults of a table are reported at once.</summary>
public static class ObjectBoxReader
{
    private static readonly string[] Columns = ["path", "class", "left", "top", "right", "bottom"];

    /// <summary>
    /// Reads a CSV or TSV file with the columns <c>path,class,left,top,right,bottom</c> in any order; others are not looked at. The last
    /// four are whole pixels of the upright image, 0 at its upper left; right and bottom are the first column and row behind the object.
    /// </summary>
    /// <param name="file">The table.</param>
    /// <returns>At least one, in the table's order; an image with several objects has a row for each.</returns>
    /// <exception cref="DatasetException">All faults of the table, each with its line.</exception>
    public static IReadOnlyList<ObjectBox> Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new DatasetException(
                new DatasetFault(DatasetFaultKind.NotFound, Path.GetFullPath(file), "there is no such file", "Check the spelling"));
        }

        var (boxes, faults) = (new List<ObjectBox>(), new List<DatasetFault>());
        try
        {
            ReadRows(file, boxes, faults);
        }
        catch (DecoderFallbackException error)
        {
            faults.Add(new(DatasetFaultKind.ManifestRow, file, $"is not UTF-8 ({error.Message.TrimEnd('.')})", "Save it as UTF-8"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Add(new(DatasetFaultKind.Unreadable, file, $"cannot be read ({error.Message.TrimEnd('.')})", "Grant read access to it"));
        }

        if (boxes.Count == 0 && faults.Count == 0)
        {
            faults.Add(new(DatasetFaultKind.NoImages, file, "has no box", "Write a row for each: " + string.Join(',', Columns)));
        }

        DatasetException.ThrowIfAny(faults);
        return boxes;
    }

    private static void ReadRows(string file, List<ObjectBox> boxes, List<DatasetFault> faults)
    {
        int[]? places = null;
        foreach (var (line, cells) in ManifestTable.Read(file, faults))
        {
            void Fault(string problem, string remedy) =>
                faults.Add(new(DatasetFaultKind.ManifestRow, $"{file}, line {line}", problem, remedy));

            if (places is null)
            {
                places = [.. Columns.Select(column => Array.FindIndex(cells, cell => cell.Equals(column, StringComparison.OrdinalIgnoreCase)))];
                if (!places.Contains(-1)) continue;
                var missing = Columns.Where((_, i) => places[i] < 0);
                Fault($"the header lacks {string.Join(", ", missing)}", "Name the columns " + string.Join(',', Columns));
                return;
            }

            if (cells.Length <= places.Max())
            {
                Fault($"has {cells.Length} cells, fewer than the header", "Every row needs the same cells");
                continue;
            }

            var values = places.Select(place => cells[place]).ToArray();
            if (BoxOf(values) is not { } box)
            {
                Fault(
                    $"is no box of pixels: {string.Join(',', values[2..])}",
                    "Write whole numbers of at least 0, right beyond left and bottom beyond top");
            }
            else if (values[0].Length == 0 || values[1].Length == 0)
            {
                Fault(values[0].Length == 0 ? "has no path" : "has no class", "Fill in the cell or delete the row");
            }
            else
            {
                boxes.Add(new ObjectBox(values[0], values[1], box));
            }
        }
    }

    private static PixelBox? BoxOf(string[] values)
    {
        Span<int> edges = stackalloc int[4];
        for (var i = 0; i < 4; i++)
        {
            if (!int.TryParse(values[2 + i], NumberStyles.None, CultureInfo.InvariantCulture, out edges[i])) return null;
        }

        var (left, top, right, bottom) = (edges[0], edges[1], edges[2], edges[3]);
        return right > left && bottom > top ? new PixelBox(left, top, right - left, bottom - top) : null;
    }
}
