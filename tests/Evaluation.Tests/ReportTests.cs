using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace MLPipeline.Evaluation.Tests;

public class ReportTests
{
    private static readonly string[] NastyNames =
    [
        "<script>alert('x')</script>", "a \"quoted\", comma'd & ]]> name", "two\nlines\r\nand\ttab", "قطة سيامي", "シャム猫",
        "null\u0000\u0001\uD800end", " = spaces ",
    ];

    [Fact]
    public void Json_HasTheStableFields_AndRoundTrips()
    {
        int[][] counts = [[4, 1, 0], [2, 2, 1], [0, 0, 10]];
        var metrics = Evaluate.Counts(["cat", "dog", "fox"], counts, new EvaluationOptions { TopKPredictionCount = 2 });
        using var document = JsonDocument.Parse(EvaluationJson.ToJson(metrics));
        var json = document.RootElement;

        Assert.Equal(
            [
                "microAccuracy", "microAccuracyInterval", "macroAccuracy", "logLoss", "logLossReduction", "topK", "macroAverage",
                "weightedAverage", "classes", "confusionMatrix", "perClass", "calibration", "rows",
            ],
            json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(metrics.LogLoss, json.GetProperty("logLoss").GetDouble());
        Assert.Equal(metrics.TopKAccuracyForAllK, json.GetProperty("topK").GetProperty("accuracyForAllK").Deserialize<double[]>());
        Assert.Equal(counts, json.GetProperty("confusionMatrix").Deserialize<int[][]>());
        Assert.Equal(metrics.PerClass[1].F1, json.GetProperty("perClass")[1].GetProperty("f1").GetDouble());
        Assert.Equal(metrics.MicroAccuracyInterval.Upper, json.GetProperty("microAccuracyInterval").GetProperty("upper").GetDouble());
        Assert.Equal(15, json.GetProperty("calibration").GetProperty("bins").GetArrayLength());
    }

    [Fact]
    public void Json_OfNoRows_HasNullForWhatIsUndefined()
    {
        using var document = JsonDocument.Parse(EvaluationJson.ToJson(Evaluate.Rows(["cat", "dog"], (-1, [1, 0]))));
        var json = document.RootElement;
        foreach (var name in new[] { "microAccuracy", "macroAccuracy", "logLoss", "logLossReduction", "topK" })
            Assert.Equal(JsonValueKind.Null, json.GetProperty(name).ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("calibration").GetProperty("bins")[0].GetProperty("accuracy").ValueKind);
        Assert.Equal(1, json.GetProperty("rows").GetProperty("droppedUnlabeled").GetInt32());
    }

    [Fact]
    public void Json_FieldsFitIntoALargerDocument()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("model", "m.onnx");
            EvaluationJson.WriteFields(json, Nasty());
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(bytes.ToArray());
        Assert.Equal(NastyNames[..5], document.RootElement.GetProperty("classes").EnumerateArray().Select(one => one.GetString()!).Take(5));
    }

