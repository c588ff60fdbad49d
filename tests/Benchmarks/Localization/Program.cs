using System.Globalization;
using MLPipeline.Localization.Benchmarks;

// Writes images of objects whose boxes are known, to measure `Trainer localize` with.
// usage: dotnet run --project tests/Benchmarks/Localization -c Release -- OUT_DIR [--count N] [--size 112] [--seed S]
const string Usage = "usage: OUT_DIR [--count N, of each class, at least 5] [--size PIXELS, 32 to 1024] [--seed N]";
var options = new Dictionary<string, int>(StringComparer.Ordinal) { ["--count"] = 500, ["--size"] = 112, ["--seed"] = 0 };
var isValid = args.Length % 2 == 1 && !args[0].StartsWith('-');
for (var i = 1; isValid && i + 1 < args.Length; i += 2)
{
    isValid = options.ContainsKey(args[i]) && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && (options[args[i]] = value) >= 0;
}

if (!isValid || options["--count"] < 5 || options["--size"] is < 32 or > 1024)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

ObjectDataset.Write(args[0], options["--count"], options["--size"], options["--seed"]);
Console.WriteLine($"{args[0]}: train, test, boxes.csv");
return 0;
