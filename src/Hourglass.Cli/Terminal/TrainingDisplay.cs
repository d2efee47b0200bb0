using Hourglass.Training;
using Spectre.Console;

namespace Hourglass.Cli.Terminal;

/// <summary>Shows how a training goes: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class TrainingDisplay
{
    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(10);

    /// <summary>Does some work while showing its progress.</summary>
    public static T While<T>(Session session, Func<IProgress<TrainingProgress>?, T> work)
    {
        if (session.IsQuiet) return session.Interruption.WhileTraining(() => work(null));
        if (!session.ShowsProgress) return session.Interruption.WhileTraining(() => work(new Lines(session)));
        return session.ProgressConsole().Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new RemainingTimeColumn())
            .Start(context => session.Interruption.WhileTraining(() => work(new Bar(context.AddTask("training")))));
    }

    private static string Describe(TrainingProgress at) =>
        $"epoch {at.Epoch,3}  loss {Figures.Measure(at.Loss),-8}" + (at.ValidationLoss is { } held ? $"  validation {Figures.Measure(held),-8}" : "");

    // Spectre guesses the time left from the pace so far; the bar only has to say how far the steps are.
    private sealed class Bar(ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.MaxValue = value.Steps;
            task.Value = value.Step;
            task.Description = Describe(value);
        }
    }

    private sealed class Lines(Session session) : IProgress<TrainingProgress>
    {
        private TimeSpan _last;

        public void Report(TrainingProgress value)
        {
            if (!value.EpochEnded || !(IsRound(value.Epoch) || value.Elapsed - _last > LongSilence)) return;
            _last = value.Elapsed;
            string parts = value.Parts.Count > 1 ? "  (" + string.Join(" + ", value.Parts.Select(part => $"{part.Name} {Figures.Measure(part.Value)}")) + ")" : "";
            session.Note($"{Describe(value)}  {Figures.Seconds(value.Elapsed.TotalSeconds)}{parts}");
        }

        // 1, 2, 5, 10, 20, 50, ...
        private static bool IsRound(int epoch)
        {
            while (epoch % 10 == 0) epoch /= 10;
            return epoch is 1 or 2 or 5;
        }
    }
}
