using System.Runtime.InteropServices;

namespace Hourglass.Cli.Terminal;

/// <summary>
/// Ctrl+C. While a model trains, the first asks the training to finish its step and keep the best weights, the second aborts. At any
/// other time the first aborts. A process that does not end soon after is ended.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _finish = new(), _abort = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile bool _isTraining;

    /// <summary>Asks a training to finish its step.</summary>
    public CancellationToken Finish => _finish.Token;

    /// <summary>Aborts.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Does some work that <see cref="Finish"/> ends in good order.</summary>
    public T WhileTraining<T>(Func<T> work)
    {
        _isTraining = true;
        try
        {
            return work();
        }
        finally
        {
            _isTraining = false;
        }
    }

    /// <summary>Listens to Ctrl+C and to requests to terminate.</summary>
    /// <param name="messages">Told what happens.</param>
    public void Listen(TextWriter messages)
    {
        foreach (PosixSignal signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Interrupt(messages);
            }));
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        _finish.Dispose();
        _abort.Dispose();
    }

    private void Interrupt(TextWriter messages)
    {
        if (_isTraining && !_finish.IsCancellationRequested)
        {
            _finish.Cancel();
            messages.WriteLine("Finishing this step; the best weights are kept and saved. Ctrl+C again aborts.");
            return;
        }

        _abort.Cancel();
        _ = Task.Delay(Patience).ContinueWith(_ => Environment.Exit(CommandLine.Interrupted), TaskScheduler.Default);
    }
}
