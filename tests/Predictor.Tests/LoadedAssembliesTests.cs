using System.Reflection;

namespace MLPipeline.Predictor.Tests
{
    public sealed class LoadedAssembliesTests : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        /// <summary>The web server is there for one command; the others must not pay for it.</summary>
        [Fact]
        public async Task Predict_LoadsNothingOfTheWebServer()
        {
            var model = _folder.Write("model.onnx", new ColourClassifier().ToBytes());
            var image = _folder.Write("image.png", ColourClassifier.Png(new(1, 2, 3)));
            var list = _folder.File("assemblies.txt");
            var call = ProgramCall.OfProject("Predictor", "predict", model, image)
                .With("DOTNET_STARTUP_HOOKS", Assembly.GetExecutingAssembly().Location).With(StartupHook.Variable, list);
            (await call.RunAsync()).Expect(0);
            var assemblies = File.ReadAllLines(list);
            Assert.Contains("MLPipeline.Inference", assemblies);
            string[] unwanted =
                ["Microsoft.AspNetCore", "Microsoft.Extensions", "MLPipeline.Serving", "MLPipeline.Hosting", "System.Net.Http"];
            Assert.DoesNotContain(assemblies, name => unwanted.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        }

        public void Dispose() => _folder.Dispose();
    }
}

/// <summary>Run by the runtime inside the program: writes the names of all assemblies that were loaded until its end.</summary>
internal static class StartupHook
{
    public const string Variable = "MLPIPELINE_TEST_ASSEMBLIES";

    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        System.IO.File.WriteAllLines(
            Environment.GetEnvironmentVariable(Variable)!,
            AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!));
}
