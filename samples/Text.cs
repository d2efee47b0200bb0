#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false

// Text generation: a model of English words, letter by letter, that invents new ones.
//
//   dotnet run -c Release samples/Text.cs
using Hourglass.Evaluation;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Sources;

// Fewer units and steps than by default, for a quick look.
var generation = new TextGeneration { Units = 64, Training = TextGeneration.DefaultTraining with { Steps = 400 } };
TextGenerator words = generation.Fit(EnglishWords.Train);

// Codes drawn from the prior, spelled letter by letter; the same seed invents the same words.
TextSamples invented = words.Sample(count: 200, temperature: 0.8, seed: 1);
Console.WriteLine($"{string.Join(", ", invented.Texts.Take(8))}: {invented.NewShare:P0} of {invented.Texts.Count} are in no list");

// A word as 32 numbers, and what can be spelled from them.
float[,] codes = words.Encode("sailing", "happy");
Console.WriteLine($"sailing comes back as {words.Decode(codes)[0]}");
Console.WriteLine(string.Join(" > ", words.Between("sailing", "happy", steps: 9)));

// The words that surprise the model most, of words it has never seen.
IReadOnlyList<TextScore> scores = words.Score(words.ToRows(EnglishWords.Test));
Console.WriteLine("odd: " + string.Join(", ", scores.OrderByDescending(score => score.NllPerToken).Take(5).Select(score => score.Text)));

// How good it is, an n-gram model beside it.
foreach (Measure measure in words.Evaluate(words.ToRows(EnglishWords.Test)).Where(measure => measure.IsShown))
    Console.WriteLine($"{measure.Name}: {measure.Value:G4}{(measure.Rival is { } rival ? $" ({rival.Name} {rival.Value:G4})" : "")}");
words.Save("words.hourglass");
