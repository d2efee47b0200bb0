using Hourglass.Data;

namespace Hourglass.Jobs;

/// <summary>Bounds of the likelihood of rows, from codes drawn for each.</summary>
/// <param name="NegativeBound">Mean over the draws, an estimate of the negative evidence lower bound, <c>[rows]</c>, in nats.</param>
/// <param name="NegativeLogLikelihood">-ln of the mean of e^-bound over the draws, in nats: importance weighted (Burda et al. 2016, eq. 8).</param>
internal sealed record DrawnBounds(double[] NegativeBound, double[] NegativeLogLikelihood)
{
    public static DrawnBounds Of(TrainedAutoencoder autoencoder, DataSet rows, int draws, ulong seed, CancellationToken cancellationToken)
    {
        double[] mean = new double[rows.Rows], logarithm = new double[rows.Rows];
        Array.Fill(logarithm, double.NegativeInfinity);
        for (int draw = 0; draw < draws; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] bound = autoencoder.NegativeBound(rows, seed, draw);
            for (int row = 0; row < bound.Length; row++)
            {
                mean[row] += bound[row] / (double)draws;
                (double larger, double smaller) = logarithm[row] > -bound[row] ? (logarithm[row], -(double)bound[row]) : (-bound[row], logarithm[row]);
                logarithm[row] = larger + Math.Log(1 + Math.Exp(smaller - larger));
            }
        }

        return new(mean, [.. logarithm.Select(sum => Math.Log(draws) - sum)]);
    }
}
