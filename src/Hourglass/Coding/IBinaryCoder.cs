namespace Hourglass.Coding;

/// <summary>
/// One side of the coding of yes-or-no decisions: <see cref="BinaryEncoder"/> and <see cref="BinaryDecoder"/> go through the same calls, so that what
/// is coded is said once.
/// </summary>
internal interface IBinaryCoder
{
    /// <summary>Codes one decision.</summary>
    /// <param name="bit">0 or 1; a decoder does not look at it.</param>
    /// <param name="probability">That it is 1, in 65536ths, 1 to 65535.</param>
    /// <returns>The bit.</returns>
    int Code(int bit, int probability);
}
