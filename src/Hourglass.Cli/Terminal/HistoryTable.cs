using System.Globalization;
using System.Text;
using Hourglass.Training;

namespace Hourglass.Cli.Terminal;

/// <summary>The epochs of a training as a CSV table.</summary>
internal static class HistoryTable
{
    public static void Write(Stream stream, IReadOnlyList<EpochRecord> history)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("epoch,loss,validation_loss,learning_rate,seconds" + string.Concat(history[0].Parts.Select(part => "," + part.Name)));
        foreach (EpochRecord epoch in history)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.Loss:R},{epoch.ValidationLoss:R},{epoch.LearningRate:R},{epoch.Seconds:F6}")
                + string.Concat(epoch.Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $",{part.Value:R}"))));
        }
    }
}
