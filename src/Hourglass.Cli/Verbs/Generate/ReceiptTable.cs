using Hourglass.Cli.Terminal;
using Hourglass.Jobs.DataGeneration;

namespace Hourglass.Cli.Verbs.Generate;

/// <summary>The receipts of a generator as a table in plain text.</summary>
internal static class ReceiptTable
{
    public static IEnumerable<string> Lines(Receipts receipts)
    {
        Evaluation.TableSection table = receipts.ToTable();
        return TextTable.Lines(table.Columns, table.Rows);
    }
}
