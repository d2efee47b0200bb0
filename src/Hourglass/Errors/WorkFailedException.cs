namespace Hourglass.Errors;

/// <summary>The input was fine and the work failed all the same: a loss that became NaN, a disk that is full (exit code 2 on the command line).</summary>
public sealed class WorkFailedException(
    string what, string? where = null, string? found = null, string? rule = null, string? remedy = null, Exception? cause = null)
    : HourglassException(what, where, found, rule, remedy, cause);
