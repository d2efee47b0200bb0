using Hourglass.Artifacts;
using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Baselines;

/// <summary>
/// A language model that looks at few tokens: interpolated Kneser-Ney (Kneser and Ney 1995; Chen and Goodman 1999, section 2.7) of some order n. With u the n - 1
/// tokens before, <c>p_n(w | u) = max(c(uw) - D, 0) / c(u) + D N(u) / c(u) p_(n-1)(w | u')</c>: c counts at order n, below it c(uw) is the number of
/// different tokens seen before uw; N(u) is the number of different tokens seen after u, u' is u without its first token, D = n1 / (n1 + 2 n2)
/// from the counts of one and two of an order, and below order 1 every token is equally likely. It is the rival to name beside a text
/// autoencoder: it has no code, and is hard to beat on short texts. Immutable and safe from many threads.
/// </summary>
public sealed class NGram
{
    /// <summary>What stands before the first token of a sequence; it is never predicted.</summary>
    public const int Boundary = 0;

    // Where an order has no counts of one or two, there is nothing to estimate a discount from.
    private const double DiscountWithoutEvidence = 0.5;

    private readonly Order[] _orders;

    private NGram(int vocabulary, Dictionary<long, Dictionary<int, int>>[] counts)
    {
        Vocabulary = vocabulary;
        _orders = [.. counts.Select(Order.Of)];
    }

    /// <summary>Tokens looked at, the one predicted counted.</summary>
    public int Length => _orders.Length;

    /// <summary>Number of ids, <see cref="Boundary"/> counted.</summary>
    public int Vocabulary { get; }

    /// <summary>Counts sequences.</summary>
    /// <param name="sequences">Ids from 1 to <paramref name="vocabulary"/> - 1, the id that ends a sequence among them.</param>
    /// <param name="vocabulary">Number of ids.</param>
    /// <param name="length">Tokens to look at, 1 or more; 3 by default.</param>
    /// <exception cref="InputException">So many ids do not fit so many tokens.</exception>
    public static NGram Fit(IEnumerable<IReadOnlyList<int>> sequences, int vocabulary, int length = 3)
    {
        if (Math.Log2(vocabulary) * length > 62)
            throw new InputException("The n-grams are too long for the vocabulary.", "n-gram", $"{length} of {vocabulary} ids", "at most 62 bits in all", "a smaller vocabulary");
        var top = new Dictionary<long, Dictionary<int, int>>();
        foreach (IReadOnlyList<int> sequence in sequences)
        {
            for (int place = 0; place < sequence.Count; place++) Add(top, ContextAt(sequence, place, length - 1, vocabulary), sequence[place], 1);
        }

        return new(vocabulary, WithLowerOrders(top, vocabulary, length));
    }

    /// <summary>The probability of a token after others.</summary>
    /// <param name="before">All tokens before it, or the last ones.</param>
    /// <param name="token">The token.</param>
    public double Probability(IReadOnlyList<int> before, int token)
    {
        double probability = 1.0 / (Vocabulary - 1);
        for (int i = 0; i < _orders.Length; i++) probability = _orders[i].Probability(ContextAt(before, before.Count, i, Vocabulary), token, probability);
        return probability;
    }

    /// <summary>-ln of the probability of a sequence, in nats.</summary>
    /// <param name="sequence">Its ids, the one that ends it among them.</param>
    public double NegativeLogLikelihood(IReadOnlyList<int> sequence)
    {
        double nats = 0;
        for (int place = 0; place < sequence.Count; place++)
        {
            double probability = 1.0 / (Vocabulary - 1);
            for (int i = 0; i < _orders.Length; i++) probability = _orders[i].Probability(ContextAt(sequence, place, i, Vocabulary), sequence[place], probability);
            nats -= Math.Log(probability);
        }

        return nats;
    }

    /// <summary>Draws a sequence.</summary>
    /// <param name="random">What it follows from.</param>
    /// <param name="end">The id that ends a sequence.</param>
    /// <param name="most">Most ids to draw.</param>
    /// <returns>Its ids, the last of them <paramref name="end"/> unless it was cut.</returns>
    public int[] Sample(RandomStream random, int end, int most)
    {
        List<int> sequence = [];
        while (sequence.Count < most && (sequence.Count == 0 || sequence[^1] != end)) sequence.Add(Next(sequence, random));
        return [.. sequence];
    }

    /// <summary>The counts as tensors, for a model file; lower orders follow from them.</summary>
    public IReadOnlyList<NamedTensor> ToTensors()
    {
        float[] values =
        [
            .. _orders[^1].Followers.OrderBy(pair => pair.Key).SelectMany(pair => pair.Value.SelectMany(follower =>
                (IEnumerable<float>)[.. Tokens(pair.Key), follower.Token, follower.Count])),
        ];
        return [new("counts", [values.Length / (Length + 1), Length + 1], values), new("vocabulary", [1], [Vocabulary])];
    }

