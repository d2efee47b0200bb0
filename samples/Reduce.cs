#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false

// Dimension reduction: handwritten digits of 64 numbers each, on a map of two.
//
//   dotnet run -c Release samples/Reduce.cs
using Hourglass.Evaluation;
using Hourglass.Jobs.DimensionReduction;
using Hourglass.Sources;

// Trained without labels: the autoencoder only learns to get digits through a code of two numbers.
DimensionReducer reducer = new DimensionReduction().Fit(Digits.Train);

// Where digits lie that it has never seen, [360, 2].
float[,] map = reducer.Map(Digits.Test);
for (int row = 0; row < 3; row++) Console.WriteLine($"a {Digits.Test.Labels![row]} lies at {map[row, 0]:F1}, {map[row, 1]:F1}");

// A clicked point on the map becomes a digit again.
float[,] digit = reducer.Autoencoder.Decode(new float[,] { { map[0, 0], map[0, 1] } });
Console.WriteLine($"its brightest pixel is {digit.Cast<float>().Max():F0} of 16");

// How far the map can be trusted, and what principal components reach.
(MapMeasures own, MapMeasures rival) = reducer.Measure(Digits.Test);
Console.WriteLine($"trustworthiness {own.Trustworthiness:F3} (PCA {rival.Trustworthiness:F3}), neighbours of the same digit {own.NeighbourAccuracy:P0} (PCA {rival.NeighbourAccuracy:P0})");
reducer.Save("map.hourglass");
