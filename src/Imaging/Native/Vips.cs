using System.Runtime.InteropServices;

namespace MLPipeline.Imaging.Native;

/// <summary>
/// The functions of libvips 8.18 and of the GLib inside it that are used here. Only functions with fixed arguments: libvips's own convenience functions are
/// variadic, and variadic calls have another calling convention on some platforms (Apple's arm64).
/// Call <see cref="VipsLibrary.EnsureReady"/> before the first of them.
/// </summary>
internal static unsafe partial class Vips
{
    public const string Library = "vips";

    [LibraryImport(Library, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Init(string programName);

    [LibraryImport(Library, EntryPoint = "vips_concurrency_set")]
    public static partial void SetConcurrency(int threads);

    [LibraryImport(Library, EntryPoint = "vips_cache_set_max")]
    public static partial void SetCacheMax(int operations);

    [LibraryImport(Library, EntryPoint = "vips_block_untrusted_set")]
    public static partial void SetBlockUntrusted(int state);

    [LibraryImport(Library, EntryPoint = "g_log_set_default_handler")]
    public static partial nint SetLogHandler(delegate* unmanaged<nint, int, nint, nint, void> handler, nint userData);

    [LibraryImport(Library, EntryPoint = "g_setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport(Library, EntryPoint = "vips_error_freeze")]
    public static partial void FreezeErrors();

    [LibraryImport(Library, EntryPoint = "vips_error_thaw")]
    public static partial void ThawErrors();

    [LibraryImport(Library, EntryPoint = "vips_error_buffer")]
    public static partial byte* ErrorBuffer();

    [LibraryImport(Library, EntryPoint = "vips_error_clear")]
    public static partial void ClearErrors();

    [LibraryImport(Library, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewOperation(string name);

    [LibraryImport(Library, EntryPoint = "vips_object_set_from_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetFromString(nint instance, string options);

    [LibraryImport(Library, EntryPoint = "vips_object_build")]
    public static partial int Build(nint instance);

    [LibraryImport(Library, EntryPoint = "vips_object_unref_outputs")]
    public static partial void UnrefOutputs(nint instance);

    [LibraryImport(Library, EntryPoint = "g_object_unref")]
    public static partial void Unref(nint instance);

    [LibraryImport(Library, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(nint instance, string name, GValue* value);

    [LibraryImport(Library, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetProperty(nint instance, string name, GValue* value);

    [LibraryImport(Library, EntryPoint = "g_value_init")]
    public static partial GValue* InitValue(GValue* value, nuint type);

    [LibraryImport(Library, EntryPoint = "g_value_unset")]
    public static partial void UnsetValue(GValue* value);

    [LibraryImport(Library, EntryPoint = "g_value_set_object")]
    public static partial void SetObject(GValue* value, nint instance);

    [LibraryImport(Library, EntryPoint = "g_value_dup_object")]
    public static partial nint DuplicateObject(GValue* value);

    [LibraryImport(Library, EntryPoint = "g_value_set_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetString(GValue* value, string text);

    [LibraryImport(Library, EntryPoint = "vips_value_set_blob")]
    public static partial void SetBlob(GValue* value, nint free, void* data, nuint length);

    [LibraryImport(Library, EntryPoint = "vips_value_get_blob")]
    public static partial void* GetBlob(GValue* value, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_image_get_type")]
    public static partial nuint ImageType();

    [LibraryImport(Library, EntryPoint = "vips_blob_get_type")]
    public static partial nuint BlobType();

    [LibraryImport(Library, EntryPoint = "vips_image_new_from_memory")]
    public static partial nint NewImageFromMemory(void* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Library, EntryPoint = "vips_image_get_width")]
    public static partial int Width(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_height")]
    public static partial int Height(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_bands")]
    public static partial int Bands(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_format")]
    public static partial int Format(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_interpretation")]
    public static partial int Interpretation(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_orientation")]
    public static partial int Orientation(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_hasalpha")]
    public static partial int HasAlpha(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint MetadataType(nint image, string name);

    [LibraryImport(Library, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MetadataBlob(nint image, string name, out byte* data, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_region_new")]
    public static partial nint NewRegion(nint image);

    [LibraryImport(Library, EntryPoint = "vips_region_image")]
    public static partial int RegionImage(nint region, VipsRect* area);

    [LibraryImport(Library, EntryPoint = "vips_region_prepare_to")]
    public static partial int PrepareTo(nint region, nint destination, VipsRect* area, int x, int y);
}

/// <summary>GLib's <c>GValue</c>: a type and two words.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public const nuint StringType = 16 << 2; // G_TYPE_STRING

    public nuint Type;
    public ulong First;
    public ulong Second;
}

/// <summary>libvips's <c>VipsRect</c>, in pixels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VipsRect(int left, int top, int width, int height)
{
    public int Left = left;
    public int Top = top;
    public int Width = width;
    public int Height = height;
}
