using System.Globalization;
using System.IO.Compression;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Sources;

/// <summary>
/// The built-in table: 569 breast tumours, 30 measurements of their cells each, labelled malignant (212) or benign (357). "train" is the first 400
/// rows (173 malignant), "test" the last 169 (39 malignant).
/// Source: W. Wolberg and others, Breast Cancer Wisconsin (Diagnostic) (1995), UCI Machine Learning Repository, CC BY 4.0.
/// </summary>
public static class BreastCancer
{
    /// <summary>The label of a tumour that is harmless.</summary>
    public const string Benign = "benign";

    /// <summary>The label of a tumour that is cancer.</summary>
    public const string Malignant = "malignant";

    private const int TrainingRows = 400, AllRows = 569;

    /// <summary>The first 400 rows, to train on.</summary>
    public static DataSet Train => Load(NamedSet.Train);

    /// <summary>The last 169 rows, to test with.</summary>
    public static DataSet Test => Load(NamedSet.Test);

    /// <summary>Loads all rows or one part of them.</summary>
    /// <param name="part">"train", "test", or null for all 569 rows.</param>
    /// <exception cref="InputException">There is no such part.</exception>
    public static DataSet Load(string? part = null)
    {
        (int first, int rows) = part switch
        {
            null => (0, AllRows),
            NamedSet.Train => (0, TrainingRows),
            NamedSet.Test => (TrainingRows, AllRows - TrainingRows),
            _ => throw NamedSet.UnknownPart("breast-cancer", part),
        };
        using Stream packed = typeof(BreastCancer).Assembly.GetManifestResourceStream("Hourglass.Sources.breast-cancer.csv.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        string[] columns = reader.ReadLine()!.Split(',')[..^1];
        float[] values = new float[rows * columns.Length];
        string[] labels = new string[rows];
        for (int row = -first; row < rows; row++)
        {
            string line = reader.ReadLine()!;
            if (row < 0) continue;
            string[] cells = line.Split(',');
            for (int column = 0; column < columns.Length; column++) values[(row * columns.Length) + column] = float.Parse(cells[column], CultureInfo.InvariantCulture);
            labels[row] = cells[^1];
        }

        return new StoredRows<float>(part is null ? "breast-cancer" : $"breast-cancer:{part}", values, rows, [columns.Length], columns, labels);
    }
}
