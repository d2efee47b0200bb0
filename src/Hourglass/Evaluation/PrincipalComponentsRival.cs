using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Preprocessing;

namespace Hourglass.Evaluation;

/// <summary>What principal components reach with a code of the same size, on the same rows, in the same units: the rival to name beside every autoencoder.</summary>
public static class PrincipalComponentsRival
{
    /// <summary>Fits on training rows and measures on others.</summary>
    /// <param name="training">The rows to fit on.</param>
    /// <param name="test">The rows to measure on.</param>
    /// <param name="scaler">The autoencoder's scaling.</param>
    /// <param name="code">Numbers in a code.</param>
    /// <param name="pictures">How the rows are seen as pictures; null when they are none.</param>
    /// <param name="cancellationToken">Asked between blocks of rows.</param>
    /// <exception cref="InputException">There are too few rows, or they are too wide.</exception>
    public static ReconstructionMeasures Measure(
        DataSet training, DataSet test, Scaler scaler, int code, RowPictures? pictures = null, CancellationToken cancellationToken = default)
    {
        int width = training.Width;
        PrincipalComponents components = PrincipalComponents.Fit(
            training.Rows, width, (row, target) => scaler.CopyScaled(training, row, target), code, cancellationToken: cancellationToken);
        return ReconstructionMeasures.Of(test, scaler, (rows, reconstructions) =>
        {
            rows.CopyTo(reconstructions);
            for (int start = 0; start < reconstructions.Length; start += width) components.Reconstruct(reconstructions.Slice(start, width));
        }, pictures);
    }
}
