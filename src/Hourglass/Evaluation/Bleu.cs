namespace Hourglass.Evaluation;

/// <summary>BLEU-4 of whole corpora (Papineni et al. 2002): how far texts agree with one reference each, in runs of one to four tokens.</summary>
public static class Bleu
{
    private const int Longest = 4;

    /// <summary>
    /// The geometric mean of the shares of runs of 1 to 4 tokens that are in the reference too, each counted at most as often as there, over all texts together,
    /// times e^(1 - r/c) where the texts (c tokens) are shorter than the references (r). Lengths that no text has are left out; 0 when a share is 0.
    /// </summary>
    /// <param name="candidates">Tokens of each text.</param>
    /// <param name="references">Tokens of each reference.</param>
    public static double Corpus(IReadOnlyList<IReadOnlyList<int>> candidates, IReadOnlyList<IReadOnlyList<int>> references)
    {
        double logarithms = 0;
        int orders = 0;
        for (int length = 1; length <= Longest; length++)
        {
            long hits = 0, all = 0;
            for (int i = 0; i < candidates.Count; i++)
            {
                Dictionary<string, int> known = Runs(references[i], length);
                foreach ((string run, int count) in Runs(candidates[i], length))
                {
                    hits += Math.Min(count, known.GetValueOrDefault(run));
                    all += count;
                }
            }

            if (all == 0) continue;
            if (hits == 0) return 0;
            logarithms += Math.Log((double)hits / all);
            orders++;
        }

        if (orders == 0) return 0;
        double own = candidates.Sum(tokens => (double)tokens.Count), others = references.Sum(tokens => (double)tokens.Count);
        return Math.Exp((logarithms / orders) + Math.Min(0, 1 - (others / own)));
    }

    private static Dictionary<string, int> Runs(IReadOnlyList<int> tokens, int length)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int start = 0; start + length <= tokens.Count; start++)
        {
            string run = string.Join(' ', tokens.Skip(start).Take(length));
            counts[run] = counts.GetValueOrDefault(run) + 1;
        }

        return counts;
    }
}