    /// <summary>Reads what <see cref="ToTensors"/> gave.</summary>
    /// <exception cref="FormatException">The tensors do not make sense.</exception>
    public static NGram FromTensors(IReadOnlyList<NamedTensor> tensors)
    {
        if (tensors is not [{ Name: "counts", Shape: [_, > 1 and < 64 and int width] } counts, { Name: "vocabulary", Values: [> 1 and < 1 << 24 and float ids] }])
            throw new FormatException("The section holds no counts of n-grams.");
        int vocabulary = (int)ids, length = width - 1;
        if (Math.Log2(vocabulary) * length > 62) throw new FormatException("The n-grams are too long for the vocabulary.");
        var top = new Dictionary<long, Dictionary<int, int>>();
        foreach (float[] entry in counts.Values.Chunk(width))
        {
            if (entry.Any(value => !(value >= 0 && value < 1 << 24)) || entry[..^1].Any(token => token >= vocabulary)) throw new FormatException("A count of n-grams is out of range.");
            int[] tokens = [.. entry[..^2].Select(token => (int)token)];
            Add(top, ContextAt(tokens, tokens.Length, tokens.Length, vocabulary), (int)entry[^2], (int)entry[^1]);
        }

        return new(vocabulary, WithLowerOrders(top, vocabulary, length));
    }

    // From order 1 to the top: below it, a count is the number of different tokens before.
    private static Dictionary<long, Dictionary<int, int>>[] WithLowerOrders(Dictionary<long, Dictionary<int, int>> top, int vocabulary, int length)
    {
        var orders = new Dictionary<long, Dictionary<int, int>>[length];
        orders[^1] = top;
        for (int order = length - 2; order >= 0; order--)
        {
            orders[order] = [];
            long first = Power(vocabulary, order);
            foreach ((long context, Dictionary<int, int> followers) in orders[order + 1])
            {
                foreach (int token in followers.Keys) Add(orders[order], context % first, token, 1);
            }
        }

        return orders;
    }

    private int Next(List<int> before, RandomStream random)
    {
        for (int order = _orders.Length - 1; order >= 0; order--)
        {
            if (_orders[order].Draw(ContextAt(before, before.Count, order, Vocabulary), random) is { } token) return token;
        }

        return 1 + random.NextInt(Vocabulary - 1);
    }

    // The tokens before a place as one number to the base of the vocabulary, the nearest token last.
    private static long ContextAt(IReadOnlyList<int> sequence, int place, int tokens, int vocabulary)
    {
        long context = 0;
        for (int i = place - tokens; i < place; i++) context = (context * vocabulary) + (i < 0 ? Boundary : sequence[i]);
        return context;
    }

    private IEnumerable<float> Tokens(long context)
    {
        for (int i = Length - 2; i >= 0; i--) yield return context / Power(Vocabulary, i) % Vocabulary;
    }

    private static long Power(long number, int exponent)
    {
        long power = 1;
        for (int i = 0; i < exponent; i++) power *= number;
        return power;
    }

    private static void Add(Dictionary<long, Dictionary<int, int>> counts, long context, int token, int count)
    {
        if (!counts.TryGetValue(context, out Dictionary<int, int>? followers)) counts[context] = followers = [];
        followers[token] = followers.GetValueOrDefault(token) + count;
    }

    private readonly record struct Follower(int Token, int Count);

    // One order: what follows each context, tokens ascending, and the discount of each count.
    private sealed record Order(Dictionary<long, Follower[]> Followers, double Discount)
    {
        private static readonly Comparer<Follower> s_byToken = Comparer<Follower>.Create((a, b) => a.Token.CompareTo(b.Token));

        public static Order Of(Dictionary<long, Dictionary<int, int>> counts)
        {
            double ones = counts.Values.Sum(followers => (double)followers.Values.Count(count => count == 1)), twos = counts.Values.Sum(followers => (double)followers.Values.Count(count => count == 2));
            return new(
                counts.ToDictionary(pair => pair.Key, pair => pair.Value.OrderBy(follower => follower.Key).Select(follower => new Follower(follower.Key, follower.Value)).ToArray()),
                ones > 0 && twos > 0 ? ones / (ones + (2 * twos)) : DiscountWithoutEvidence);
        }

        public double Probability(long context, int token, double below)
        {
            if (!Followers.TryGetValue(context, out Follower[]? followers)) return below;
            double all = Total(followers);
            int place = Array.BinarySearch(followers, new Follower(token, 0), s_byToken);
            return ((place < 0 ? 0 : Math.Max(followers[place].Count - Discount, 0)) + (Discount * followers.Length * below)) / all;
        }

        /// <summary>A token of the context's own share, or null when the draw falls to the order below.</summary>
        public int? Draw(long context, RandomStream random)
        {
            if (!Followers.TryGetValue(context, out Follower[]? followers)) return null;
            double left = random.NextDouble() * Total(followers);
            foreach (Follower follower in followers)
            {
                left -= follower.Count - Discount;
                if (left < 0) return follower.Token;
            }

            return null;
        }

        private static double Total(Follower[] followers) => followers.Sum(follower => (double)follower.Count);
    }
}
