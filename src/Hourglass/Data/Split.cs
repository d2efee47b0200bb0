using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Data;

/// <summary>Rows to train on and rows held back, drawn at random from a seed. Every row is in exactly one of the two.</summary>
public sealed class Split
{
    private Split(int[] training, int[] validation) => (Training, Validation) = (training, validation);

    /// <summary>The rows to train on, ascending.</summary>
    public int[] Training { get; }

    /// <summary>The rows held back, ascending.</summary>
    public int[] Validation { get; }

    /// <summary>Holds back a share of the rows. The same number of rows, share and seed always give the same split.</summary>
    /// <param name="rows">The number of rows, at least 2.</param>
    /// <param name="fraction">The share to hold back, in (0, 1), for example 0.1; rounded to whole rows, at least one on each side.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="InputException">There are fewer than 2 rows, or the share is not between 0 and 1.</exception>
    public static Split Random(int rows, double fraction, ulong seed)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new InputException(
                "The share of rows held back for validation is not usable.", found: FormattableString.Invariant($"{fraction}"),
                rule: "more than 0 and less than 1", remedy: "give for example 0.1, or a data set of its own");
        if (rows < 2)
            throw new InputException(
                "The data cannot be split into training and validation rows.", found: $"{rows} row", rule: "at least one row on each side",
                remedy: "add rows, or give a validation set of its own");
        int held = Math.Clamp((int)Math.Round(rows * fraction), 1, rows - 1);
        int[] order = [.. Enumerable.Range(0, rows)];
        new RandomStream(seed, "split").Shuffle<int>(order);
        int[] validation = order[..held], training = order[held..];
        Array.Sort(validation);
        Array.Sort(training);
        return new Split(training, validation);
    }
}
