using System.Reflection;
using System.Security;
using System.Text;
using MLPipeline.Imaging.Native;

namespace MLPipeline.Imaging.Sheets;

/// <summary>
/// DejaVu Sans, carried in this assembly and laid into a temporary folder, and a configuration of fontconfig that knows it and the system's fonts. With a configuration of our own
/// text looks the same everywhere, and fontconfig has no reason to complain on standard error where a machine has none.
/// </summary>
internal static class BundledFont
{
    public const string Family = "DejaVu Sans";
    private const string FontFile = "DejaVuSans.ttf";
    private const string LicenseFile = "DejaVuSans-LICENSE.txt";
    private static readonly Lazy<string> Installed = new(Install);

    /// <summary>The font's file. Must be asked for before libvips draws its first text.</summary>
    public static string Path => Installed.Value;

    private static string Install()
    {
        var folder = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mlpipeline-fonts-{Environment.UserName}");
        try
        {
            return Install(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The name belongs to somebody else.
            return Install(Directory.CreateTempSubdirectory("mlpipeline-fonts-").FullName);
        }
    }

    private static string Install(string folder)
    {
        Directory.CreateDirectory(folder);
        var font = System.IO.Path.Combine(folder, FontFile);
        Place(font, Resource(FontFile));
        Place(System.IO.Path.Combine(folder, LicenseFile), Resource(LicenseFile));
        var configuration = System.IO.Path.Combine(folder, "fonts.conf");
        Place(configuration, Encoding.UTF8.GetBytes(Configuration(folder)));
        Vips.SetEnvironment("FONTCONFIG_FILE", configuration, overwrite: 0); // who has set it, means it
        return font;
    }

    // Writing, even the same bytes, would fail on Windows while another process has the font open.
    private static void Place(string path, byte[] content)
    {
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            WholeFile.Write(path, stream => stream.Write(content));
    }

    private static string Configuration(string folder)
    {
        string[] folders =
        [
            folder, "/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts",
            System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".fonts"),
            Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
        ];
        var lines = folders.Where(Directory.Exists).Distinct().Select(path => $"  <dir>{SecurityElement.Escape(path)}</dir>");
        return $"""
            <?xml version="1.0"?>
            <!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
            <fontconfig>
            {string.Join("\n", lines)}
              <cachedir>{SecurityElement.Escape(System.IO.Path.Combine(folder, "cache"))}</cachedir>
            </fontconfig>

            """;
    }

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
