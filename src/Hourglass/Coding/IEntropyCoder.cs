namespace Hourglass.Coding;

/// <summary>
/// One side of an entropy coder. What is coded is said once, for both directions: the encoder writes what it is given and gives it back, the
/// decoder does not look at what it is given and gives what it read. So the two cannot come apart.
/// </summary>
public interface IEntropyCoder
{
    /// <summary>Codes a symbol with a model, which learns from it.</summary>
    /// <param name="model">How likely each symbol is.</param>
    /// <param name="symbol">The symbol, when encoding.</param>
    /// <returns>The symbol.</returns>
    int Symbol(AdaptiveModel model, int symbol);

    /// <summary>Codes bits that are all equally likely.</summary>
    /// <param name="count">How many, 0 to 16.</param>
    /// <param name="bits">Their value, when encoding.</param>
    /// <returns>Their value.</returns>
    int Bits(int count, int bits);
}
