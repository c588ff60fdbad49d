namespace MLPipeline.Runtime.Rewriting;

/// <summary>Numbers of the fields of a model that are looked at or written (onnx.proto).</summary>
internal static class OnnxFields
{
    public const int ModelGraph = 7;
    public const int ModelOperatorSet = 8;
    public const int SetDomain = 1;
    public const int SetVersion = 2;
    public const int GraphNode = 1;
    public const int GraphInitializer = 5;
    public const int GraphInput = 11;
    public const int NodeOperator = 4;
    public const int ValueName = 1;
}
