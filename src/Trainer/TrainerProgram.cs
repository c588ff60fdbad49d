using System.CommandLine;
using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Networks;
using MLPipeline.Quantization;
using MLPipeline.Runtime;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>The Trainer's command line.</summary>
internal static class TrainerProgram
{
    public static CommandLineProgram Create(ProgramConsole console)
    {
        var root = new RootCommand("Trains image networks, pretrained or from zero, on folders of labelled images and writes one ONNX file. Without arguments: on sample data, to show itself.")
        {
            new TrainCommand(console),
            new FineTuneCommand(console),
            new FindRateCommand(console),
            new FeaturizeCommand(console),
            new ShowCommand(console),
            new EvaluateCommand(console),
            new InterpretCommand(console),
            new LocalizeCommand(console),
            new QuantizeCommand(console),
            new SweepCommand(console),
            new RunsCommand(console),
            new CompareCommand(console),
            BackboneCommand.Create(console),
            NetworkCommand.Create(console),
            BenchmarkCommand.Create(console),
        };
        root.SetAction((_, cancellation) => Task.FromResult((int)DefaultRun.Run(console, cancellation)));
        return new CommandLineProgram("Trainer", root, console)
        {
            KnownFaults =
            [
                new(typeof(DatasetException)), new(typeof(BackboneException)), new(typeof(GraphFormatException)), new(typeof(NetworkException)), new(typeof(ImageException)),
                new(typeof(OnnxModelException)), new(typeof(ModelFormatException)), new(typeof(DeviceUnavailableException)),
                new(typeof(TrainingDivergedException)), new(typeof(CheckpointException)), new(typeof(ExportException)), new(typeof(RunException)), new(typeof(QuantizationException)),
            ],
            Examples =
            [
                new("The whole way on handwritten digits", "Trainer"),
                new("The same with your own photographs, one folder per class", "Trainer train photos -o photos.onnx"),
            ],
        };
    }
}
