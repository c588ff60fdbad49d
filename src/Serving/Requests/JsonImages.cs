using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLPipeline.Imaging;

namespace MLPipeline.Serving;

/// <summary>The images of <c>{"images": ["base64", …]}</c>; other members are passed over.</summary>
internal static class JsonImages
{
    private const int DeepestNesting = 8;
    private const string NotBase64 = "the text is not base64; of a data: address send what follows the comma.";

    /// <exception cref="RequestRefusedException">It is no JSON, has no such list, or too many images.</exception>
    public static IReadOnlyList<RequestImage> Read(ReadOnlySpan<byte> json, int most)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestNesting });
        List<RequestImage>? images = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw NoList();
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("images"u8))
                {
                    images = ReadList(ref reader, most);
                }
                else
                {
                    reader.Skip();
                }
            }

            return reader.Read() ? throw NoList() : images ?? throw NoList(); // the second read finds what follows the object
        }
        catch (JsonException error)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"The body is no JSON: {error.Message}");
        }
    }

    private static List<RequestImage> ReadList(ref Utf8JsonReader reader, int most)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw NoList();
        }

        var images = new List<RequestImage>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw NoList();
            }

            if (images.Count == most)
            {
                throw RequestImages.TooMany(most);
            }

            var name = (images.Count + 1).ToString(CultureInfo.InvariantCulture);
            images.Add(reader.TryGetBytesFromBase64(out var bytes)
                ? new RequestImage(name, bytes)
                : new RequestImage(name, default, new ImageException(ImageFault.NotAnImage, NotBase64)));
        }

        return images;
    }

    private static RequestRefusedException NoList() => new(
        StatusCodes.Status400BadRequest, "The JSON must be an object with a list of base64 texts: {\"images\": [\"…\", …]}.");
}
