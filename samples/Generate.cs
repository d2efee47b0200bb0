#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false

// Data generation: digits that nobody wrote, and how to tell that they are neither copies nor noise.
//
//   dotnet run -c Release samples/Generate.cs
using Hourglass.Jobs.DataGeneration;
using Hourglass.Sources;

// A variational autoencoder, and a prior fitted to the codes of the training rows.
DataGenerator generator = new DataGeneration { Training = DataGeneration.DefaultTraining with { Epochs = 100 } }.Fit(Digits.Train);

// New digits, [100, 64]; the same seed gives the same ones.
float[,] digits = generator.Sample(100, seed: 1);
Console.WriteLine($"{digits.GetLength(0)} new digits; the brightest pixel is {digits.Cast<float>().Max():F0} of 16");

// From one digit to another in five steps, [5, 64].
float[,] way = generator.Between(Digits.Test, first: 5, last: 7, steps: 5);
Console.WriteLine($"{way.GetLength(0)} digits from a {Digits.Test.Labels![5]} to a {Digits.Test.Labels[7]}");

// Samples between real digits that were held back and noise, and none of them a copy.
Console.WriteLine(generator.Receipts.Summary);
generator.Save("generator.hourglass");
