using System.Globalization;
using MLPipeline.Kernels.Benchmarks;
using MLPipeline.Kernels.Threading;

// Times each convolution kernel on the layers of ResNet-18, ResNet-20, ResNet-50 and a dilated network, and says what share of the processor's multiply-add
// peak the direct kernels reach. The peak is measured before each layer, in the same minute, because shared machines change speed. "peaks" measures
// those of the processor alone, in floats and in 8 bits.
// usage: dotnet run --project tests/Benchmarks/Kernels -c Release [-- ROUNDS [FILTER] | -- peaks]
if (args is ["peaks"])
{
    foreach (var team in (WorkTeam[])[new(1), new()])
    {
        using (team)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{team.Size} threads: floats {MultiplyAddPeak.Measure(team) / 2e9:F1}, 8 bits without VNNI {EightBitPeak.Measure(team) / 1e9:F1} billion multiply-adds a second"));
        }
    }

    return;
}

var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
var filter = args.Length > 1 ? args[1] : "";
Console.WriteLine("| layer | peak, GFLOP/s | direct: forward, input gradient, weight gradient (share of the peak) | F(2x2): times direct | F(4x4): times direct |");
Console.WriteLine("|---|---|---|---|---|");
foreach (var layer in Layers.All.Where(layer => layer.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
{
    using var benchmark = new LayerBenchmark(layer.Shape);
    Console.WriteLine($"| {layer.Name} | {benchmark.Row(rounds)} |");
}
