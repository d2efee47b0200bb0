namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// How much of what is odd about a row lies in each of its columns: the mean of several views of the row, each of which divides one whole among the columns by
/// squares. A column that is wrong disturbs what an autoencoder expects of the others, but stands out in every view.
/// </summary>
/// <param name="width">Columns of the row.</param>
internal readonly struct ColumnShares(int width)
{
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

    /// <summary>The shares added up by columns: not of one whole, but of as many as there are views.</summary>
    /// <param name="terms">What the row means.</param>
    public double[] ByColumn(RowTerms terms)
    {
        var shares = new double[terms.Columns.Count];
        for (int value = 0; value < _shares.Length; value++) shares[terms.ColumnOf[value]] += _shares[value];
        return shares;
    }

    /// <summary>The columns with the largest shares, the largest first; columns without any share are none.</summary>
    /// <param name="terms">What the row means.</param>
    /// <param name="usual">What is usual of the columns, by which their shares count.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="observed">[width], in original units.</param>
    /// <param name="expected">[width], in original units.</param>
    public AnomalyReason[] Reasons(RowTerms terms, UsualColumns usual, int most, ReadOnlySpan<float> observed, ReadOnlySpan<float> expected)
    {
        double[] shares = ByColumn(terms);
        double sum = 0;
        for (int column = 0; column < shares.Length; column++) sum += shares[column] *= usual.WeightOf(column);

        most = Math.Min(most, shares.Length);
        var largest = new int[most];
        int found = 0;
        for (int column = 0; column < shares.Length; column++)
        {
            if (!(shares[column] > 0) || (found == most && !(shares[column] > shares[largest[^1]]))) continue;
            int place = found < most ? found++ : most - 1;
            for (; place > 0 && shares[column] > shares[largest[place - 1]]; place--) largest[place] = largest[place - 1];
            largest[place] = column;
        }

        var reasons = new AnomalyReason[found];
        for (int i = 0; i < found; i++)
        {
            int at = largest[i];
            reasons[i] = new(at, terms.Columns[at], terms.ValueOf(at, observed), terms.ValueOf(at, expected), shares[at] / sum) { Spread = usual.SpreadOf(at) };
        }

        return reasons;
    }
}
