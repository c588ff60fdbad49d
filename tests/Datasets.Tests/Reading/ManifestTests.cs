using System.Text;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.Reading;

public sealed class ManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManifestTests() => _folder.Images("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("m.csv", "a/1.jpg,cat\na/2.jpg,cat\nb/1.jpg,dog\nb/2.jpg,dog\n")]
    [InlineData("m.csv", "path,label\r\na/1.jpg,cat\r\na/2.jpg,cat\r\n\r\nb/1.jpg,dog\r\nb/2.jpg,dog")]
    [InlineData("m.csv", "Class,ignored,File Name\ncat,1,a/1.jpg\ncat,2,a/2.jpg\ndog,3,b/1.jpg\ndog,4,b/2.jpg\n")]
    [InlineData("m.csv", "path; label\na/1.jpg; cat\n a/2.jpg ;cat\nb/1.jpg;dog\nb/2.jpg;dog\n")]
    [InlineData("m.tsv", "ImagePath\tLabel\na/1.jpg\tcat\na/2.jpg\tcat\nb/1.jpg\tdog\nb/2.jpg\tdog\n")]
    [InlineData("m.txt", "./a/1.jpg\t\"cat\"\na/../a/2.jpg\tcat\nb//1.jpg\tdog\nb/2.jpg\tdog\n")]
    [InlineData("m.csv", "a\\1.jpg,cat\na\\2.jpg,cat\nb\\1.jpg,dog\nb\\2.jpg,dog\n")]
    public void Dialects_GiveTheSameImages(string name, string text)
    {
        var dataset = ImageDatasetReader.Read(_folder.Write(name, text));

        Assert.Equal(["a/1.jpg cat", "a/2.jpg cat", "b/1.jpg dog", "b/2.jpg dog"], dataset.Images.Select(i => $"{i.RelativePath} {i.Label}"));
        Assert.All(dataset.Images, image => Assert.True(File.Exists(image.Path)));
        Assert.Empty(dataset.Ignored);
    }

    [Fact]
    public void Encodings_WithAndWithoutMark_AreRead_AndOthersAreAFault()
    {
        const string Text = "path,label\na/1.jpg,žába\na/2.jpg,žába\nb/1.jpg,犬\nb/2.jpg,犬\n";
        foreach (var encoding in new Encoding[] { new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode })
        {
            var file = _folder.Write("m.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)]);
            Assert.Equal(["žába", "犬"], ImageDatasetReader.ReadManifest(file).Classes);
        }

        var latin = _folder.Write("latin.csv", Encoding.Latin1.GetBytes("a/1.jpg,Käfer\n"));
        AssertFault(FaultsOf(() => ImageDatasetReader.ReadManifest(latin)), DatasetFaultKind.ManifestRow, "not UTF-8");
    }

    [Fact]
    public void QuotedCells_HoldCommasQuotesAndLineBreaks()
    {
        Directory.CreateDirectory(_folder.File("odd"));
        string[] names = OperatingSystem.IsWindows() ? ["odd/a,b.jpg"] : ["odd/a,b.jpg", "odd/say \"hi\".jpg", "odd/two\nlines.jpg", "odd/ spaces .jpg", "odd/st\"ray.jpg"];
        _folder.Images(names);
        var rows = names.Where(name => !name.Contains("stray")).Select(name => $"\"{name.Replace("\"", "\"\"")}\",\"a, \"\"quoted\"\" class\"");
        var file = _folder.Write("m.csv", string.Join('\n', rows) + "\na/1.jpg,x\na/2.jpg,x\nb/1.jpg,\"a, \"\"quoted\"\" class\"\n");

        var dataset = ImageDatasetReader.ReadManifest(file);

        Assert.Equal(["a, \"quoted\" class", "x"], dataset.Classes);
        Assert.Equal(names.Append("a/1.jpg").Append("a/2.jpg").Append("b/1.jpg").Order(StringComparer.Ordinal), dataset.Images.Select(i => i.RelativePath));
    }

    [Fact]
    public void SplitAndGroup_AreTaken_WithOrWithoutHeader()
    {
        var plain = _folder.Write("m.csv", "a/1.jpg,cat,train,p1\na/2.jpg,cat,TEST,p2\nb/1.jpg,dog,Training,p1\nb/2.jpg,dog,val,\n");
        var headed = _folder.Write("n.csv", "group,label,path,split\np1,cat,a/1.jpg,train\np2,cat,a/2.jpg,TEST\np1,dog,b/1.jpg,Training\n,dog,b/2.jpg,val\n");

        var dataset = ImageDatasetReader.ReadManifest(plain);

        Assert.Equal(dataset.Images, ImageDatasetReader.ReadManifest(headed).Images);
        Assert.Equal([SplitName.Train, SplitName.Test, SplitName.Train, SplitName.Validation], dataset.Images.Select(i => i.Split));
        Assert.Equal(["p1", "p2", "p1", null], dataset.Images.Select(i => i.Group));
    }

    [Fact]
    public void AbsolutePathsAndPathsAbove_KeepAStableIdentity()
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Images("x.jpg");
        var above = "../" + Path.GetFileName(elsewhere.Path) + "/x.jpg";
        var file = _folder.Write("m.csv", $"{_folder.Path}/a/1.jpg,cat\na/2.jpg,cat\n{above},dog\nb/1.jpg,dog\n");

        var dataset = ImageDatasetReader.ReadManifest(file);

        Assert.Equal([above, "a/1.jpg", "a/2.jpg", "b/1.jpg"], dataset.Images.Select(i => i.RelativePath));
        Assert.All(dataset.Images, image => Assert.True(File.Exists(image.Path)));
    }

    [Fact]
    public void AllFaults_AreReportedAtOnce_WithTheirLines()
    {
        var file = _folder.Write("m.csv", """
            path,label,split
            a/1.jpg,cat,train
            "a/2.jpg","cat
            with a line break",train
            a/1.jpg,cat,train
            a/1.jpg,dog,train
            gone.jpg,cat,train
            a,cat,train
            b/1.jpg,,train
            ,cat,train
            b/1.jpg,dog,tset
            b/2.jpg
            "b/2.jpg"x,dog,test
            """);

        var exception = Assert.Throws<DatasetException>(() => ImageDatasetReader.ReadManifest(file));

        DatasetFault[] faults = [.. exception.Faults];
        AssertFault(faults, DatasetFaultKind.Conflict, "'cat' in line 2 and 'dog' in line 6");
        AssertFault(faults, DatasetFaultKind.MissingFile, "line 7", "gone.jpg");
        AssertFault(faults, DatasetFaultKind.MissingFile, "line 8", "is a folder");
        AssertFault(faults, DatasetFaultKind.ManifestRow, "line 9", "no label");
        AssertFault(faults, DatasetFaultKind.ManifestRow, "line 10", "no path");
        AssertFault(faults, DatasetFaultKind.SplitName, "line 11", "'tset'", "train, training, val");
        AssertFault(faults, DatasetFaultKind.ManifestRow, "line 12", "1 cells instead of 3");
        AssertFault(faults, DatasetFaultKind.ManifestRow, "line 13", "closing quotation mark");
        Assert.All(faults, fault => Assert.Contains(fault.ToString(), exception.Message));
    }

    [Fact]
    public void RepeatedRow_IsListed_AndAnUnclosedQuoteIsAFault()
    {
        var repeated = _folder.Write("m.csv", "a/1.jpg,cat\na/2.jpg,cat\nb/1.jpg,dog\nb/2.jpg,dog\na/./1.jpg,cat\n");
        Assert.Equal([new("a/1.jpg", "line 5 repeats line 1")], ImageDatasetReader.ReadManifest(repeated).Ignored);

        var unclosed = _folder.Write("n.csv", "a/1.jpg,cat\n\"a/2.jpg,cat\nb/1.jpg,dog\n");
        AssertFault(FaultsOf(() => ImageDatasetReader.ReadManifest(unclosed)), DatasetFaultKind.ManifestRow, "line 2", "never closed");
    }

    [Fact]
    public void MissingFiles_AreAllThere_ButTheMessageListsTwenty()
    {
        var file = _folder.Write("m.csv", string.Concat(Enumerable.Range(0, 33).Select(i => $"gone{i:D2}.jpg,cat\n")));

        var exception = Assert.Throws<DatasetException>(() => ImageDatasetReader.ReadManifest(file));

        Assert.Equal(33, exception.Faults.Count);
        Assert.Contains("gone19.jpg", exception.Message);
        Assert.DoesNotContain("gone20.jpg", exception.Message);
        Assert.EndsWith("… and 13 more of this kind", exception.Message);
    }

    [Theory]
    [InlineData("", "names no image")]
    [InlineData("path,label\n", "names no image")]
    [InlineData("path,species\na/1.jpg,cat\n", "names no column label")]
    [InlineData("a/1.jpg,cat,train\na/2.jpg,cat,\nb/1.jpg,dog,train\n", "1 of 3 images have no part, the first in line 2")]
    [InlineData("a/1.jpg,cat\nb/1.jpg,dog,train,g,x\n", "5 cells instead of 2")]
    [InlineData("a/1.jpg,cat,train,g1\na/1.jpg,cat,test,g1\n", "in part Train in line 1 and in part Test in line 2")]
    [InlineData("a/1.jpg,cat\na/2.jpg,cat\n", "is the only one")]
    [InlineData("a/1.jpg,cat,test\nb/1.jpg,dog,train\n", "class 'cat': is in the test part but not in the training part")]
    public void UnusableManifest_SaysWhy(string text, string why)
    {
        var file = _folder.Write("m.csv", text);

        Assert.Contains(why, Assert.Throws<DatasetException>(() => ImageDatasetReader.ReadManifest(file)).Message);
    }
}
