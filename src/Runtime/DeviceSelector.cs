using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace MLPipeline.Runtime;

/// <summary>Adds the execution provider of the wanted device to a session's options, or says why it cannot be had.</summary>
internal static class DeviceSelector
{
    /// <param name="wanted">The device asked for.</param>
    /// <param name="options">Made only when a provider can be tried: making them loads ONNX Runtime.</param>
    /// <exception cref="DeviceUnavailableException">A device other than <see cref="ComputeDevice.Auto"/> was asked for and is not there.</exception>
    public static DeviceChoice Select(ComputeDevice wanted, Lazy<SessionOptions> options)
    {
        if (wanted == ComputeDevice.Cpu)
        {
            return new DeviceChoice(ComputeDevice.Cpu, "as asked");
        }

        if (wanted != ComputeDevice.Auto)
        {
            return TryAdd(wanted, options) is { } missing
                ? throw new DeviceUnavailableException($"The device '{ComputeDeviceNames.NameOf(wanted)}' cannot be used: {missing}")
                : new DeviceChoice(wanted, "as asked");
        }

        var reasons = new List<string>();
        foreach (var candidate in Candidates())
        {
            if (TryAdd(candidate, options) is not { } missing)
            {
                return new DeviceChoice(candidate, "the fastest device that loads here");
            }

            reasons.Add(missing);
        }

        return new DeviceChoice(ComputeDevice.Cpu, reasons.Count == 0 ? "no other device is supported on this platform" : string.Join("; ", reasons));
    }

    private static IEnumerable<ComputeDevice> Candidates()
    {
        if (!OperatingSystem.IsMacOS())
        {
            yield return ComputeDevice.Cuda;
        }

        if (OperatingSystem.IsWindows())
        {
            yield return ComputeDevice.DirectML;
        }
    }

    /// <summary>Null when the provider was added, else what is missing and how to get it.</summary>
    private static string? TryAdd(ComputeDevice device, Lazy<SessionOptions> options)
    {
        try
        {
            switch (device)
            {
                case ComputeDevice.Cuda:
                    if (CudaProviderMissing() is { } missing)
                    {
                        return missing;
                    }

                    options.Value.AppendExecutionProvider_CUDA();
                    return null;

                case ComputeDevice.DirectML:
                    if (!OperatingSystem.IsWindows())
                    {
                        return "DirectML exists on Windows only; use cuda for an NVIDIA card, or cpu";
                    }

                    options.Value.EnableMemoryPattern = false; // required by the DirectML provider
                    options.Value.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
                    options.Value.AppendExecutionProvider_DML();
                    return null;

                case ComputeDevice.CoreML:
                    if (!OperatingSystem.IsMacOS())
                    {
                        return "CoreML exists on macOS only; use cuda, dml or cpu";
                    }

                    options.Value.AppendExecutionProvider("CoreML", []); // the typed method exists only where the C# API was compiled for iOS and macOS
                    return null;

                default:
                    throw new ArgumentOutOfRangeException(nameof(device), device, "No execution provider belongs to this device.");
            }
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or NotSupportedException)
        {
            return $"{ComputeDeviceNames.NameOf(device)} did not load: {ProviderFault.Reason(error.Message)}";
        }
    }

    private static string? CudaProviderMissing()
    {
        if (OperatingSystem.IsMacOS())
        {
            return "CUDA does not exist on macOS; use coreml or cpu";
        }

        // Without this look ONNX Runtime prints the loader's complaint on the console before it throws.
        var file = OperatingSystem.IsWindows() ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
        var path = Path.Combine(AppContext.BaseDirectory, file);
        if (!File.Exists(path))
        {
            return "no CUDA provider in this build (build with -p:Gpu=true, see docs/gpu.md)";
        }

        var cuda = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(cuda, out var driver))
        {
            return $"no NVIDIA driver ({cuda} does not load; install the driver of the card)";
        }

        NativeLibrary.Free(driver);
        return null;
    }
}
