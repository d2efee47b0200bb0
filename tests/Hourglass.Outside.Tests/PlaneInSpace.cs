using Hourglass.Numerics;

namespace Outsider;

/// <summary>Six columns that follow two hidden numbers, and a little noise.</summary>
internal static class PlaneInSpace
{
    public static float[,] Rows(int count)
    {
        var random = new RandomStream(7, "plane");
        var rows = new float[count, 6];
        for (int row = 0; row < count; row++)
        {
            (double u, double v) = (random.NextNormal(), random.NextNormal());
            double[] values = [u, v, u + v, u - (2 * v), 3 - u, 0.5 * v];
            for (int column = 0; column < 6; column++) rows[row, column] = (float)(values[column] + (0.1 * random.NextNormal()));
        }

        return rows;
    }
}
