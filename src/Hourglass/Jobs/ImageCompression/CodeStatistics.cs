using Hourglass.Artifacts;
using Hourglass.Coding;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>What was learned about the numbers of a code for coding them: stored in the model file, so that even the first tile of a picture is cheap.</summary>
internal sealed class CodeStatistics
{
    /// <summary>Classes of expected size, four an octave.</summary>
    public const int Classes = 64;

    /// <summary>Symbols of a class: sizes 0 to 14, and what is above.</summary>
    public const int Symbols = 16;

    // Small enough that a picture's own statistics soon outweigh those of training.
    private const int StartTotal = 1024;

    private readonly float[] _counts;

    public CodeStatistics(float[] gains, float[] sizes, bool[] isPredicted, float[]? counts = null)
    {
        (Gains, Sizes, IsPredicted) = (gains, sizes, isPredicted);
        _counts = counts ?? [.. Enumerable.Repeat(1f, Classes * Symbols)];
        Order = [.. Enumerable.Range(0, sizes.Length).OrderByDescending(number => sizes[number]).ThenBy(number => number)];
    }

    /// <summary>How far the picture moves, in grey levels summed as squares over the tile, when a number of the code moves by one. [code]</summary>
    public float[] Gains { get; }

    /// <summary>Mean absolute value of each number, in the same unit as the step: its gain times the number; of its prediction error where it is predicted. [code]</summary>
    public float[] Sizes { get; }

    /// <summary>Whether a number is predicted from those of the neighbouring tiles. [code]</summary>
    public bool[] IsPredicted { get; }

    /// <summary>In which order the numbers of a tile are coded: largest first.</summary>
    public int[] Order { get; }

    /// <summary>Fresh models, as training left them.</summary>
    public AdaptiveModel[] NewModels()
    {
        var models = new AdaptiveModel[Classes];
        var start = new int[Symbols];
        for (int i = 0; i < Classes; i++)
        {
            ReadOnlySpan<float> counts = _counts.AsSpan(i * Symbols, Symbols);
            long total = 0;
            foreach (float count in counts) total += (long)count;
            for (int s = 0; s < Symbols; s++) start[s] = 1 + (int)((long)counts[s] * (StartTotal - Symbols) / total);
            models[i] = new AdaptiveModel(start);
        }

        return models;
    }

    public IReadOnlyList<NamedTensor> ToTensors() =>
    [
        new("gains", [Gains.Length], Gains), new("sizes", [Sizes.Length], Sizes),
        new("predicted", [Sizes.Length], [.. IsPredicted.Select(predicted => predicted ? 1f : 0f)]), new("counts", [Classes, Symbols], _counts),
    ];

    /// <exception cref="FormatException">The tensors do not fit each other or the model.</exception>
    public static CodeStatistics FromTensors(JobFile file, string section, int code)
    {
        float[] Values(string name, int count, Func<float, bool> holds)
        {
            float[] values = file.Tensor(section, name).Values;
            return values.Length == count && values.All(holds) ? values : throw new FormatException($"'{name}' of the section '{section}' does not hold {count} numbers in their range.");
        }

        return new CodeStatistics(
            Values("gains", code, gain => gain > 0 && float.IsFinite(gain)), Values("sizes", code, size => size >= 0 && float.IsFinite(size)),
            [.. Values("predicted", code, flag => flag is 0 or 1).Select(flag => flag == 1)],
            Values("counts", Classes * Symbols, count => count is >= 1 and <= 1 << 24 && count == MathF.Floor(count)));
    }
}
