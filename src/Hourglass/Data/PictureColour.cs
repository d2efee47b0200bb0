namespace Hourglass.Data;

/// <summary>What the pictures of a data set have for each pixel.</summary>
public enum PictureColour
{
    /// <summary>Grey when all pictures are stored as grey, otherwise red, green and blue.</summary>
    Auto,

    /// <summary>One number: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).</summary>
    Grey,

    /// <summary>Red, green and blue; a grey picture gives three equal ones.</summary>
    Rgb,
}
