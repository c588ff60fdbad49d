using MLPipeline.Terminal;
using MLPipeline.Trainer;

var console = ProgramConsole.OfProcess();
return await TrainerProgram.Create(console).RunAsync(args);
