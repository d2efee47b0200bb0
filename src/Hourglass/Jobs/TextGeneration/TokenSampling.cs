using System.Numerics.Tensors;
using Hourglass.Numerics;
using Hourglass.Tokenization;

namespace Hourglass.Jobs.TextGeneration;

/// <summary>Draws tokens from logits at a temperature, each row with random numbers of its own; padding and the unknown token are never drawn.</summary>
internal sealed class TokenSampling(int rows, int vocabulary, double temperature, ulong seed, string path)
{
    private readonly RandomStream[] _random = [.. Enumerable.Range(0, rows).Select(row => new RandomStream(seed, $"{path}/{row}"))];
    private readonly float[] _shares = new float[vocabulary];

    /// <summary>Chooses a token of a row.</summary>
    public float Choose(int row, ReadOnlySpan<float> logits)
    {
        TensorPrimitives.Divide(logits, (float)temperature, _shares);
        _shares[Tokenizer.Padding] = _shares[Tokenizer.Unknown] = float.NegativeInfinity;
        TensorPrimitives.Subtract(_shares, TensorPrimitives.Max(_shares), _shares);
        TensorPrimitives.Exp(_shares, _shares);
        double left = _random[row].NextDouble() * Sum();
        int last = Tokenizer.End;
        for (int id = 0; id < _shares.Length; id++)
        {
            if (_shares[id] <= 0) continue;
            left -= _shares[id];
            last = id;
            if (left < 0) break;
        }

        return last;
    }

    // In order, so that a vector's width changes nothing.
    private double Sum()
    {
        double sum = 0;
        foreach (float share in _shares) sum += share;
        return sum;
    }
}
