using System.Runtime.InteropServices;

namespace MLPipeline.Imaging.Tests;

public sealed partial class SilenceTests
{
    private const int StandardError = 2;

    [SkippableFact]
    public void NeitherDamagedImagesNorText_WriteToStandardError()
    {
        Skip.If(OperatingSystem.IsWindows(), "redirects a file descriptor");
        using var folder = new TemporaryFolder();
        var log = folder.Write("stderr.txt", "");
        using (var file = File.OpenHandle(log, FileMode.Open, FileAccess.Write))
        {
            var saved = Duplicate(StandardError);
            Assert.Equal(StandardError, Redirect((int)file.DangerousGetHandle(), StandardError));
            try
            {
                Provoke();
            }
            finally
            {
                _ = Redirect(saved, StandardError);
                _ = Close(saved);
            }
        }

        Assert.Equal("", File.ReadAllText(log));
    }

    private static void Provoke()
    {
        var random = new Random(3);
        foreach (var name in (string[])["large.jpg", "progressive.jpg", "cmyk.jpg", "scene.png", "wide-gamut.png", "smooth.webp", "smooth.tif", "animated.gif"])
        {
            for (var i = 0; i < 30; i++)
            {
                var bytes = Golden.Read(name);
                for (var k = 0; k < 5; k++)
                    bytes[random.Next(20, bytes.Length)] = (byte)random.Next(256);
                Assert.True(Record.Exception(() => ImageDecoder.Decode(bytes)) is null or ImageException);
            }
        }

        var sheet = new ContactSheet();
        sheet.Add(Pictures.Plain(8, 8, Rgb.White), "text in a script that may have no font: \U00012000");
        sheet.ToImage();
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Redirect(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
