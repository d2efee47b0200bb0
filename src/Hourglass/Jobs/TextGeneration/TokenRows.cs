using Hourglass.Data;
using Hourglass.Tokenization;

namespace Hourglass.Jobs.TextGeneration;

/// <summary>
/// Texts as rows of token ids, <c>[texts, width]</c>: each text's tokens, its end, padding. A text with no room for its end is cut, and has none.
/// The texts themselves are the labels.
/// </summary>
internal static class TokenRows
{
    /// <summary>The width that the longest of some texts needs.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="tokenizer">Makes tokens of them.</param>
    /// <param name="most">Most tokens of a text, its end not counted.</param>
    public static int WidthFor(IReadOnlyList<string> texts, Tokenizer tokenizer, int most) => Math.Min(most, texts.Max(text => tokenizer.Encode(text).Length)) + 1;

    /// <summary>The rows of some texts.</summary>
    public static DataSet Of(TextSet texts, Tokenizer tokenizer, int width)
    {
        int rows = texts.Texts.Count;
        var ids = new int[rows * width];
        for (int row = 0; row < rows; row++)
        {
            int[] tokens = tokenizer.Encode(texts.Texts[row]);
            tokens.AsSpan(0, Math.Min(width, tokens.Length)).CopyTo(ids.AsSpan(row * width));
            if (tokens.Length < width) ids[(row * width) + tokens.Length] = Tokenizer.End;
        }

        return new StoredRows<int>(texts.Name, ids, rows, [width], labels: texts.Texts);
    }

    /// <summary>The ids of a row up to its end, which is the last of them unless the text was cut.</summary>
    public static int[] Sequence(ReadOnlySpan<float> row)
    {
        List<int> ids = [];
        foreach (float id in row)
        {
            if ((int)id == Tokenizer.Padding) break;
            ids.Add((int)id);
            if ((int)id == Tokenizer.End) break;
        }

        return [.. ids];
    }

    /// <summary>The ids of all rows.</summary>
    public static int[][] Sequences(DataSet rows)
    {
        var row = new float[rows.Width];
        var sequences = new int[rows.Rows][];
        for (int i = 0; i < rows.Rows; i++)
        {
            rows.CopyRow(i, row);
            sequences[i] = Sequence(row);
        }

        return sequences;
    }

    /// <summary>The ids of the rows of a matrix.</summary>
    public static int[][] Sequences(float[,] rows) => Sequences(DataSet.From(rows));
}
