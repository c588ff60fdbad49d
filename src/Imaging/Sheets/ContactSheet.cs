using MLPipeline.Imaging.Sheets;

namespace MLPipeline.Imaging;

/// <summary>
/// Many images on one picture, each with a caption of one to three lines (prediction and actual class, for example), under titles where there
/// are any. An image is reduced to its tile when it is added, so thousands may be added. Not thread-safe.
/// </summary>
public sealed class ContactSheet
{
    private const int MaxCaptionLines = 3;
    private const int Frame = 4;
    private const int Gap = 8;
    private static readonly Rgb TextInk = new(32, 32, 32);

    private readonly ContactSheetOptions _options;
    private readonly List<SheetRow> _rows = [];

    /// <summary>An empty sheet.</summary>
    /// <param name="options">The look; null means the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message lists every fault.</exception>
    public ContactSheet(ContactSheetOptions? options = null)
    {
        _options = options ?? new();
        _options.Validate();
    }

    /// <summary>The number of images added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an image at the next place, row by row.</summary>
    /// <param name="image">Fitted into the tile, aspect ratio kept.</param>
    /// <param name="caption">Up to three lines separated by a line feed, any script that the machine has a font for; a line that is too long ends in "…".</param>
    /// <param name="mark">How the tile is framed.</param>
    public void Add(RgbImage image, string caption, SheetMark mark = SheetMark.None)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(caption);
        var lines = caption.ReplaceLineEndings("\n").Split('\n').Take(MaxCaptionLines).ToArray();
        var picture = image.Resize(ResizeRule.Pad(_options.TileSize, _options.TileSize) with { PadColour = new(238, 238, 238) });
        if (_rows is not [.., { IsEnded: false } row] || row.Tiles.Count == _options.Columns)
            _rows.Add(row = new SheetRow());
        row.Tiles.Add(new(picture, lines, mark));
        Count++;
    }

    /// <summary>Begins a new row at the next image, even where there is room in this one.</summary>
    public void EndRow()
    {
        if (_rows.Count > 0)
            _rows[^1].IsEnded = true;
    }

    /// <summary>Writes a line over the images that follow, which begin a new row.</summary>
    /// <param name="title">Any script that the machine has a font for; ends in "…" where it is longer than a full row.</param>
    public void AddTitle(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        _rows.Add(new SheetRow { Title = title, IsEnded = true });
    }

    /// <summary>Draws the sheet.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public RgbImage ToImage()
    {
        if (Count == 0)
            throw new InvalidOperationException("The contact sheet is empty: add an image first.");

        var lineHeight = _options.FontSize * 4 / 3;
        var cellWidth = _options.TileSize + (2 * Frame) + Gap;
        var captionLines = _rows.SelectMany(row => row.Tiles).Max(tile => tile.Lines.Length);
        var cellHeight = _options.TileSize + (2 * Frame) + Gap + (lineHeight * captionLines);
        int HeightOf(SheetRow row) => row.Title is null ? cellHeight : TitleHeight;
        var width = Math.Max((_rows.Max(row => row.Tiles.Count) * cellWidth) + Gap, WidthForTitles((_options.Columns * cellWidth) + Gap));
        var canvas = new Canvas(width, _rows.Sum(HeightOf) + Gap);
        var top = Gap;
        foreach (var row in _rows)
        {
            if (row.Title is not null)
                canvas.Draw(TextMask.Line(row.Title, TitleSize, width - (2 * Gap)), Gap, top, TextInk);
            for (var i = 0; i < row.Tiles.Count; i++)
                Draw(canvas, row.Tiles[i], Gap + (i * cellWidth), top, lineHeight);
            top += HeightOf(row);
        }

        return canvas.ToImage();
    }

    /// <summary>Draws the sheet and writes it as PNG.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> does not end in .png.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WritePng(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"'{path}' does not end in .png.", nameof(path));
        ImageEncoder.Write(ToImage(), path);
    }

    /// <summary>Enough for the longest title, but no more than a sheet with full rows has.</summary>
    private int WidthForTitles(int most) =>
        _rows.Select(row => row.Title is null ? 0 : TextMask.Line(row.Title, TitleSize, most - (2 * Gap)).Width + (2 * Gap)).Max();

    private int TitleSize => _options.FontSize * 4 / 3;

    private int TitleHeight => (TitleSize * 4 / 3) + Gap;

    private void Draw(Canvas canvas, Tile tile, int left, int top, int lineHeight)
    {
        var side = _options.TileSize + (2 * Frame);
        var ink = Ink(tile.Mark);
        if (tile.Mark != SheetMark.None)
            canvas.Fill(left, top, side, side, ink);
        canvas.Draw(tile.Picture, left + Frame, top + Frame);
        if (tile.Mark != SheetMark.None)
            DrawBadge(canvas, tile.Mark, left + side, top, lineHeight, ink);

        for (var i = 0; i < tile.Lines.Length; i++)
        {
            var text = TextMask.Line(tile.Lines[i], _options.FontSize, side);
            canvas.Draw(text, left, top + side + 2 + (i * lineHeight), TextInk);
        }
    }

    private void DrawBadge(Canvas canvas, SheetMark mark, int right, int top, int size, Rgb ink)
    {
        canvas.Fill(right - size - Frame, top, size + Frame, size + Frame, ink);
        var symbol = TextMask.Symbol(mark == SheetMark.Good ? "✓" : "✗", _options.FontSize);
        canvas.Draw(symbol, right - Frame - ((size + symbol.Width) / 2), top + Frame + ((size - symbol.Height) / 2), Rgb.White);
    }

    // Green and red of equal distance to white, dark enough for a white symbol.
    private static Rgb Ink(SheetMark mark) => mark == SheetMark.Good ? new(0, 122, 61) : new(196, 30, 30);

    /// <summary>A title, or tiles beside each other.</summary>
    private sealed class SheetRow
    {
        public string? Title { get; init; }

        public List<Tile> Tiles { get; } = [];

        public bool IsEnded { get; set; }
    }

    private sealed record Tile(RgbImage Picture, string[] Lines, SheetMark Mark);
}
