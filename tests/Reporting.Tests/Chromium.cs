using System.Text.Json;

namespace MLPipeline.Reporting.Tests;

/// <summary>Runs a script of this project's folder Browser, which opens a page in Debian's Chromium.</summary>
internal static class Chromium
{
    private const string Place = "/usr/bin/chromium";

    /// <summary>What the script has printed; skips the running test where there is no browser.</summary>
    public static async Task<JsonElement> RunAsync(string script, string page, params string[] arguments)
    {
        Require();
        var file = Repository.PathOf("tests", "Reporting.Tests", "Browser", script);
        var run = (await new ProgramCall("node", [file, page, Place, .. arguments]).RunAsync()).Expect(0);
        return JsonDocument.Parse(run.Results).RootElement;
    }

    public static void Require() =>
        Skip.IfNot(File.Exists(Place), $"needs {Place}, which 'apt-get install --no-install-recommends chromium' brings");
}
