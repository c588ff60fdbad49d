using MLPipeline.Hosting;
using MLPipeline.Imaging;

// WebApi --model MODEL.onnx [--urls http://127.0.0.1:5080]: says what is on the images that are posted to /predict.
//   curl --data-binary @photo.jpg http://127.0.0.1:5080/predict
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPredictionEnginePool().FromFile(builder.Configuration["model"] ?? "model.onnx");
builder.Services.AddHealthChecks().AddPredictionEnginePool();

var app = builder.Build();

app.MapPost("/predict", async (HttpRequest request, PredictionEnginePool pool, CancellationToken cancellation) =>
{
    try
    {
        var prediction = await pool.PredictAsync(request.Body, cancellation);
        return Results.Ok(new { prediction.Label, prediction.Score, Top = prediction.Top(3) });
    }
    catch (ImageException fault)
    {
        return Results.Problem(fault.Reason, statusCode: StatusOf(fault.Fault), title: fault.Fault.ToString());
    }
});

// Which version is live, since when, and why a newer one is not.
app.MapGet("/model", (PredictionEnginePool pool) =>
{
    var model = pool.GetModel();
    return new { model.Version, model.LoadedAt, model.Labels, model.Failure };
});

app.MapHealthChecks("/health");

app.Run();

static int StatusOf(ImageFault fault) => fault switch
{
    ImageFault.TooManyBytes or ImageFault.TooManyPixels => StatusCodes.Status413PayloadTooLarge,
    ImageFault.NotAnImage or ImageFault.UnsupportedFormat => StatusCodes.Status415UnsupportedMediaType,
    _ => StatusCodes.Status400BadRequest,
};
