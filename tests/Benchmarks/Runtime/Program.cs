using System.Globalization;
using MLPipeline.Runtime.Benchmarks;

// Times 3x3 convolutions in 8 bits: ONNX Runtime's own and the project's, in turns in one process, and the project's innermost loop alone.
// usage: dotnet run --project tests/Benchmarks/Runtime -c Release [-- ROUNDS]
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 9;
Console.WriteLine($"16-bit products and their sums from the first cache: {ProductPeak.Measure() / 1e9:F1} billion a second");
Console.WriteLine();
Console.WriteLine("| layer | batch, threads | ONNX Runtime, ms an image | own, ms an image | times |");
Console.WriteLine("|---|---|---|---|---|");
foreach (var (side, channels) in new[] { (56, 64), (28, 128), (14, 256), (7, 512), (28, 512), (14, 512) })
{
    foreach (var (batch, threads) in new[] { (2, 1), (1, 0) })
    {
        var (theirs, own) = CodeLayer.Measure(side, channels, batch, threads, rounds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {side}x{side}, {channels} channels | {batch}, {(threads == 0 ? "all" : threads)} | {theirs:F2} | {own:F2} | {theirs / own:F2} |"));
    }
}
