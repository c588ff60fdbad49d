using Microsoft.AspNetCore.Http;

namespace MLPipeline.Serving;

/// <summary>A part of the page, or the OpenAPI document, as it is embedded in this assembly.</summary>
internal sealed class StaticPart(byte[] content, string type)
{
    // Its own script and style, its own server, pictures that the script made; nothing else, nowhere in a frame.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src blob: data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static StaticPart Of(string name, string type)
    {
        using var stream = typeof(StaticPart).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new StaticPart(content, type);
    }

    public Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        return context.Response.Body.WriteAsync(content).AsTask();
    }
}
