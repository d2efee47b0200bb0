namespace Hourglass.Layers;

/// <summary>A layer as it was built, for a look at a model.</summary>
/// <param name="Path">Where it stands: <c>encoder.0</c>.</param>
/// <param name="Kind">What it is, in words: "dense, relu".</param>
/// <param name="Inputs">Numbers that enter it, a row.</param>
/// <param name="Outputs">Numbers that leave it, a row.</param>
/// <param name="Parameters">Trained numbers it declared; those it shares with an earlier layer are not counted again.</param>
public sealed record LayerSummary(string Path, string Kind, int Inputs, int Outputs, long Parameters);
