using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Tokenization;

namespace Hourglass.Jobs.TextGeneration;

/// <summary>The measures of text: likelihood beside the n-gram's, how the code is used, what comes back.</summary>
internal static class TextMeasures
{
    public static IReadOnlyList<Measure> Of(TextGenerator model, DataSet data, DataSet others, CancellationToken cancellationToken)
    {
        TrainedAutoencoder autoencoder = model.Autoencoder;
        DrawnBounds bounds = DrawnBounds.Of(autoencoder, data, model.ImportanceSamples, 0, cancellationToken);
        int[][] own = TokenRows.Sequences(data), back = TokenRows.Sequences(autoencoder.Reconstruct(data));
        double tokens = own.Sum(sequence => (double)sequence.Length), nll = bounds.NegativeLogLikelihood.Sum();
        double rival = own.Sum(model.Rival.NegativeLogLikelihood);
        string name = $"{model.Rival.Length}-gram";
        return
        [
            new("rows", "texts", data.Rows) { IsShown = false },
            new("nllPerRow", "nats per text", nll / data.Rows) { Rival = (name, rival / data.Rows) },
            new("nllPerToken", "nats per token", nll / tokens) { Rival = (name, rival / tokens) },
            new("perplexity", "perplexity per token", Math.Exp(nll / tokens)) { Rival = (name, Math.Exp(rival / tokens)) },
            new("elbo", "evidence lower bound", -bounds.NegativeBound.Average()),
            new("kl", "nats in the code", autoencoder.Divergence(data).Average(value => (double)value)),
            new("activeUnits", "numbers of the code in use", others.Rows < 2 ? null : CodeMoments.Of(autoencoder.Encode(others)).Active),
            new("reconstructionBleu", "BLEU-4 of reconstructions", Bleu.Corpus([.. back.Select(WithoutEnd)], [.. own.Select(WithoutEnd)])),
            new("exactShare", "texts that come back exactly", own.Zip(back).Average(pair => IsExact(pair.First, pair.Second) ? 1.0 : 0.0)),
        ];
    }

    private static bool IsExact(int[] own, int[] back) => own[^1] == Tokenizer.End && !own.Contains(Tokenizer.Unknown) && own.AsSpan().SequenceEqual(back);

    private static int[] WithoutEnd(int[] sequence) => [.. sequence.Where(id => id != Tokenizer.End)];
}
