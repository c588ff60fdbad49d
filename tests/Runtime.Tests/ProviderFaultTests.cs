namespace MLPipeline.Runtime.Tests;

public sealed class ProviderFaultTests
{
    [Theory]
    [InlineData(
        @"[ErrorCode:RuntimeException] N:\_work\1\s\onnxruntime\core\providers\dml\dml_provider_factory.cc(512)\onnxruntime.dll!0020ABCBD0: (caller: 0020ABCF0A) Exception(1) tid(24) 887A0004",
        "no graphics card that takes Direct3D 12 (0x887A0004)")]
    [InlineData(@"[ErrorCode:RuntimeException] C:\a\b.cc(1)\onnxruntime.dll!01: (caller: 02) Exception(2) tid(a4) 887A0005 The device was removed.", "error 0x887A0005")]
    [InlineData("[ErrorCode:Fail] Failed to find the provider library.\nMore words", "Failed to find the provider library.")]
    [InlineData("Unable to find an entry point named 'X'.", "Unable to find an entry point named 'X'.")]
    public void Reason_NamesWhatIsMissing_WithoutTheSourceOfOnnxRuntime(string message, string reason) =>
        Assert.Equal(reason, ProviderFault.Reason(message));
}
