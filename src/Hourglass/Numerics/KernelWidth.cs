using System.Runtime.Intrinsics;
using Hourglass.Errors;

namespace Hourglass.Numerics;

/// <summary>Which width of SIMD register the kernels use. Results are bit-identical for any number of threads on one width.</summary>
public enum KernelWidth
{
    /// <summary>Plain scalar code.</summary>
    Scalar,

    /// <summary>128-bit registers: Arm AdvSimd; on x86 SSE with FMA.</summary>
    Bits128,

    /// <summary>256-bit registers: AVX2 with FMA.</summary>
    Bits256,

    /// <summary>512-bit registers: AVX-512.</summary>
    Bits512,
}

/// <summary>The widths this machine has, and the one in use.</summary>
public static class KernelWidths
{
    /// <summary>Environment variable that forces a narrower width: <c>scalar</c>, <c>128</c>, <c>256</c> or <c>512</c>.</summary>
    public const string Variable = "HOURGLASS_KERNEL";

    /// <summary>All widths this machine runs, narrowest first.</summary>
    public static IReadOnlyList<KernelWidth> Available { get; } =
    [
        KernelWidth.Scalar,
        .. Vector128.IsHardwareAccelerated ? [KernelWidth.Bits128] : Array.Empty<KernelWidth>(),
        .. Vector256.IsHardwareAccelerated ? [KernelWidth.Bits256] : Array.Empty<KernelWidth>(),
        .. Vector512.IsHardwareAccelerated ? [KernelWidth.Bits512] : Array.Empty<KernelWidth>(),
    ];

    /// <summary>The width in use: the widest available, unless <see cref="Variable"/> names a narrower one.</summary>
    /// <exception cref="InputException">The variable names no width, or one this machine lacks.</exception>
    public static KernelWidth Default => Parse(Environment.GetEnvironmentVariable(Variable));

    internal static KernelWidth Parse(string? name)
    {
        KernelWidth? asked = name?.ToLowerInvariant() switch
        {
            null or "" => Available[^1],
            "scalar" => KernelWidth.Scalar,
            "128" => KernelWidth.Bits128,
            "256" or "avx2" => KernelWidth.Bits256,
            "512" or "avx512" => KernelWidth.Bits512,
            _ => null,
        };
        return asked is { } width && Available.Contains(width)
            ? width
            : throw new InputException(
                "The kernel width asked for is not to be had.", $"environment variable {Variable}", name,
                $"one of {string.Join(", ", Available.Select(Name))} on this machine", "unset it, or name one of these");
    }

    /// <summary>The name by which <see cref="Variable"/> asks for a width.</summary>
    public static string Name(KernelWidth width) => width switch
    {
        KernelWidth.Scalar => "scalar",
        KernelWidth.Bits128 => "128",
        KernelWidth.Bits256 => "256",
        _ => "512",
    };
}
