using System.Text;

namespace Hourglass.Formats.Csv;

/// <summary>The beginning of a stream, in memory, to be looked at before all of it is read.</summary>
/// <param name="Bytes">The first bytes.</param>
/// <param name="IsWhole">Whether nothing follows.</param>
internal sealed record CsvBeginning(ReadOnlyMemory<byte> Bytes, bool IsWhole)
{
    private const int FirstPiece = 1 << 16, Looked = 1 << 16, MostLines = 200;

    private const double Nearly = 0.9;

    /// <summary>In the order of preference where several would do: what is no decimal mark first.</summary>
    private static readonly char[] Delimiters = [';', '\t', '|', ','];

    /// <summary>Takes the first bytes of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="most">How many.</param>
    public static CsvBeginning Of(Stream stream, int most)
    {
        byte[] bytes = new byte[FirstPiece];
        int filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            if (filled < bytes.Length) return new CsvBeginning(bytes.AsMemory(0, filled), true);
            if (filled == most) return new CsvBeginning(bytes, false);
            Array.Resize(ref bytes, (int)Math.Min(most, 4L * bytes.Length));
        }
    }

    /// <summary>All of it again: the beginning, then what follows.</summary>
    public Stream With(Stream rest) => new Joined(Bytes, rest);

    /// <summary>What separates cells: what most lines have equally many of, quotes not counted; null where there is nothing to tell by, or the first line says it (sep=;).</summary>
    /// <param name="encoding">How it is written.</param>
    public char? FindDelimiter(Encoding encoding)
    {
        string text = encoding.GetString(Bytes.Span[..Math.Min(Bytes.Length, Looked)]).TrimStart('\uFEFF');
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase)) return null;
        List<int[]> lines = Count(text);
        (char? Delimiter, double Share) best = (null, 0);
        for (int i = 0; i < Delimiters.Length; i++)
        {
            (int times, int count) = lines.CountBy(line => line[i]).MaxBy(pair => pair.Value) is { Key: > 0 } usual ? (usual.Value, lines.Count) : (0, 1);
            double share = Math.Min((double)times / count, Nearly);
            if (share > best.Share) best = (Delimiters[i], share);
        }

        return best.Delimiter;
    }

    private static List<int[]> Count(string text)
    {
        var lines = new List<int[]>();
        int[] line = new int[Delimiters.Length];
        bool isQuoted = false, isEmpty = true;
        foreach (char letter in text)
        {
            if (letter == '"') isQuoted = !isQuoted;
            if (letter is '\n' or '\r' && !isQuoted)
            {
                if (!isEmpty) lines.Add(line);
                if (lines.Count == MostLines) return lines;
                (line, isEmpty) = (new int[Delimiters.Length], true);
                continue;
            }

            isEmpty = false;
            if (!isQuoted && Array.IndexOf(Delimiters, letter) is var found && found >= 0) line[found]++;
        }

        // The last line may be cut; alone it is all there is to go by.
        if (!isEmpty && (lines.Count == 0 || text.Length < Looked)) lines.Add(line);
        return lines;
    }

    private sealed class Joined(ReadOnlyMemory<byte> first, Stream rest) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_position == first.Length) return rest.Read(buffer);
            ReadOnlySpan<byte> piece = first.Span[_position..Math.Min(first.Length, _position + buffer.Length)];
            piece.CopyTo(buffer);
            _position += piece.Length;
            return piece.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
