namespace MLPipeline.Terminal.Tests;

/// <summary>Another program that has the old file open, on Windows, is tested in EndToEnd.Tests; here the refusal is made.</summary>
public sealed class ReplacementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Put_TakesThePlaceOfTheOldFile()
    {
        var (beside, place) = (_folder.Write("a.part", "new"), _folder.Write("model.onnx", "old"));
        Replacement.Put(beside, place);
        Assert.Equal("new", File.ReadAllText(place));
        Assert.False(File.Exists(beside));
    }

    [Fact]
    public void PlaceThatIsRefused_KeepsTheOldFile_AndTheNewOneUnderANameThatIsTold()
    {
        var (beside, place) = (_folder.Write("a.part", "new"), _folder.Write("model.onnx", "old"));
        Action<string, string> refuse = (_, _) => throw new UnauthorizedAccessException("Access to the path is denied.");
        var error = Assert.Throws<IOException>(() => Replacement.Put(beside, place, kept: null, refuse));

        var kept = _folder.File("model.new.onnx");
        Assert.Equal("old", File.ReadAllText(place));
        Assert.Equal("new", File.ReadAllText(kept));
        Assert.Equal(
            $"'{place}' could not be replaced: another program has it open, or it may not be written (Access to the path is denied). "
            + $"What was to take its place is complete and lies in '{kept}'.",
            error.Message);
    }

    [Fact]
    public void NameToKeep_IsKept_WhereAResumedRunLooksForIt()
    {
        var (beside, place) = (_folder.Write("scores.csv.part", "new"), _folder.Write("scores.csv", "old"));
        Action<string, string> refuse = (_, _) => throw new IOException("The process cannot access the file.");
        var error = Assert.Throws<IOException>(() => Replacement.Put(beside, place, kept: beside, refuse));
        Assert.Equal("new", File.ReadAllText(beside));
        Assert.EndsWith($"lies in '{beside}'.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderInThePlace_IsTheFaultItAlwaysWas()
    {
        var (beside, place) = (_folder.Write("a.part", "new"), Directory.CreateDirectory(_folder.File("model.onnx")).FullName);
        var error = Record.Exception(() => Replacement.Put(beside, place));
        Assert.True(error is IOException or UnauthorizedAccessException, $"{error}");
        Assert.True(File.Exists(beside));
    }

    public void Dispose() => _folder.Dispose();
}
