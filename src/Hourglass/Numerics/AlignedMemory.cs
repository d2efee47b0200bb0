using Hourglass.Errors;

namespace Hourglass.Numerics;

/// <summary>
/// A block of float32 numbers that the garbage collector neither moves nor leaks: pinned managed memory, aligned to 64 bytes
/// (a cache line and the widest register). It lives as long as this object is referenced; nothing needs disposing.
/// </summary>
public sealed unsafe class AlignedMemory
{
    private const int Alignment = 64;
    private readonly float[] _memory;

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="length">Number of floats.</param>
    public AlignedMemory(long length)
    {
        if (length > Array.MaxLength - Alignment)
        {
            throw new InputException(
                "The network is too large.", found: FormattableString.Invariant($"{length * sizeof(float) / 1e9:0.0} GB in one piece"), rule: "at most 8.5 GB in one piece",
                remedy: "choose smaller layers, a smaller code or a smaller --batch");
        }

        Length = length;
        _memory = GC.AllocateArray<float>(checked((int)length + (Alignment / sizeof(float))), pinned: true);
        fixed (float* start = _memory) Pointer = (float*)(((nint)start + Alignment - 1) & -Alignment);
    }

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>The first number, 64-byte aligned; valid while this object is referenced.</summary>
    public float* Pointer { get; }

    /// <summary>All numbers.</summary>
    public Span<float> Span => new(Pointer, checked((int)Length));
}
