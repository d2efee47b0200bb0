namespace Hourglass.Numerics;

/// <summary>A part of the depth of a product that lies in one piece in both operands.</summary>
/// <param name="left">Where it begins in the left operand: floats from a row's first element.</param>
/// <param name="right">Where it begins in the right operand: floats from its first row.</param>
/// <param name="length">Elements, 1 or more.</param>
internal readonly struct Stretch(nint left, nint right, int length)
{
    public readonly nint Left = left, Right = right;
    public readonly int Length = length;
}
