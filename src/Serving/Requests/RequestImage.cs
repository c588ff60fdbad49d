using MLPipeline.Imaging;

namespace MLPipeline.Serving;

/// <summary>An image of a request: its bytes, or why there are none.</summary>
/// <param name="Name">What the answer calls it: the client's file name, else its number from 1.</param>
/// <param name="Bytes">As they came.</param>
/// <param name="Fault">Null for an image that can be tried.</param>
internal readonly record struct RequestImage(string Name, ReadOnlyMemory<byte> Bytes, ImageException? Fault = null);
