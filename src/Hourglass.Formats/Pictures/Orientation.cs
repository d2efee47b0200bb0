namespace Hourglass.Formats.Pictures;

/// <summary>Where the pixels of a stored picture belong in the upright one: EXIF 2.32, tag 0x0112. All places count in pixels.</summary>
/// <param name="Number">1, stored upright, to 8; anything else counts as 1.</param>
/// <param name="Width">Pixels in a stored line.</param>
/// <param name="Height">Stored lines.</param>
internal readonly record struct Orientation(int Number, int Width, int Height)
{
    /// <summary>Whether lines of the one are columns of the other.</summary>
    public bool IsTurned => Number is >= 5 and <= 8;

    /// <summary>Width and height of the upright picture.</summary>
    public (int Width, int Height) Upright => IsTurned ? (Height, Width) : (Width, Height);

    /// <summary>The place of the first stored pixel.</summary>
    public int Start => Number switch
    {
        2 => Width - 1,
        3 or 7 => (Width * Height) - 1,
        4 => (Height - 1) * Width,
        6 => Height - 1,
        8 => (Width - 1) * Height,
        _ => 0,
    };

    /// <summary>From a stored pixel to the next of its line.</summary>
    public int Across => Number switch { 2 or 3 => -1, 5 or 6 => Height, 7 or 8 => -Height, _ => 1 };

    /// <summary>From a stored line to the next.</summary>
    public int Down => Number switch { 3 or 4 => -Width, 5 or 8 => 1, 6 or 7 => -1, _ => Width };
}
