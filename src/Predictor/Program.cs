using MLPipeline.Predictor;
using MLPipeline.Terminal;

return await PredictorProgram.Create(ProgramConsole.OfProcess()).RunAsync(args);
