namespace Hourglass.Readers;

/// <summary>Writes rows of float32 one after the other in some file format. Disposing finishes the file; the stream stays open.</summary>
public abstract class RowWriter : IDisposable
{
    /// <summary>Writes the next row.</summary>
    /// <param name="row">The values <c>[width]</c>.</param>
    public abstract void WriteRow(ReadOnlySpan<float> row);

    /// <summary>Finishes the file; the stream stays open.</summary>
    public abstract void Dispose();
}
