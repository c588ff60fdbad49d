using MLPipeline.Data;
using MLPipeline.Transforms;

namespace MLPipeline.Pipeline.Tests.Context;

public sealed class DataOperationsTests
{
    private readonly MLContext _context = new(seed: 3);

    [Fact]
    public void LoadFromEnumerable_FieldsAndProperties_BecomeColumns_AndComeBack()
    {
        var data = _context.Data.LoadFromEnumerable([new Mixed { Text = "a", Number = 7, Image = [1, 2] }]);

        Assert.Equal("String, Int32, Vector<Byte>", string.Join(", ", data.Schema.OrderByDescending(column => column.Name == "Renamed").Select(column => column.Type)));
        Assert.Equal(1, data.GetRowCount());
        var back = Assert.Single(_context.Data.CreateEnumerable<Mixed>(data, reuseRowObject: false));
        Assert.Equal(("a", 7, new byte[] { 1, 2 }), (back.Text, back.Number, back.Image), new MixedComparer());
        Assert.Equal([7.0], data.GetColumn<double>("Number"));
    }

    [Fact]
    public void CreateEnumerable_MembersThatDoNotFit_AreAllListed()
    {
        var data = _context.Data.LoadFromEnumerable([new Mixed()]);

        var error = Assert.Throws<ArgumentException>(() => _context.Data.CreateEnumerable<Misfit>(data, reuseRowObject: false));
        Assert.Contains("'Absent'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadFromEnumerable_TypeThatIsNoColumn_IsNamedWithTheWayOut()
    {
        var error = Assert.Throws<ArgumentException>(() => _context.Data.LoadFromEnumerable(new[] { new { When = TimeSpan.Zero } }));
        Assert.Contains("When is TimeSpan", error.Message, StringComparison.Ordinal);
        Assert.Contains("[NoColumn]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadRawImageBytes_FileIsRead_OnlyWhenItsBytesAre()
    {
        using var folder = new TemporaryFolder();
        var data = _context.Data.LoadFromEnumerable([new ImageRow { ImagePath = "later.bin", Label = "x" }]);
        var view = _context.Transforms.LoadRawImageBytes("Image", folder.Path, "ImagePath").Fit(data).Transform(data);
        var row = view.GetRows().Single();
        Assert.Equal("x", row.GetValue<string>("Label"));

        folder.Write("later.bin", [4, 5]);
        Assert.Equal([4, 5], row.GetValue<byte[]>("Image"));
    }

    [Theory]
    [InlineData(ValueToKeyMappingEstimator.KeyOrdinality.ByValue, "a,b,c", "3,1,2,0")]
    [InlineData(ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, "c,a,b", "1,2,3,0")]
    public void MapValueToKey_NumbersTexts_AndEmptyTextIsMissing(ValueToKeyMappingEstimator.KeyOrdinality ordinality, string values, string keys)
    {
        var data = _context.Data.LoadFromEnumerable(new[] { "c", "a", "b", "" }.Select(label => new ImageRow { Label = label }));
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Label", ordinality).Append(_context.Transforms.Conversion.MapKeyToValue("Back", "Key")).Fit(data).Transform(data);

        Assert.Equal(values, string.Join(',', mapped.Schema["Key"].Annotations.KeyValues!));
        Assert.Equal(keys, string.Join(',', mapped.GetColumn<uint>("Key")));
        Assert.Equal(["c", "a", "b", ""], mapped.GetColumn<string>("Back"));

        VBuffer<ReadOnlyMemory<char>> names = default; // ML.NET's way
        mapped.Schema["Key"].GetKeyValues(ref names);
        Assert.Equal(values, string.Join(',', names.DenseValues().Select(name => name.ToString())));
    }

    [Fact]
    public void ShuffleRows_SameSeed_SameOrder_AndAllRows()
    {
        var data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(number => new Mixed { Number = number }));
        int[] Order(int? seed) => [.. _context.Data.ShuffleRows(data, seed).GetColumn<int>("Number")];

        Assert.Equal(Order(3), Order(null)); // the context's seed is 3
        Assert.NotEqual(Order(3), Order(4));
        Assert.Equal(Enumerable.Range(0, 50), Order(3).Order());
    }

    [Fact]
    public void TrainTestSplit_KeepsSharesAndGroups_AndLosesNothing()
    {
        // 60 a and 20 b in groups of two: a fifth of each class is 12 and 4 rows, 6 and 2 groups.
        var rows = Enumerable.Range(0, 80).Select(i => new Grouped { Number = i, Label = i < 60 ? "a" : "b", Group = $"g{i / 2}" }).ToList();
        var data = _context.Data.LoadFromEnumerable(rows);
        var keyed = _context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

        var split = _context.Data.TrainTestSplit(keyed, testFraction: 0.2, samplingKeyColumnName: "Group");
        int[] test = [.. split.TestSet.GetColumn<int>("Number")], train = [.. split.TrainSet.GetColumn<int>("Number")];
        Assert.Equal(12, test.Count(number => number < 60));
        Assert.Equal(4, test.Count(number => number >= 60));
        Assert.Equal(Enumerable.Range(0, 80), test.Concat(train).Order());
        Assert.Empty(test.Select(number => number / 2).Intersect(train.Select(number => number / 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.TrainTestSplit(keyed, testFraction: 1));
    }

    public sealed class Mixed
    {
        [ColumnName("Renamed")]
        [LoadColumn(0)]
        public string Text { get; set; } = "";

#pragma warning disable CA1051 // row classes of ML.NET's samples have fields
        public int Number;
#pragma warning restore CA1051

        public byte[] Image { get; set; } = [];

        [NoColumn]
        public TimeSpan Time { get; set; }
    }

    public sealed class Misfit
    {
        public string Absent { get; set; } = "";

        public float[] Number { get; set; } = [];
    }

    public sealed class Grouped
    {
        public int Number { get; set; }

        public string Label { get; set; } = "";

        public string Group { get; set; } = "";
    }

    private sealed class MixedComparer : IEqualityComparer<(string Text, int Number, byte[] Image)>
    {
        public bool Equals((string Text, int Number, byte[] Image) x, (string Text, int Number, byte[] Image) y) =>
            x.Text == y.Text && x.Number == y.Number && x.Image.AsSpan().SequenceEqual(y.Image);

        public int GetHashCode((string Text, int Number, byte[] Image) obj) => obj.Number;
    }
}
