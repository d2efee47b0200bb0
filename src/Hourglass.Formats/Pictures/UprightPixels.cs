using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Formats.Pictures;

/// <summary>Takes the stored lines of a picture, one after the other, to where they belong in the upright one, colours apart from opacity. No line is held twice.</summary>
internal sealed class UprightPixels
{
    private readonly Orientation _orientation;
    private readonly int _channels, _samples;
    private readonly byte[] _pixels;
    private byte[]? _alpha;

    /// <summary>Room for a picture.</summary>
    /// <param name="orientation">Its stored size, and how it is to be turned.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="samples">Bytes of a stored pixel: as many as channels, or one more for opacity.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InputException">The picture is larger than <see cref="PictureDocumentReader.MostPixels"/>, or than memory holds.</exception>
    public UprightPixels(Orientation orientation, int channels, int samples, string name)
    {
        (_orientation, _channels, _samples) = (orientation, channels, samples);
        long pixels = (long)orientation.Width * orientation.Height;
        if (pixels > PictureDocumentReader.MostPixels)
            throw TooLarge(orientation, name, $"at most {PictureDocumentReader.MostPixels / 1_000_000} megapixels");
        try
        {
            _pixels = new byte[pixels * channels];
        }
        catch (OutOfMemoryException)
        {
            throw TooLarge(orientation, name, "what memory holds");
        }
    }

    /// <summary>The upright picture.</summary>
    public Picture Picture => new(_orientation.Upright.Width, _orientation.Upright.Height, _channels, _pixels);

    /// <summary>[height, width]; null as long as every pixel is opaque.</summary>
    public byte[]? Alpha => _alpha;

    /// <summary>Takes a line, or every so many pixels of it.</summary>
    /// <param name="y">The stored line.</param>
    /// <param name="line">[pixels, samples].</param>
    /// <param name="first">The first pixel's place in the stored line; 0 by default.</param>
    /// <param name="step">From a pixel to the next; 1 by default.</param>
    public void Put(int y, ReadOnlySpan<byte> line, int first = 0, int step = 1)
    {
        int place = _orientation.Start + (y * _orientation.Down) + (first * _orientation.Across), across = step * _orientation.Across;
        if (across == 1 && _samples == _channels)
        {
            line.CopyTo(_pixels.AsSpan(place * _channels));
            return;
        }

        for (int i = 0; i < line.Length; i += _samples, place += across)
        {
            int target = place * _channels;
            _pixels[target] = line[i];
            if (_channels == 3) (_pixels[target + 1], _pixels[target + 2]) = (line[i + 1], line[i + 2]);
            if (_samples > _channels) PutAlpha(place, line[i + _channels]);
        }
    }

    private void PutAlpha(int place, byte alpha)
    {
        if (_alpha is null)
        {
            if (alpha == byte.MaxValue) return;
            _alpha = new byte[_orientation.Width * _orientation.Height];
            _alpha.AsSpan().Fill(byte.MaxValue);
        }

        _alpha[place] = alpha;
    }

    private static InputException TooLarge(Orientation orientation, string name, string rule) =>
        new("The picture is too large.", name, $"{orientation.Width} x {orientation.Height} pixels", rule, "cut it into parts");
}
