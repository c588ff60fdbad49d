using System.CommandLine;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Predictor.Commands;
using MLPipeline.Runtime;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>The program's commands and what its errors mean.</summary>
internal static class PredictorProgram
{
    public static CommandLineProgram Create(ProgramConsole console)
    {
        var root = new RootCommand("Classifies images with an ONNX model.")
        {
            new PredictCommand(console),
            new ScoreCommand(console),
            new MergeCommand(console),
            new SortCommand(console),
            new InspectCommand(console),
            new ServeCommand(console),
        };
        return new CommandLineProgram("Predictor", root, console)
        {
            KnownFaults =
            [
                new(typeof(OnnxModelException)),
                new(typeof(ModelFormatException)),
                new(typeof(DeviceUnavailableException)),
                new(typeof(ImageException)),
            ],
            Examples =
            [
                new("Say what is on two photographs", "Predictor predict flowers.onnx rose.jpg tulip.png"),
                new("Classify every image below a folder into a table", "Predictor score flowers.onnx photos -o scores.csv"),
                new("Answer over HTTP on this machine", "Predictor serve flowers.onnx"),
                new("Show what a model needs and knows", "Predictor inspect flowers.onnx"),
            ],
        };
    }
}
