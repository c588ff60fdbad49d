namespace MLPipeline.Imaging.Tests;

public sealed class ContactSheetTests
{
    private static readonly ContactSheetOptions Options = new() { Columns = 2, TileSize = 64 };

    [Fact]
    public void ASheet_HasAFramedTileAndInkForEachCaption()
    {
        var sheet = new ContactSheet(Options);
        sheet.Add(Pictures.Plain(30, 30, new(0, 0, 200)), "predicted: cat\nactual: cat", SheetMark.Good);
        sheet.Add(Pictures.Plain(30, 30, new(0, 0, 200)), "predicted: dog\nactual: cat", SheetMark.Bad);
        sheet.Add(Pictures.Plain(30, 30, new(0, 0, 200)), "");

        var image = sheet.ToImage();

        // Gap 8, frame 4, tile 64: the second tile begins at 8 + 80.
        Assert.Equal((8 + (2 * 80), 8 + (2 * (80 + (2 * 17)))), (image.Width, image.Height));
        Assert.Equal(new Rgb(0, 122, 61), image[9, 40]);
        Assert.Equal(new Rgb(196, 30, 30), image[89, 40]);
        Assert.Equal(new Rgb(0, 0, 200), image[40, 40]);
        Assert.True(DarkPixels(image, 8, 82, 72, 17) > 50, "first caption line");
        Assert.True(DarkPixels(image, 8, 99, 72, 17) > 50, "second caption line");
    }

    [Fact]
    public void Titles_StandOverTheirImages_AndRowsEndWhereTheyAreToldTo()
    {
        var sheet = new ContactSheet(Options);
        sheet.AddTitle("First");
        sheet.Add(Pictures.Plain(30, 30, new(200, 0, 0)), "");
        sheet.EndRow();
        sheet.Add(Pictures.Plain(30, 30, new(0, 200, 0)), "");
        sheet.Add(Pictures.Plain(30, 30, new(0, 0, 200)), "");
        sheet.Add(Pictures.Plain(30, 30, new(200, 200, 0)), "");
        sheet.AddTitle(new string('W', 300));
        sheet.Add(Pictures.Plain(30, 30, new(0, 200, 200)), "");

        var image = sheet.ToImage();

        // Rows of 80 + 17 for a line of caption; a title's letters are 17 high, their line 22, and a gap of 8 follows.
        Assert.Equal((8 + (2 * 80), 8 + (4 * 97) + (2 * 30)), (image.Width, image.Height));
        Assert.Equal(5, sheet.Count);
        Assert.True(DarkPixels(image, 8, 8, 60, 24) > 30, "first title");
        Rgb Middle(int titles, int row, int column) => image[8 + (80 * column) + 36, 8 + (30 * titles) + (97 * row) + 36];
        Assert.Equal(new Rgb(200, 0, 0), Middle(1, 0, 0));
        Assert.Equal(Rgb.White, Middle(1, 0, 1));
        Assert.Equal(new Rgb(0, 200, 0), Middle(1, 1, 0));
        Assert.Equal(new Rgb(0, 0, 200), Middle(1, 1, 1));
        Assert.Equal(new Rgb(200, 200, 0), Middle(1, 2, 0));
        Assert.True(DarkPixels(image, 8, 38 + (3 * 97), 152, 24) > 100, "second title");
        Assert.Equal(0, DarkPixels(image, 160, 38 + (3 * 97), 8, 24)); // cut off before the edge
        Assert.Equal(new Rgb(0, 200, 200), Middle(2, 3, 0));
    }

    [Fact]
    public void ASheetOfOneTile_IsWideEnoughForItsTitle()
    {
        var sheet = new ContactSheet(Options with { Columns = 10 });
        sheet.AddTitle("Daisies taken for dandelions");
        sheet.Add(Pictures.Plain(8, 8, Rgb.White), "");

        var image = sheet.ToImage();

        Assert.InRange(image.Width, 200, 10 * 80);
        Assert.True(DarkPixels(image, image.Width - 30, 8, 22, 24) > 10, "the title's last letters");
        Assert.Equal(0, DarkPixels(image, image.Width - 8, 8, 8, 24));
    }

    [Fact]
    public void ASheetOfTitlesAlone_IsEmpty()
    {
        var sheet = new ContactSheet(Options);
        sheet.AddTitle("Nothing follows");
        Assert.Throws<InvalidOperationException>(sheet.ToImage);
    }

    [Fact]
    public void ALongCaption_StaysUnderItsTile()
    {
        var sheet = new ContactSheet(Options);
        sheet.Add(Pictures.Plain(8, 8, Rgb.White), new string('W', 500) + "<&>\0\n" + string.Concat(Enumerable.Repeat("e\u0301", 100)));
        sheet.Add(Pictures.Plain(8, 8, Rgb.White), "");

        var image = sheet.ToImage();

        Assert.True(DarkPixels(image, 8, 80, 72, 36) > 50);
        Assert.Equal(0, DarkPixels(image, 80, 80, 88, 36));
    }

    [Fact]
    public void WritePng_LeavesOnlyTheSheet()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "sheet.png");
        var sheet = new ContactSheet(Options);
        sheet.Add(Pictures.Gradient(40, 20), "one");

        sheet.WritePng(path);

        Assert.Equal(sheet.ToImage().Pixels, ImageDecoder.DecodeFile(path).Pixels);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void WrongUse_IsRefused()
    {
        Assert.Contains("TileSize is 5", Assert.Throws<ArgumentException>(() => new ContactSheet(new() { Columns = 0, TileSize = 5 })).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new ContactSheet().ToImage());
        Assert.Throws<ArgumentException>(() => new ContactSheet().WritePng("sheet.jpg"));
    }

    private static int DarkPixels(RgbImage image, int left, int top, int width, int height)
    {
        var count = 0;
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
                count += image[x, y] is { R: < 128, G: < 128, B: < 128 } ? 1 : 0;
        }

        return count;
    }
}
