using System.Text.Json.Serialization;

namespace MLPipeline.Terminal.Tests;

public sealed partial class OutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Table_AlignsNumbersAndKeepsMarkupAndControlCharactersHarmless()
    {
        var results = new StringWriter { NewLine = "\n" };
        var table = new ResultTable("image", new("time", IsNumber: true, "s"));
        table.AddRow("[red]a[/].jpg", "2.5");
        table.AddRow("two\nlines\e[31m.jpg", "10.0");
        ProgramConsole.OfWriters(results, TextWriter.Null).Write(table);

        Assert.Equal(
            """
            image                   time (s)
            [red]a[/].jpg                2.5
            two\nlines\x1B[31m.jpg      10.0

            """, string.Join('\n', results.ToString().Split('\n').Select(line => line.TrimEnd())));
    }

    [Fact]
    public void OutputFile_NotCompleted_LeavesTheOldFileAndNothingElse()
    {
        var path = _folder.Write("out.csv", "old");
        using (var output = new OutputFile(path))
        {
            output.Stream.Write("new"u8);
        }

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void OutputFile_Completed_ReplacesInOneStepAndMakesFolders()
    {
        var path = Path.Combine(_folder.Path, "new", "deep", "out.csv");
        using (var output = new OutputFile(path))
        {
            output.Stream.Write("new"u8);
            Assert.False(File.Exists(path));
            output.Complete();
        }

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void OutputFile_ThatIsAFolder_SaysSo() =>
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => new OutputFile(_folder.Path)).Message, StringComparison.Ordinal);

    [Fact]
    public void OutputFile_Device_IsWrittenNotReplaced()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using (var output = new OutputFile("/dev/null"))
        {
            output.Stream.Write("x"u8);
            output.Complete();
        }

        Assert.Equal(0, new FileInfo("/dev/null").Length);
    }

    [SkippableFact]
    public void OutputFile_InSharedMemory_IsAFileLikeAnyOther()
    {
        Skip.IfNot(Directory.Exists("/dev/shm"), "Linux has it");
        var file = Path.Combine("/dev/shm", Path.GetRandomFileName());
        using (var output = new OutputFile(file))
        {
            output.Stream.WriteByte(1);
            output.Complete();
        }

        Assert.Equal(1, new FileInfo(file).Length);
        File.Delete(file);
    }

    [Fact]
    public void Json_ToStdoutAndToAFile_AreTheSameText()
    {
        var results = new StringWriter();
        var console = ProgramConsole.OfWriters(results, TextWriter.Null);
        var path = _folder.File("out.json");
        JsonOutput.Write(console, "-", new Answer("Kätzchen & Hündin", 0.1f), AnswerJson.Default.Answer);
        JsonOutput.Write(console, path, new Answer("Kätzchen & Hündin", 0.1f), AnswerJson.Default.Answer);

        Assert.Equal("{\n  \"Label\": \"Kätzchen & Hündin\",\n  \"Score\": 0.1\n}\n", results.ToString());
        Assert.Equal(results.ToString(), File.ReadAllText(path));
    }

    public void Dispose() => _folder.Dispose();

    internal sealed record Answer(string Label, float Score);

    [JsonSerializable(typeof(Answer))]
    internal sealed partial class AnswerJson : JsonSerializerContext;
}
