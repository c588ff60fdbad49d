namespace MLPipeline.Backbones;

/// <summary>One published network: where its file lies, how to recognise it, and what it wants to be fed.</summary>
/// <param name="Name">What the user calls it, e.g. <c>resnet50</c>.</param>
/// <param name="FileName">The published file's name, e.g. <c>resnet50-v1-12.onnx</c>.</param>
/// <param name="Sha256">SHA-256 of the file: 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="InputSize">Height and width of the input in pixels.</param>
/// <param name="Layout"><c>NCHW</c> or <c>NHWC</c>.</param>
/// <param name="Preset">The normalisation it was trained with: <c>imagenet</c>, <c>caffe-bgr</c>, <c>inception</c> or
/// <c>zero-one</c>.</param>
/// <param name="ImageNetTop1">Published top-1 accuracy on ImageNet's validation set, in percent.</param>
/// <param name="Url">Address of the file.</param>
public sealed record BackboneCatalogEntry(
    string Name,
    string FileName,
    string Sha256,
    long Bytes,
    int InputSize,
    string Layout,
    string Preset,
    double ImageNetTop1,
    Uri Url)
{
    internal RemoteFile File => new(FileName, Bytes, Sha256, Url);
}
