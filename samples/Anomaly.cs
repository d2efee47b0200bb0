#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false

// Anomaly detection: tumours that are unlike the benign ones, and what is unlike about them.
//
//   dotnet run -c Release samples/Anomaly.cs
using Hourglass.Evaluation;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Sources;

// Only rows with the normal label are trained on; labels themselves are never an input.
AnomalyDetector detector = new AnomalyDetection { Normal = "benign" }.Fit(BreastCancer.Train);

// A score, a p-value and reasons for each of 169 rows that it has never seen.
IReadOnlyList<ScoredRow> scored = detector.Score(BreastCancer.Test);
ScoredRow worst = scored.MaxBy(row => row.Score)!;
Console.WriteLine($"{scored.Count(row => row.IsAnomaly)} of {scored.Count} rows look wrong; at most {detector.FalseAlarms:P1} of normal ones would");
foreach (AnomalyReason reason in worst.Reasons) Console.WriteLine($"  the worst: {reason.Column} is {reason.Observed:G4}, expected {reason.Expected:G4}");

// With labels, how well it tells the two apart, and what the distance to the nearest benign row reaches.
Measure auroc = detector.Evaluate(BreastCancer.Test).First(measure => measure.Key == "auroc");
Console.WriteLine($"AUROC {auroc.Value:F3} (nearest neighbour {auroc.Rival!.Value.Value:F3})");
detector.Save("cells.hourglass");
