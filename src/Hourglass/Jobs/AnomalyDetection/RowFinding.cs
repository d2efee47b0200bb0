namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What is found out about a row, before it is held against what is usual.</summary>
/// <param name="Score">How abnormal it is.</param>
/// <param name="Shares">How much of that lies in each of its values.</param>
/// <param name="Observed">[width], in original units.</param>
/// <param name="Expected">[width], in original units.</param>
internal readonly record struct RowFinding(float Score, ColumnShares Shares, ReadOnlyMemory<float> Observed, ReadOnlyMemory<float> Expected);

/// <summary>The training row nearest to a row.</summary>
/// <param name="Distance">How far it is, in scaled units.</param>
/// <param name="Values">[width], in original units.</param>
internal readonly record struct NearestRow(float Distance, float[] Values);
