using Hourglass.Data;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What stood in cells whose text was not frequent in training: an autoencoder knows all these as one, a person wants to read them.</summary>
/// <param name="data">The rows as they were given.</param>
/// <param name="table">The encoding of the training table, or null.</param>
internal sealed class UnknownTexts(DataSet data, TableEncoding? table)
{
    private readonly Lazy<Dictionary<string, int>> _places = new(() => Enumerable.Range(0, data.Width).ToDictionary(column => data.Schema!.Columns[column].Name));

    /// <summary>A reason that says what stood there, where it is none of the known texts.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="row">The row, from 0.</param>
    public AnomalyReason Name(AnomalyReason reason, int row)
    {
        if (data.Schema is null || table?.Columns[reason.Number] is not CategoryEncoding known || !(reason.Observed >= known.Column.Categories.Length)) return reason;
        var values = new float[data.Width];
        data.CopyRow(row, values);
        int place = _places.Value[reason.Column];
        float value = values[place];
        return reason with
        {
            Unknown = float.IsNaN(value) ? "missing (never in training)" : $"{data.Schema.Columns[place].Categories[(int)value]} ({(known.HasRare ? "rare or not seen" : "not seen")} in training)",
        };
    }
}
