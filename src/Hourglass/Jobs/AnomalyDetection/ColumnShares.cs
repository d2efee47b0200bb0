using System.Globalization;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// How much of what is odd about a row lies in each of its columns: the mean of several views of the row, each of which divides one whole among the columns by
/// squares. A column that is wrong disturbs what an autoencoder expects of the others, but stands out in every view.
/// </summary>
/// <param name="width">Columns of the row.</param>
internal readonly struct ColumnShares(int width)
{
    private const int MostReasons = 3;

    private readonly double[] _shares = new double[width];

    /// <summary>A view by squared residuals.</summary>
    /// <param name="squares">[width]; NaN where a value is missing.</param>
    public void Add(ReadOnlySpan<double> squares)
    {
        double sum = 0;
        foreach (double square in squares) sum += double.IsNaN(square) ? 0 : square;
        for (int column = 0; column < squares.Length && sum > 0; column++) _shares[column] += double.IsNaN(squares[column]) ? 0 : squares[column] / sum;
    }

    /// <summary>A view by the squared difference from another row.</summary>
    /// <param name="row">[width], scaled; NaN where a value is missing.</param>
    /// <param name="other">[width], scaled.</param>
    public void Add(ReadOnlySpan<float> row, ReadOnlySpan<float> other)
    {
        var squares = new double[row.Length];
        for (int column = 0; column < row.Length; column++) squares[column] = ((double)row[column] - other[column]) * ((double)row[column] - other[column]);
        Add(squares);
    }

    /// <summary>The columns with the largest shares, the largest first.</summary>
    /// <param name="names">Names of the columns; numbers from 1 when null.</param>
    /// <param name="observed">[width], in original units; a missing value (NaN) is no reason.</param>
    /// <param name="expected">[width], in original units.</param>
    public AnomalyReason[] Reasons(IReadOnlyList<string>? names, ReadOnlySpan<float> observed, ReadOnlySpan<float> expected)
    {
        double sum = _shares.Sum();
        Span<int> largest = stackalloc int[MostReasons];
        int found = 0;
        for (int column = 0; column < observed.Length; column++)
        {
            if (float.IsNaN(observed[column]) || (found == MostReasons && !(_shares[column] > _shares[largest[^1]]))) continue;
            int place = found < MostReasons ? found++ : MostReasons - 1;
            for (; place > 0 && _shares[column] > _shares[largest[place - 1]]; place--) largest[place] = largest[place - 1];
            largest[place] = column;
        }

        var reasons = new AnomalyReason[found];
        for (int i = 0; i < found; i++)
        {
            int at = largest[i];
            reasons[i] = new(names?[at] ?? (at + 1).ToString(CultureInfo.InvariantCulture), observed[at], expected[at], sum > 0 ? _shares[at] / sum : 0);
        }

        return reasons;
    }
}
