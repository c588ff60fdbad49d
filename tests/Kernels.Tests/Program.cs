using System.Globalization;

namespace MLPipeline.Kernels.Tests;

/// <summary>
/// The tests' assembly run as a program: prints the best register width, then for each width how far its kernels are from the definition of a convolution.
/// <see cref="FallbackTests"/> runs it with processor features switched off.
/// </summary>
internal static class Program
{
    public static void Main()
    {
        Console.WriteLine(KernelSet.BestWidth);
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            using var run = new ConvolutionRun(ConvolutionCases.All["3x3"]);
            var (kernels, reference) = (KernelSet.For(width), new ReferenceConvolution(run.Shape));
            double[] errors =
            [
                Closeness.RelativeError(reference.Forward(run.X, run.W), run.Forward(kernels.DirectForward)),
                Closeness.RelativeError(reference.InputGradient(run.DY, run.W), run.InputGradient(kernels.DirectInputGradient)),
                Closeness.RelativeError(reference.WeightGradient(run.X, run.DY), run.WeightGradient(kernels.DirectWeightGradient)),
            ];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{width} {errors.Max()}"));
        }
    }
}
