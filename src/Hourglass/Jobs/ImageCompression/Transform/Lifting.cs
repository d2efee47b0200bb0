using System.Numerics;
using System.Runtime.InteropServices;

namespace Hourglass.Jobs.ImageCompression.Transform;

/// <summary>
/// One step of a lifting scheme: to every number of one kind (odd places, or even ones) something is added that follows from its two neighbours of the
/// other kind, so that the step is undone exactly by subtracting the same. Integers only: every machine computes the same.
/// </summary>
/// <param name="OntoOdd">Whether odd places change (a prediction) or even ones (an update).</param>
/// <param name="Factor">What the sum of both neighbours is multiplied with, in 2^-<see cref="Shift"/>.</param>
/// <param name="Shift">Bits that are shifted out, rounded to nearest.</param>
internal readonly record struct LiftingStep(bool OntoOdd, int Factor, int Shift)
{
    private int Half => Shift == 0 ? 0 : 1 << (Shift - 1);

    /// <summary>Changes some numbers by their neighbours.</summary>
    /// <param name="target">The numbers that change.</param>
    /// <param name="before">The neighbour before each of them.</param>
    /// <param name="after">The neighbour behind each of them.</param>
    /// <param name="undo">Whether to take back what was added.</param>
    public void Apply(Span<int> target, ReadOnlySpan<int> before, ReadOnlySpan<int> after, bool undo)
    {
        // What was added is taken back: the sign comes behind the shift, which rounds.
        int sign = undo ? -1 : 1;
        Span<Vector<int>> targets = MemoryMarshal.Cast<int, Vector<int>>(target);
        ReadOnlySpan<Vector<int>> befores = MemoryMarshal.Cast<int, Vector<int>>(before[..target.Length]), afters = MemoryMarshal.Cast<int, Vector<int>>(after[..target.Length]);
        Vector<int> factors = new(Factor), halves = new(Half), signs = new(sign);
        for (int v = 0; v < targets.Length; v++) targets[v] += ((((befores[v] + afters[v]) * factors) + halves) >> Shift) * signs;
        for (int i = targets.Length * Vector<int>.Count; i < target.Length; i++) target[i] += sign * (((Factor * (before[i] + after[i])) + Half) >> Shift);
    }
}

/// <summary>A wavelet as the lifting steps that make it.</summary>
/// <param name="Steps">In the order of the analysis.</param>
internal sealed record Wavelet(params LiftingStep[] Steps)
{
    /// <summary>
    /// CDF 9/7 without its last scaling, which the steps of the bands contain (Daubechies, Sweldens 1998, "Factoring wavelet transforms into lifting steps",
    /// section 7.4; factors in 4096ths).
    /// </summary>
    public static Wavelet Smooth { get; } = new(new(true, -6497, 12), new(false, -217, 12), new(true, 3616, 12), new(false, 1817, 12));

    /// <summary>
    /// 5/3, whose results are as small as the picture's own numbers: integers to integers, nothing lost (Calderbank, Daubechies, Sweldens, Yeo 1998, section 3).
    /// </summary>
    public static Wavelet Reversible { get; } = new(new(true, -1, 1), new(false, 1, 2));
}
