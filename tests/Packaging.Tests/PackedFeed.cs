using System.Xml.Linq;
using MLPipeline.EndToEnd.Tests;

namespace MLPipeline.Packaging.Tests;

/// <summary>
/// What <c>dotnet pack</c> at the root gives, as a feed in a folder outside the repository, with this platform's native files only; both
/// programs installed from it as tools; and a model that the installed Trainer made. Packages of others come from this machine's folder of
/// packages, which the build has filled: nothing is fetched.
/// </summary>
public sealed class PackedFeed : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Version { get; private set; } = "";

    public string Feed => Path.Combine(_folder.Path, "feed");

    public string Images { get; private set; } = "";

    public string Model => Path.Combine(_folder.Path, "shapes.onnx");

    public async Task InitializeAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var pack = new ProgramCall(
            "dotnet", "pack", Repository.PathOf("MLPipeline.sln"), "--no-build", "--no-restore", "-c", configuration,
            $"-p:PackageOutputPath={Feed}", "-p:NativePlatforms=linux-x64");
        (await pack.WithoutBuildServers().RunAsync()).Expect(0);
        Version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

        WriteNuGetConfig();
        foreach (var program in (string[])["trainer", "predictor"])
        {
            string[] words = ["tool", "install", $"mlpipeline.{program}", "--tool-path", ToolFolder, "--configfile", PathOf("nuget.config")];
            (await Dotnet(words).RunAsync()).Expect(0);
        }

        Images = ShapeImages.WriteTo(_folder.File("images"), perClass: 12);
        (await Tool("trainer", "train", Images, "-o", Model).RunAsync()).Expect(0);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    /// <summary>A path in a folder that all share; the folders above it are made.</summary>
    public string PathOf(params string[] parts) => _folder.File(parts);

    /// <summary>An installed program, called outside the repository.</summary>
    public ProgramCall Tool(string name, params IReadOnlyList<string> arguments) =>
        Apart(new ProgramCall(Path.Combine(ToolFolder, $"mlpipeline-{name}"), arguments));

    /// <summary>A program in a project of its own that refers to one package; its code is the sample in the package's README.</summary>
    /// <returns>The call of the built program, without arguments.</returns>
    public async Task<ProgramCall> BuildSampleAsync(string package, params string[] otherReferences)
    {
        var project = PathOf(package, "Sample.csproj");
        await File.WriteAllTextAsync(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{Version}" />
                {string.Join("\n    ", otherReferences)}
              </ItemGroup>
            </Project>
            """);
        var readme = await PackageContent.ReadTextAsync(FileOf(package), "README.md");
        await File.WriteAllTextAsync(PathOf(package, "Program.cs"), SampleOf(readme));
        (await Dotnet("build", project, "-o", PathOf(package, "out"), "--nologo").RunAsync()).Expect(0);
        return Dotnet(PathOf(package, "out", "Sample.dll"));
    }

    public string FileOf(string package) => Path.Combine(Feed, $"{package}.{Version}.nupkg");

    private string ToolFolder => Path.Combine(_folder.Path, "tools");

    private static string SampleOf(string readme)
    {
        const string begin = "```csharp\n";
        var start = readme.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private ProgramCall Dotnet(params IReadOnlyList<string> arguments) => Apart(new ProgramCall("dotnet", arguments));

    private ProgramCall Apart(ProgramCall call) => (call with { Folder = _folder.Path })
        .With("NUGET_PACKAGES", PathOf("packages", "."))
        .With("MLPIPELINE_HOME", PathOf("home", "."))
        .WithoutBuildServers();

    private void WriteNuGetConfig()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(PathOf("nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{Feed}" />
                <add key="others" value="{packages}" />
              </packageSources>
            </configuration>
            """);
    }
}
