using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>Finds the columns that a model was trained on in other data.</summary>
internal static class ColumnMatch
{
    /// <summary>
    /// The rows as a model takes them: columns are found by name where both sides have names, whatever their order, and columns it was not
    /// trained on are left out; without names by position.
    /// </summary>
    /// <param name="data">Rows in original units.</param>
    /// <param name="trained">The columns of training, where they have names.</param>
    /// <param name="trainedOn">Where the training rows came from, for messages.</param>
    /// <exception cref="InputException">A column is missing.</exception>
    public static DataSet Align(DataSet data, IReadOnlyList<string>? trained, string trainedOn)
    {
        if (trained is null || data.Columns is not { } given || trained.SequenceEqual(given)) return data;
        var places = given.Select((name, column) => (name, column)).GroupBy(pair => pair.name).ToDictionary(group => group.Key, group => group.First().column);
        if (trained.FirstOrDefault(name => !places.ContainsKey(name)) is { } missing)
        {
            throw new InputException(
                "The data does not fit the model.", data.Name, $"no column '{missing}' among {string.Join(", ", given.Take(12))}{(given.Count > 12 ? ", ..." : "")}",
                $"the {trained.Count} columns of {trainedOn}, by name and in any order", "give rows with the same columns as in training");
        }

        return data.SelectColumns([.. trained.Select(name => places[name])]);
    }

    /// <summary>Makes sure that rows are as wide as those of training.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="width">Values in a row of training.</param>
    /// <param name="trainedOn">Where the training rows came from, for messages.</param>
    /// <exception cref="InputException">They are not.</exception>
    public static DataSet RequireWidth(DataSet data, int width, string trainedOn) => data.Width == width ? data : throw new InputException(
        "The data does not fit the model.", data.Name, $"{data.Width} values a row",
        $"this model was trained on rows of {width}, those of {trainedOn}", "give rows with the same columns as in training");
}