    [Fact]
    public void Csv_GivesEveryNameBack()
    {
        var metrics = Nasty();
        var classes = ReadCsv(EvaluationCsv.Classes(metrics));
        var matrix = ReadCsv(EvaluationCsv.ConfusionMatrix(metrics.ConfusionMatrix));

        Assert.Equal(["class", "precision", "recall", "f1", "support", "logLoss"], classes[0]);
        Assert.Equal(NastyNames, classes.Skip(1).Select(line => line[0]));
        Assert.Equal(NastyNames, matrix[0].Skip(1));
        Assert.Equal(NastyNames, matrix.Skip(1).Select(line => line[0]));
        for (var one = 0; one < NastyNames.Length; one++)
        {
            Assert.Equal(metrics.PerClass[one].Recall, double.Parse(classes[one + 1][2], CultureInfo.InvariantCulture));
            var counts = matrix[one + 1].Skip(1).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture));
            Assert.Equal(metrics.ConfusionMatrix.Counts[one], counts);
        }
    }

    // The rows of "cat" have scores 0.9 and 0.1 for it: F1 2/3, log-loss -(ln 0.9 + ln 0.1)/2 = 1.203973 in float32.
    [Fact]
    public void Csv_OfOrdinaryNames_IsThis() => Assert.Equal(
        "class,precision,recall,f1,support,logLoss\r\ncat,1,0.5,0.6666666666666666,2,1.2039728101208322\r\n\"dog, small\",0,,0,0,\r\n",
        EvaluationCsv.Classes(Evaluate.Counts(["cat", "dog, small"], [[1, 1], [0, 0]])));

    [Fact]
    public void Svg_IsWellFormed_AndShowsEveryCount()
    {
        var metrics = Nasty();
        var svg = XDocument.Parse(ConfusionMatrixSvg.ToSvg(metrics.ConfusionMatrix));
        XNamespace space = "http://www.w3.org/2000/svg";

        Assert.Equal(2, svg.Root!.Elements().Count(element => element.Name == space + "title" || element.Name == space + "desc"));
        Assert.Empty(svg.Descendants(space + "script"));
        var cells = svg.Descendants(space + "rect").Where(rect => rect.Element(space + "title") is not null).ToArray();
        Assert.Equal(metrics.ConfusionMatrix.Counts.Sum(row => row.Count(count => count > 0)), cells.Length);
        Assert.StartsWith("<script>alert('x')</script> → <script>", cells[0].Element(space + "title")!.Value, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", svg.Root.Element(space + "style")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, true, 2)]
    [InlineData(40, true, 40)]
    [InlineData(41, false, 41)]
    [InlineData(200, false, 200)]
    [InlineData(1000, false, 500)] // cells of 3 pixels: every second name
    public void Svg_PrintsNumbersUpTo40Classes_AndAsManyNamesAsFit(int classes, bool numbers, int names)
    {
        var matrix = Evaluate.Perfect(classes, rowsPerClass: 7).ConfusionMatrix;
        XNamespace space = "http://www.w3.org/2000/svg";
        var texts = XDocument.Parse(ConfusionMatrixSvg.ToSvg(matrix)).Descendants(space + "text").ToArray();

        Assert.Equal(numbers ? classes : 0, texts.Count(text => text.Value == "7"));
        Assert.Equal(2 * names, texts.Count(text => text.Element(space + "title") is not null));
    }

    [Fact]
    public void Report_WritesWholeFiles_AndReplacesOldOnes()
    {
        using var folder = new TemporaryFolder();
        var place = Path.Combine(folder.Path, "deep", "report");
        EvaluationReport.Save(Evaluate.Counts(["x", "y"], [[1, 0], [0, 1]]), place);
        var files = EvaluationReport.Save(Nasty(), place);

        Assert.Equal(
            ["calibration.svg", "classes.csv", "confusion-matrix.csv", "confusion-matrix.svg", "evaluation.json"],
            Directory.GetFiles(place).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(files.Order(StringComparer.Ordinal), Directory.GetFiles(place).Order(StringComparer.Ordinal));
        Assert.Contains("قطة سيامي", File.ReadAllText(Path.Combine(place, "classes.csv")), StringComparison.Ordinal); // the second one's
        Assert.NotEqual(0xEF, File.ReadAllBytes(files[0])[0]); // no byte order mark
    }

    [Fact]
    public void FailedWrite_LeavesNoDraft()
    {
        using var folder = new TemporaryFolder();
        var taken = Directory.CreateDirectory(folder.File("evaluation.json")).FullName; // a folder where the file should be
        Assert.ThrowsAny<Exception>(() => EvaluationJson.Save(Nasty(), taken));
        Assert.Equal([taken], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void CultureWithDecimalCommas_ChangesNothing()
    {
        var before = AllText();
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat = new NumberFormatInfo
        {
            NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "−", PercentSymbol = "pc", NaNSymbol = "k.A.",
        };
        var usual = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal("1,5", 1.5.ToString(CultureInfo.CurrentCulture));
            Assert.Equal(before, AllText());
        }
        finally
        {
            CultureInfo.CurrentCulture = usual;
        }
    }

    private static string AllText()
    {
        // More than 1,000 rows for the group separator, worse than guessing for the sign, an absent class for NaN.
        var metrics = Evaluate.Counts(["cat", "dog", "fox"], [[2_000, 3_000, 0], [3_000, 2_000, 1], [0, 0, 0]]);
        return string.Join('\n', [
            EvaluationJson.ToJson(metrics), EvaluationCsv.Classes(metrics), EvaluationCsv.ConfusionMatrix(metrics.ConfusionMatrix),
            metrics.ConfusionMatrix.GetFormattedConfusionTable(), .. EvaluationText.Metrics(metrics),
            .. EvaluationText.ConfusionMatrix(metrics.ConfusionMatrix), .. EvaluationText.Classes(metrics),
            Assert.Throws<ArgumentException>(() => new MulticlassEvaluator(["a"], new EvaluationOptions { ConfidenceLevel = -1.5 })).Message]);
    }

    private static MulticlassClassificationMetrics Nasty() => Evaluate.Synthetic(NastyNames.Length, 20, index => NastyNames[index]);

    /// <summary>RFC 4180, read character by character.</summary>
    private static List<List<string>> ReadCsv(string csv)
    {
        var lines = new List<List<string>> { new() };
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < csv.Length; i++)
        {
            if (quoted && csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"')
                field.Append(csv[i++]);
            else if (csv[i] == '"')
                quoted = !quoted;
            else if (!quoted && csv[i] is (',' or '\r'))
            {
                lines[^1].Add(field.ToString());
                field.Clear();
            }
            else if (!quoted && csv[i] == '\n')
                lines.Add([]);
            else
                field.Append(csv[i]);
        }

        lines.RemoveAt(lines.Count - 1);
        return lines;
    }
}
