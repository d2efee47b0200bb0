namespace Hourglass.Data;

/// <summary>How a picture of other proportions is brought to a size.</summary>
public enum PictureFit
{
    /// <summary>Scaled so that it covers the size; the middle is kept, what hangs over on two sides is cut off.</summary>
    Crop,

    /// <summary>Scaled so that all of it fits into the size; what is left on two sides is 0 (black).</summary>
    Pad,

    /// <summary>Scaled in width and height apart: all of it, in other proportions.</summary>
    Stretch,
}
