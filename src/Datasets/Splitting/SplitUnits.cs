using System.Buffers.Binary;
using System.Text;

namespace MLPipeline.Datasets;

/// <summary>How many images of one class a unit has.</summary>
internal readonly record struct ClassRun(int Class, int Count);

/// <summary>
/// The images to split, in units that must not be torn apart, ordered by their keys. Flat arrays instead of an object per unit: nearly every
/// image is a unit of its own.
/// </summary>
internal sealed class SplitUnits
{
    private readonly int[] _images; // members of unit u: _firstImage[u] to _firstImage[u + 1]
    private readonly int[] _firstImage;
    private readonly ClassRun[] _runs;
    private readonly int[] _firstRun;

    private SplitUnits(int[] images, int[] firstImage, ClassRun[] runs, int[] firstRun) =>
        (_images, _firstImage, _runs, _firstRun) = (images, firstImage, runs, firstRun);

    public int Count => _firstImage.Length - 1;

    /// <summary>Positions in the data set.</summary>
    public ReadOnlySpan<int> ImagesOf(int unit) => _images.AsSpan(_firstImage[unit].._firstImage[unit + 1]);

    /// <summary>Each class once.</summary>
    public ReadOnlySpan<ClassRun> ClassesOf(int unit) => _runs.AsSpan(_firstRun[unit].._firstRun[unit + 1]);

    public static SplitUnits Build(ImageDataset dataset, int[] pool, IReadOnlyList<ContentHash>? contents, int seed)
    {
        var units = Join(dataset, pool, contents);
        var keys = Keys(dataset, pool, contents, units, seed);
        var classes = pool.Select(i => dataset.ClassOf(dataset.Images[i])).ToArray();
        var order = Enumerable.Range(0, pool.Length).ToArray();
        Array.Sort(order, (a, b) =>
        {
            var comparison = keys[units[a]].CompareTo(keys[units[b]]);
            comparison = comparison != 0 ? comparison : units[a].CompareTo(units[b]);
            comparison = comparison != 0 ? comparison : classes[a].CompareTo(classes[b]);
            return comparison != 0 ? comparison : a.CompareTo(b);
        });

        var (firstImage, firstRun, runs) = (new List<int>(), new List<int>(), new List<ClassRun>());
        for (var i = 0; i < order.Length; i++)
        {
            var startsUnit = i == 0 || units[order[i]] != units[order[i - 1]];
            if (startsUnit)
            {
                firstImage.Add(i);
                firstRun.Add(runs.Count);
            }

            if (startsUnit || classes[order[i]] != classes[order[i - 1]])
                runs.Add(new(classes[order[i]], 1));
            else
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
        }

        firstImage.Add(order.Length);
        firstRun.Add(runs.Count);
        return new SplitUnits([.. order.Select(i => pool[i])], [.. firstImage], [.. runs], [.. firstRun]);
    }

    /// <summary>For each image of the pool the first image of its unit: union-find over equal content and equal group.</summary>
    private static int[] Join(ImageDataset dataset, int[] pool, IReadOnlyList<ContentHash>? contents)
    {
        var parents = Enumerable.Range(0, pool.Length).ToArray();
        var byContent = new Dictionary<ContentHash, int>();
        var byGroup = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < pool.Length; i++)
        {
            if (contents is not null && !contents[pool[i]].IsNone && !byContent.TryAdd(contents[pool[i]], i))
                Unite(i, byContent[contents[pool[i]]]);

            if (dataset.Images[pool[i]].Group is { } group && !byGroup.TryAdd(group, i))
                Unite(i, byGroup[group]);
        }

        for (var i = 0; i < parents.Length; i++)
            parents[i] = Find(i);

        return parents;

        void Unite(int a, int b) => parents[Math.Max(Find(a), Find(b))] = Math.Min(Find(a), Find(b));

        int Find(int i)
        {
            while (parents[i] != i)
                i = parents[i] = parents[parents[i]];

            return i;
        }
    }

    /// <summary>
    /// By unit. A group is known by its name (its first in ordinal order, should duplicates chain several), so that it may grow and keep its place.
    /// </summary>
    private static ContentHash[] Keys(ImageDataset dataset, int[] pool, IReadOnlyList<ContentHash>? contents, int[] units, int seed)
    {
        var groups = new string?[pool.Length];
        for (var i = 0; i < pool.Length; i++)
        {
            if (dataset.Images[pool[i]].Group is { } group && (groups[units[i]] is null || string.CompareOrdinal(group, groups[units[i]]) < 0))
                groups[units[i]] = group;
        }

        var keys = new ContentHash[pool.Length];
        Span<byte> content = stackalloc byte[ContentHash.Size];
        for (var i = 0; i < pool.Length; i++)
        {
            if (units[i] != i)
                continue;

            contents?[pool[i]].CopyTo(content);
            keys[i] = groups[i] is { } group ? Key(seed, 'g', Encoding.UTF8.GetBytes(group))
                : contents is not null && !contents[pool[i]].IsNone ? Key(seed, 'c', content)
                : Key(seed, 'p', Encoding.UTF8.GetBytes(dataset.Images[pool[i]].RelativePath));
        }

        return keys;
    }

    /// <summary>SHA-256 of: seed (4 bytes, little endian), what kind of name follows (1 byte), the name.</summary>
    private static ContentHash Key(int seed, char kind, ReadOnlySpan<byte> name)
    {
        var bytes = name.Length <= 507 ? stackalloc byte[512] : new byte[5 + name.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, seed);
        bytes[4] = (byte)kind;
        name.CopyTo(bytes[5..]);
        return ContentHash.Of(bytes[..(5 + name.Length)]);
    }
}
