using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.AttackTarget;

/// <summary>
/// Reads files from standard input, each behind its length as a little-endian 32-bit number, and answers each with a line: <c>score</c>,
/// <c>fault KIND</c> or <c>refused TYPE</c>; <c>unexpected …</c> for an exception that no document names. The length -1 asks for the memory.
/// <c>images MODEL</c> takes images, <c>models IMAGE</c> model files.
/// </summary>
internal static class Program
{
    private const int AskForMemory = -1;

    public static void Main(string[] arguments)
    {
        using var engine = arguments[0] == "images" ? new PredictionEngine(arguments[1], OneThread) : null;
        var image = engine is null ? File.ReadAllBytes(arguments[1]) : null;
        using var input = Console.OpenStandardInput();
        var header = new byte[4];
        while (input.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (length == AskForMemory)
            {
                Console.WriteLine(Memory());
                continue;
            }

            var file = new byte[length];
            input.ReadExactly(file);
            Console.WriteLine(engine is null ? LoadModel(file, image!) : Predict(engine, file));
        }
    }

    private static PredictionEngineOptions OneThread => new() { ThreadsPerRun = 1 };

    private static string Predict(PredictionEngine engine, byte[] image)
    {
        try
        {
            return Describe(engine.Predict(image));
        }
        catch (ImageException error)
        {
            return $"fault {error.Fault}";
        }
        catch (Exception error)
        {
            return Unexpected(error);
        }
    }

    private static string LoadModel(byte[] model, byte[] image)
    {
        try
        {
            using var engine = new PredictionEngine(new MemoryStream(model), OneThread);
            return Describe(engine.Predict(image));
        }
        catch (Exception error) when (error is OnnxModelException or ModelFormatException)
        {
            return $"refused {error.GetType().Name}";
        }
        catch (Exception error)
        {
            return Unexpected(error);
        }
    }

    private static string Describe(ImagePrediction prediction)
    {
        var sum = prediction.Scores.ToArray().Sum();
        return float.IsFinite(sum) ? "score" : $"unexpected scores {string.Join(" ", prediction.Scores.ToArray())}";
    }

    private static string Unexpected(Exception error) => $"unexpected {error.ToString().ReplaceLineEndings(" | ")}";

    /// <summary>Without what the native allocator keeps although it is free: a picture with a huge canvas leaves holes.</summary>
    private static string Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        if (OperatingSystem.IsLinux()) _ = ReturnFreeMemory(0);
        return Environment.WorkingSet.ToString(CultureInfo.InvariantCulture);
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int ReturnFreeMemory(nint keep);
}
