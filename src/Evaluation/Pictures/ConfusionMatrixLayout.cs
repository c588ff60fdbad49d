namespace MLPipeline.Evaluation;

/// <summary>Where the parts of the picture lie, in pixels: the cells and their names shrink as the classes become more.</summary>
internal sealed class ConfusionMatrixLayout
{
    private const int MostClassesWithNumbers = 40;
    private const int LongestName = 28;
    private const double LargestName = 12;
    private const double SmallestName = 5;

    /// <summary>Mean width of a character of a sans-serif font / its size.</summary>
    private const double CharacterWidth = 0.62;

    public ConfusionMatrixLayout(ConfusionMatrix matrix)
    {
        var classes = matrix.NumberOfClasses;
        HasNumbers = classes <= MostClassesWithNumbers;
        Cell = classes switch { <= 12 => 48, <= 20 => 36, <= MostClassesWithNumbers => 28, _ => Math.Max(3, 1000.0 / classes) };
        Seam = HasNumbers ? 1 : 0;
        Side = Cell * classes;
        NameEvery = (int)Math.Ceiling(SmallestName / Cell);
        NameSize = Math.Min(LargestName, Cell * NameEvery * 0.95);
        var longest = matrix.ClassNames.Max(name => DisplayWidth.Of(Shown(name))) * CharacterWidth * NameSize;
        ColumnNamesStand = longest > Cell;
        Left = 34 + Math.Max(longest, HasNumbers ? 48 : 0);
        Top = 30 + (ColumnNamesStand ? longest : NameSize);
        Width = Left + Side + (HasNumbers ? 52 : 12);
        Height = Top + Side + (HasNumbers ? 26 : 12);
    }

    public bool HasNumbers { get; }

    public double Cell { get; }

    /// <summary>Free space between cells.</summary>
    public double Seam { get; }

    public double Side { get; }

    public double Left { get; }

    public double Top { get; }

    public double Width { get; }

    public double Height { get; }

    public double NameSize { get; }

    /// <summary>1 when every class is named, n when only every n-th fits.</summary>
    public int NameEvery { get; }

    /// <summary>Whether the names above the columns are turned by 90 degrees.</summary>
    public bool ColumnNamesStand { get; }

    public static string Shown(string name) => DisplayWidth.Cut(DisplayWidth.Printable(name), LongestName);

    public double StartOf(int index) => index * Cell;

    public double MiddleOf(int index) => (index + 0.5) * Cell;
}
