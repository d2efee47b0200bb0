namespace Hourglass.Preprocessing;

/// <summary>How values are brought to a range a network learns well from.</summary>
public enum ScalingKind
{
    /// <summary>Values stay as they are.</summary>
    None,

    /// <summary>To [0, 1]: pictures by the one maximum over all pixels, tables column by column from minimum to maximum.</summary>
    Unit,

    /// <summary>Each column to mean 0 and standard deviation 1.</summary>
    Standard,

    /// <summary>Each column to median 0 and interquartile range 1.349, which outliers do not move.</summary>
    Robust,
}
