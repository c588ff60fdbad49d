namespace MLPipeline.Predictor.Sorting;

/// <summary>
/// Puts one image into its new place, so that it is complete in the old or in the new one whenever the process dies, and doing the
/// same again comes to the same end. Nothing is overwritten. Between file systems it first grows under another name beside its new
/// place.
/// </summary>
internal static class FilePlacer
{
    /// <returns>False when the image is neither in the old nor in the new place.</returns>
    /// <exception cref="IOException">Another file has taken the new place.</exception>
    public static bool Place(string from, string to, SortMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        return mode switch
        {
            SortMode.Move => Move(from, to, to + ".part"),
            SortMode.Link => Link(from, to),
            _ => Copy(from, to, to + ".part"),
        };
    }

    private static bool Move(string from, string to, string part)
    {
        if (new FileInfo(from).LinkTarget is not null)
        {
            return MoveLink(from, to);
        }

        if (File.Exists(from))
        {
            RequireFree(to);
            File.Delete(part); // an unfinished copy, or a second name of the same file
            File.Move(from, part);
        }

        if (File.Exists(part))
        {
            Finish(part, to);
        }

        return SortPlan.IsThere(to);
    }

    /// <summary>A link that says its target by a path from its own folder would lead elsewhere from another one.</summary>
    private static bool MoveLink(string from, string to)
    {
        var target = new FileInfo(from).ResolveLinkTarget(returnFinalTarget: false)!.FullName;
        if (new FileInfo(to).LinkTarget != target)
        {
            RequireFree(to);
            File.CreateSymbolicLink(to, target);
        }

        File.Delete(from);
        return true;
    }

    private static bool Copy(string from, string to, string part)
    {
        if (!SortPlan.IsThere(to) && File.Exists(from))
        {
            File.Copy(from, part, overwrite: true);
            Finish(part, to);
        }
        else if (File.Exists(from) && !SameContent(from, to))
        {
            RequireFree(to);
        }

        return SortPlan.IsThere(to);
    }

    private static bool Link(string from, string to)
    {
        if (new FileInfo(to).LinkTarget != from)
        {
            RequireFree(to);
            File.CreateSymbolicLink(to, from);
        }

        return File.Exists(from);
    }

    private static void Finish(string part, string to)
    {
        if (SortPlan.IsThere(to) && SameContent(part, to))
        {
            File.Delete(part); // a move that was interrupted between giving the new name and taking away the old one
            return;
        }

        File.Move(part, to, overwrite: false);
    }

    private static void RequireFree(string to)
    {
        if (SortPlan.IsThere(to))
        {
            throw new IOException(
                $"'{to}' is there since the sorting was planned, and is not overwritten. Move it away; --resume then goes on.");
        }
    }

    private static bool SameContent(string one, string other)
    {
        using var a = File.OpenRead(one);
        using var b = File.OpenRead(other);
        var (left, right) = (new byte[1 << 16], new byte[1 << 16]);
        if (a.Length != b.Length)
        {
            return false;
        }

        int read;
        while ((read = a.ReadAtLeast(left, left.Length, throwOnEndOfStream: false)) > 0)
        {
            if (b.ReadAtLeast(right.AsSpan(0, read), read, throwOnEndOfStream: false) != read
                || !left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
            {
                return false;
            }
        }

        return true;
    }
}
