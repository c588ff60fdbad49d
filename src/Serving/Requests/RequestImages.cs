using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MLPipeline.Serving;

/// <summary>The ways in which images come: a body that is an image, a form with files, JSON with base64.</summary>
internal static class RequestImages
{
    /// <summary>The way that a request takes, from its headers alone.</summary>
    /// <exception cref="RequestRefusedException">None of them.</exception>
    public static RequestFormat FormatOf(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("Bodies are taken as they are, without Content-Encoding.");
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            throw Unsupported("The request has no Content-Type.");
        }

        return type.Type.Equals("image", StringComparison.OrdinalIgnoreCase) || Is(type, "application/octet-stream") ? RequestFormat.Image
            : Is(type, "multipart/form-data") ? RequestFormat.Form
            : Is(type, "application/json") ? RequestFormat.Json
            : throw Unsupported("This Content-Type is not taken.");
    }

    /// <summary>The images of a body, at least one.</summary>
    /// <exception cref="RequestRefusedException">The body is not what it says to be, or has too many images.</exception>
    public static async Task<IReadOnlyList<RequestImage>> ReadAsync(
        RequestFormat format, string? contentType, RequestBody body, int most, CancellationToken cancellation)
    {
        var images = format switch
        {
            RequestFormat.Image => [new RequestImage("1", body.Bytes)],
            RequestFormat.Form => await FormImages.ReadAsync(contentType!, body, most, cancellation).ConfigureAwait(false),
            _ => JsonImages.Read(body.Bytes.Span, most),
        };
        return images.Count > 0
            ? images
            : throw new RequestRefusedException(StatusCodes.Status400BadRequest, "There are no images in the request.");
    }

    internal static RequestRefusedException TooMany(int most) => new(
        StatusCodes.Status413PayloadTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The request has more than {most:N0} images, the most that are accepted."));

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static RequestRefusedException Unsupported(string what) => new(
        StatusCodes.Status415UnsupportedMediaType,
        $"{what} Send the image with its own type (image/jpeg, …) or application/octet-stream, files as multipart/form-data, or "
        + "application/json with {\"images\": [\"base64\", …]}.");
}

/// <summary>How a request holds its images.</summary>
internal enum RequestFormat
{
    Image,
    Form,
    Json,
}
