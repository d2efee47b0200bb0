namespace Hourglass.Errors;

/// <summary>Bad input or wrong use: a file, a value or a setting that the user can put right (exit code 1 on the command line).</summary>
public sealed class InputException(
    string what, string? where = null, string? found = null, string? rule = null, string? remedy = null, Exception? cause = null)
    : HourglassException(what, where, found, rule, remedy, cause);
