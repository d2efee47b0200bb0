using Hourglass.Data;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// What stood in the cells that features were made of, where these say less of it: an autoencoder knows all texts as one that were not frequent in training,
/// and no time outside the training rows; a person wants to read them.
/// </summary>
/// <param name="aligned">The rows as an autoencoder takes them.</param>
/// <param name="table">The encoding of the training table, or null.</param>
internal sealed class GivenCells(DataSet aligned, TableEncoding? table)
{
    private readonly EncodedRows? _rows = aligned as EncodedRows;

    /// <summary>A reason that says what stood there.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="row">The row, from 0.</param>
    public AnomalyReason InsteadOf(AnomalyReason reason, int row)
    {
        if (_rows?.Given is not { } given) return reason;
        return table?.Columns[reason.Number] switch
        {
            TimeEncoding => reason with { Observed = _rows.Original(row)[reason.Number] },
            CategoryEncoding known when reason.Observed >= known.Column.Categories.Length => reason with { Unknown = Told(known, given.Columns[reason.Number], _rows.Original(row)[reason.Number]) },
            _ => reason,
        };
    }

    private static string Told(CategoryEncoding known, TableColumn given, float value) => float.IsNaN(value)
        ? "missing (never in training)"
        : $"{given.Categories[(int)value]} ({(known.HasRare ? "rare or not seen" : "not seen")} in training)";
}
