using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// How <see cref="ConvolveTransposed"/> walks through a picture. Places of the result that lie a stride apart see the same taps, at neighbouring
/// inputs; those of one phase are an ordinary convolution with these taps.
/// </summary>
internal sealed class TransposedWalk
{
    public TransposedWalk(Window window, int groups, Shape input, Shape kernel, Shape output)
    {
        (Window, Groups, Input, Output) = (window, groups, PictureSize.Of(input), PictureSize.Of(output));
        (Vertical, Horizontal) = (new(window.Vertical, Output.Height), new(window.Horizontal, Output.Width));
        int after = Horizontal.Last + Horizontal.Places(0) - Input.Width;
        bool isBordered = Vertical.First < 0 || Horizontal.First < 0 || after > 0 || Vertical.Last + Vertical.Places(0) > Input.Height;
        Lines = new(Input.Height, Input.Width, Input.Channels, Math.Max(0, -Horizontal.First), Math.Max(0, after), isBordered);
        int seen = Vertical.Last - Vertical.First + 1;
        Group = Lines.Windows(Vertical.Places(0), seen, 1);
        (LinesSeen, LinesFloats) = (Group - 1 + seen, Lines.Floats(Group, seen, 1));
        Phases =
        [
            .. from line in Enumerable.Range(0, window.Vertical.Stride)
               from column in Enumerable.Range(0, window.Horizontal.Stride)
               select new TransposedPhase(line, column, new KernelProduct(groups, Input.Channels, kernel, Depth(line, column))),
        ];
    }

    public Window Window { get; }

    public int Groups { get; }

    public PictureSize Input { get; }

    public PictureSize Output { get; }

    public TransposedAxis Vertical { get; }

    public TransposedAxis Horizontal { get; }

    /// <summary>The lines of a picture, with zeros around.</summary>
    public PictureLines Lines { get; }

    /// <summary>Places of each phase that are computed together, in lines.</summary>
    public int Group { get; }

    /// <summary>Lines of the picture that they see.</summary>
    public int LinesSeen { get; }

    /// <summary>Floats of memory for them, if they are copied.</summary>
    public int LinesFloats { get; }

    public IReadOnlyList<TransposedPhase> Phases { get; }

    // What a place of a phase sums over; right offsets are rows of the kernel.
    private Stretch[] Depth(int line, int column)
    {
        int own = Input.Channels / Groups, start = Math.Max(0, -Horizontal.First);
        return
        [
            .. from k in Vertical.Taps(line)
               from l in Horizontal.Taps(column)
               select new Stretch(((k.Offset - Vertical.First) * Lines.Pitch) + ((l.Offset + start) * Input.Channels), ((k.Number * Window.Horizontal.Size) + l.Number) * own, own),
        ];
    }
}

/// <summary>Places of the result of a transposed convolution that lie a stride apart, in both directions.</summary>
/// <param name="Line">The first of them.</param>
/// <param name="Column">The first of them.</param>
/// <param name="Product">What each of them sums over.</param>
internal sealed record TransposedPhase(int Line, int Column, KernelProduct Product);

/// <summary>One axis of a transposed convolution: place <c>phase + i * stride</c> of the result sees input <c>i + offset</c> through each tap of its phase.</summary>
/// <param name="Axis">How the kernel moves over the result.</param>
/// <param name="Length">Length of the result.</param>
internal readonly record struct TransposedAxis(WindowAxis Axis, int Length)
{
    /// <summary>The smallest offset of any tap.</summary>
    public int First => All.Min();

    /// <summary>The largest offset of any tap.</summary>
    public int Last => All.Max();

    /// <summary>Places of a phase.</summary>
    public int Places(int phase) => (Length - phase + Axis.Stride - 1) / Axis.Stride;

    /// <summary>The taps of a phase, and which input each sees; ordered by input.</summary>
    public IEnumerable<(int Number, int Offset)> Taps(int phase)
    {
        WindowAxis axis = Axis;
        return from number in Enumerable.Range(0, axis.Size)
               let distance = phase + axis.Before - (number * axis.Dilation)
               where distance % axis.Stride == 0
               orderby distance
               select (number, distance / axis.Stride);
    }

    private IEnumerable<int> All
    {
        get
        {
            TransposedAxis axis = this;
            return Enumerable.Range(0, axis.Axis.Stride).SelectMany(phase => axis.Taps(phase)).Select(tap => tap.Offset);
        }
    }
}
