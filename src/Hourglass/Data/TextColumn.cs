namespace Hourglass.Data;

/// <summary>A column of texts that is no input: keys and times, as they stand in the table, for results to name rows by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">One text a row.</param>
public sealed record TextColumn(string Name, IReadOnlyList<string> Values);
