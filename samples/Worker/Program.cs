using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MLPipeline.Hosting;
using Worker;

// Worker --model MODEL.onnx --inbox FOLDER: sorts the images that are moved into a folder, until Ctrl-C.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPredictionEnginePool().FromFile(builder.Configuration["model"] ?? "model.onnx");
builder.Services.AddHostedService<InboxSorter>();
builder.Build().Run();
