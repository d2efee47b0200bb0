using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Numerics;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>The rows that count as normal, divided: most to train on, some held back to calibrate on.</summary>
/// <param name="All">All of them, or those to train on when the others are given apart.</param>
/// <param name="Held">Those given apart to calibrate on; null when a share of <paramref name="All"/> is held back.</param>
/// <param name="Training">Those to train on.</param>
/// <param name="Calibration">Those to calibrate on.</param>
/// <param name="Table">How rows of a table became these rows of features, fitted to those to train on; null where rows are numbers.</param>
internal sealed record NormalRows(DataSet All, DataSet? Held, DataSet Training, DataSet Calibration, TableEncoding? Table)
{
    public static NormalRows Of(DataSet data, DataSet? validation, AnomalyDetection detection)
    {
        DataSet all = Select(data.AllowMissing(), detection.Normal);
        if (validation is not null)
        {
            DataSet held = Select(validation.AllowMissing(), detection.Normal);
            TableEncoding? encoding = EncodingOf(all, all);
            (all, held) = (Encoded(all, encoding), Encoded(held, encoding));
            return new(all, held, all, held, encoding);
        }

        Split split = SplitOf(all, detection);
        TableEncoding? table = EncodingOf(all, all.Select(split.Training));
        all = Encoded(all, table);
        return new(all, null, all.Select(split.Training), all.Select(split.Validation), table);
    }

    /// <summary>One part of the training rows, and the others.</summary>
    /// <param name="fold">Number of the part, from 0.</param>
    /// <param name="folds">How many there are.</param>
    /// <param name="seed">What the division follows from.</param>
    public (DataSet Others, DataSet Own) Fold(int fold, int folds, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, Training.Rows)];
        new RandomStream(seed, "folds").Shuffle<int>(order);
        return (Training.Select([.. order.Where((_, i) => i % folds != fold).Order()]), Training.Select([.. order.Where((_, i) => i % folds == fold).Order()]));
    }

    /// <summary>The rows of some data that are held back or not normal, in their order.</summary>
    public static DataSet Unseen(DataSet data, AnomalyDetection detection)
    {
        int[] normal = Numbers(data, detection.Normal);
        HashSet<int> seen = [.. SplitOf(data.Select(normal), detection).Training.Select(row => normal[row])];
        return data.Select([.. Enumerable.Range(0, data.Rows).Where(row => !seen.Contains(row))]);
    }

    /// <summary>The rows of a label; all of them when it is null.</summary>
    public static DataSet Select(DataSet data, string? normal) => normal is null ? data : data.Select(Numbers(data, normal));

    private static TableEncoding? EncodingOf(DataSet all, DataSet training) =>
        all.Schema is null ? null : TableEncoding.Fit(training, [.. Enumerable.Range(0, training.Rows)], ScalingKind.Robust);

    private static DataSet Encoded(DataSet rows, TableEncoding? table) => table?.Encode(rows, rows.Name) ?? rows;

    private static Split SplitOf(DataSet rows, AnomalyDetection detection) => rows.Rows < 2
        ? throw new InputException("There are too few normal rows.", rows.Name, $"{rows.Rows} row", "at least 2: one to train on, one held back to calibrate on", "give more rows")
        : detection.TrainingToDo.SplitOf(rows.Rows) ?? throw new InputException(
            "There is nothing to calibrate on.", "validation", "no rows held back", "the rate of false alarms is set by rows that were not trained on", "hold back a share (--validation 0.15), or give rows apart");

    private static int[] Numbers(DataSet data, string? normal)
    {
        if (normal is null) return [.. Enumerable.Range(0, data.Rows)];
        if (data.Labels is null)
            throw new InputException("The rows have no labels to tell normal ones by.", data.Name, $"no labels, and the normal one is to be '{normal}'", "a label for every row", "say where the labels are (--label COLUMN), or leave out --normal");
        int[] rows = [.. Enumerable.Range(0, data.Rows).Where(row => data.Labels[row] == normal)];
        return rows.Length > 0 ? rows : throw new InputException(
            "No row has the normal label.", data.Name, "the labels " + string.Join(", ", data.Labels.Distinct().Order(StringComparer.Ordinal).Take(10)), $"some rows are labelled '{normal}'", "name one of these labels with --normal");
    }
}
