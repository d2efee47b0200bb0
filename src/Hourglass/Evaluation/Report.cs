using Hourglass.Data;

namespace Hourglass.Evaluation;

/// <summary>What came of some work, as data: Formats renders it as a page.</summary>
/// <param name="Title">What was done.</param>
/// <param name="Sentence">The result in one plain sentence.</param>
/// <param name="Sections">In the order in which they are read.</param>
public sealed record Report(string Title, string Sentence, IReadOnlyList<ReportSection> Sections);

/// <summary>A part of a report.</summary>
/// <param name="Title">Its heading.</param>
public abstract record ReportSection(string Title);

/// <summary>A table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Columns">Column titles.</param>
/// <param name="Rows">As many cells each.</param>
public sealed record TableSection(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : ReportSection(Title);

/// <summary>Lines over a common axis.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="XTitle">What the horizontal axis counts.</param>
/// <param name="YTitle">What the vertical axis measures.</param>
/// <param name="Lines">The lines.</param>
public sealed record LineSection(string Title, string XTitle, string YTitle, IReadOnlyList<ReportLine> Lines) : ReportSection(Title)
{
    /// <summary>Whether the vertical axis is logarithmic where all values are above 0 and far apart; false by default.</summary>
    public bool MayBeLogarithmic { get; init; }
}

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">Its points, left to right.</param>
public sealed record ReportLine(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Points on a plane, coloured by a label.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Points">The points.</param>
public sealed record MapSection(string Title, IReadOnlyList<MapPoint> Points) : ReportSection(Title);

/// <summary>A point on a map.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
/// <param name="Label">What it belongs to; null when nothing is known.</param>
public readonly record struct MapPoint(double X, double Y, string? Label);

/// <summary>Pictures in rows, each row of equal pictures under one caption.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Rows">A caption and pictures each.</param>
public sealed record PictureSection(string Title, IReadOnlyList<(string Caption, IReadOnlyList<Picture> Pictures)> Rows) : ReportSection(Title);

/// <summary>Pictures in several versions, to be laid over each other and compared.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Pictures">The pictures.</param>
public sealed record SliderSection(string Title, IReadOnlyList<PictureVersions> Pictures) : ReportSection(Title);

/// <summary>A picture in several versions.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Versions">Two or more, of one size; the first two are seen first.</param>
public sealed record PictureVersions(string Caption, IReadOnlyList<(string Name, Picture Picture)> Versions);

/// <summary>Lines of text, as samples of text are.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Lines">The lines.</param>
public sealed record TextSection(string Title, IReadOnlyList<string> Lines) : ReportSection(Title);
