using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MLPipeline.Hosting;

namespace MLPipeline.Serving;

/// <summary>Every address of the server. Page/openapi.json describes them, and a test holds the two together.</summary>
internal static class ServerRoutes
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void Map(WebApplication application, ImageServerOptions options, ServerState state)
    {
        var pool = application.Services.GetRequiredService<PredictionEnginePool>();
        var logger = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("MLPipeline.Serving");
        var door = new RequestDoor(options, state, logger);
        application.Use(next => context => door.PassAsync(context, next));

        var key = new KeyCheck(options.ApiKey);
        var predict = new PredictRoute(pool, options);
        application.MapPost("/predict", key.Before(predict.AnswerAsync));
        application.MapPost("/models/{name}/predict", key.Before(predict.AnswerAsync));

        var models = new ModelRoutes(pool, options.Models[0].Name);
        application.MapMethods("/models", Reading, key.Before(models.ListAsync));
        application.MapMethods("/models/{name}", Reading, key.Before(models.ShowAsync));

        var health = new HealthRoutes(pool, state);
        application.MapMethods("/health/live", Reading, HealthRoutes.LiveAsync);
        application.MapMethods("/health/ready", Reading, health.ReadyAsync);

        application.MapMethods("/", Reading, StaticPart.Of("page.html", "text/html; charset=utf-8").AnswerAsync);
        application.MapMethods("/page.css", Reading, StaticPart.Of("page.css", "text/css; charset=utf-8").AnswerAsync);
        application.MapMethods("/page.js", Reading, StaticPart.Of("page.js", "text/javascript; charset=utf-8").AnswerAsync);
        application.MapMethods("/openapi.json", Reading, StaticPart.Of("openapi.json", "application/json").AnswerAsync);
    }
}
