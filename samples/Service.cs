#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false
#:property NoWarn=AD0001

// A web service with one detector for all requests: rows go in as JSON, what is wrong about them comes out.
//
//   dotnet run -c Release samples/Service.cs 5080
//   curl localhost:5080/score -H "content-type: application/json" -d "[[17.99, 10.38, null, ...]]"
//
// Without a port it asks itself once and ends. (AD0001: an analyzer of ASP.NET fails on programs of one file.)
using Hourglass;
using Hourglass.Errors;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Sources;

// Trained once; from then on the file beside the program is all that is needed. The detector is immutable and safe from many threads.
string model = Path.Combine(AppContext.BaseDirectory, "cells.hourglass");
if (!File.Exists(model)) new AnomalyDetection { Normal = "benign" }.Fit(BreastCancer.Train).Save(model);
AnomalyDetector detector = JobModel.Load<AnomalyDetector>(model);

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
await using WebApplication service = builder.Build();
service.Urls.Add($"http://127.0.0.1:{(args.Length > 0 ? args[0] : "0")}");
service.MapGet("/", () => new { detector.FalseAlarms, detector.Threshold, detector.Autoencoder.Recipe.Columns });
service.MapPost("/score", Score);
await service.StartAsync();
if (args.Length > 0) await service.WaitForShutdownAsync();
else await AskItself();

async Task<IResult> Score(float?[][] rows, CancellationToken abort)
{
    try
    {
        float[][] numbers = [.. rows.Select(row => Array.ConvertAll(row, value => value ?? float.NaN))];
        List<ScoredRow> scored = await detector.ScoreAsync(numbers.ToAsyncEnumerable(), abort).ToListAsync(abort);
        return Results.Ok(scored.Select(row => new { row.Score, row.PValue, row.IsAnomaly, Reasons = row.Reasons.Select(reason => new { reason.Column, reason.Observed, reason.Expected }) }));
    }
    catch (InputException mistake)
    {
        // The caller's mistake: the message says which rule a row breaks.
        return Results.BadRequest(mistake.Message);
    }
}

async Task AskItself()
{
    var first = new float[BreastCancer.Test.Width];
    BreastCancer.Test.CopyRow(0, first);
    using var client = new HttpClient { BaseAddress = new Uri(service.Urls.First()) };
    foreach (float[] row in (float[][])[first, [1, 2, 3]])
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/score", new[] { row });
        Console.WriteLine($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
