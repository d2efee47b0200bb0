using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>
/// What is known around a coefficient before it is coded: magnitudes above and before it, at the same place of the coarser level, of other orientations and of
/// other colours; and the contexts that they make. Where there is no such band, zeros are seen.
/// </summary>
/// <param name="tables">How neighbours foretell a magnitude.</param>
/// <param name="mixing">Told the contexts.</param>
internal sealed class Surroundings(ContextTables tables, BitMixing mixing)
{
    // Longer than a line of any band with its frame.
    private static readonly byte[] s_zeros = new byte[1 << 12];

    // Neighbours that belong to the band itself; the last of all does too.
    private const int Own = 6;
    private readonly int[] _seen = new int[ContextTables.Neighbours];
    private Band _band = null!;
    private View _parent, _sister, _secondSister, _colour, _secondColour;
    private int _line;
    private byte[] _activity = [];

    /// <summary>The magnitudes, in the order in which they are weighed; for fitting the weights.</summary>
    public ReadOnlySpan<int> Seen => _seen;

    /// <summary>Goes to a line of a band.</summary>
    public void Enter(Band band, int y)
    {
        (_band, _line) = (band, band.Place(0, y));
        (_parent, _sister, _secondSister) = (View.Of(band.Parent, y >> 1), View.Of(band.Sister, y), View.Of(band.SecondSister, y));
        (_colour, _secondColour) = (View.Of(band.Colour, y), View.Of(band.SecondColour, y));
        if (_activity.Length < band.Width) _activity = new byte[band.Width + Vector<byte>.Count];
        Summarise();
    }

    /// <summary>Whether nothing but zeros is around.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsQuiet(int x)
    {
        ref byte own = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_band.Magnitudes), _line + x);
        return (_activity[x] | Unsafe.Add(ref own, -1) | Unsafe.Add(ref own, -2) | Unsafe.Add(ref own, -3)) == 0;
    }

    /// <summary>Looks at the surroundings of a coefficient of the line, and tells the mixing its contexts.</summary>
    public void Look(int x)
    {
        int[] seen = _seen;
        int stride = _band.Stride;
        ref byte own = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_band.Magnitudes), _line + x);
        ref byte above = ref Unsafe.Add(ref own, -stride), twoAbove = ref Unsafe.Add(ref above, -stride);
        seen[0] = Unsafe.Add(ref own, -1);
        seen[1] = above;
        seen[2] = Unsafe.Add(ref above, -1);
        seen[3] = Unsafe.Add(ref above, 1);
        seen[4] = Unsafe.Add(ref own, -2);
        seen[5] = twoAbove;
        (seen[6], seen[7]) = (_parent.At(x >> 1), _parent.Around(x >> 1));
        (seen[8], seen[9]) = (_sister.At(x), _sister.Around(x));
        (seen[10], seen[11]) = (_secondSister.At(x), _secondSister.Around(x));
        (seen[12], seen[13]) = (_colour.At(x), _colour.Around(x));
        seen[14] = _secondColour.At(x);
        seen[15] = Unsafe.Add(ref above, 2) + Unsafe.Add(ref above, -2) + Unsafe.Add(ref own, -3) + Unsafe.Add(ref twoAbove, -1) + Unsafe.Add(ref twoAbove, 1);

        ReadOnlySpan<int> weights = tables.Foretelling.AsSpan(_band.Kind * ContextTables.Neighbours, ContextTables.Neighbours);
        int ownExpected = weights[15] * seen[15], otherExpected = 0;
        for (int i = 0; i < Own; i++) ownExpected += weights[i] * seen[i];
        for (int i = Own; i < 15; i++) otherExpected += weights[i] * seen[i];
        Tell(_band, Math.Max(ownExpected, 0), Math.Max(otherExpected, 0));
    }

    /// <summary>Tells the contexts of a coefficient of the coarsest picture, of which only two neighbours are known.</summary>
    public void LookAtCoarse(Band band, int before, int above)
    {
        Array.Clear(_seen);
        (_seen[0], _seen[1]) = (before, above);
        Tell(band, (before + above) << 9, 0);
    }

    /// <summary>The class of an expected magnitude: four to an octave.</summary>
    /// <param name="size">In 64ths, 0 or more.</param>
    private static int ClassOf(int size)
    {
        if (size < 4) return size;
        int octave = BitOperations.Log2((uint)size);
        return Math.Min((4 * (octave - 1)) + ((size >> (octave - 2)) & 3), ContextTables.Contexts[0] - 1);
    }

    // Sizes come in 1024ths.
    private void Tell(Band band, int own, int other)
    {
        int[] seen = _seen;
        int expected = ClassOf((own + other) >> 4);
        int wide = seen[0] + seen[1] + seen[2] + seen[3] + seen[4] + seen[5] + seen[15], elsewhere = seen[7] + seen[9] + seen[11] + seen[13];
        Span<int> places = mixing.Places;
        Tell(0, expected);
        Tell(1, (Math.Min(ClassOf(own >> 4) / 2, 15) * 12) + (ClassOf(other >> 4) / 4));
        Tell(2, (((((Math.Min(seen[0], 3) * 4) + Math.Min(seen[1], 3)) * 3) + Math.Min(seen[2], 2)) * 3) + Math.Min(seen[3], 2));
        Tell(3, (((((((Math.Min(seen[6], 2) * 3) + Math.Min(seen[8], 2)) * 3) + Math.Min(seen[10], 2)) * 3) + Math.Min(seen[12], 2)) * 3) + Math.Min(seen[14], 2));
        Tell(4, (Math.Min(ClassOf(wide * 4) / 2, 15) * 12) + Math.Min(ClassOf(elsewhere * 4) / 2, 11));
        // Shared by all levels: there is more to learn from.
        places[5] = ((((band.Plane * 4) + (int)band.Orientation) * ContextTables.Contexts[5]) + expected) * ContextTables.Places;
        Tell(6, (Math.Min(seen[0], 7) * 8) + Math.Min(seen[1], 7));
        mixing.Kind = band.Kind;
        mixing.ExpectedSet = Math.Min(expected / 5, ContextTables.ExpectedSets - 1);
        mixing.NeighbourSet = (Math.Min(seen[0] + seen[1], 3) * 4) + Math.Min(seen[6] + seen[8] + seen[12], 3);

        void Tell(int context, int value) => mixing.Places[context] = ((band.Kind * ContextTables.Contexts[context]) + value) * ContextTables.Places;
    }

    // A byte for each coefficient of the line that is zero if all that Look sees is, but for what comes before it in the line itself.
    private void Summarise()
    {
        int width = _band.Width, stride = _band.Stride;
        Span<byte> activity = _activity.AsSpan(0, width);
        activity.Clear();
        for (int x = -2; x <= 2; x++) Or(activity, _band.Magnitudes, _line - stride + x);
        for (int x = -1; x <= 1; x++) Or(activity, _band.Magnitudes, _line - (2 * stride) + x);
        foreach (View view in (ReadOnlySpan<View>)[_sister, _secondSister, _colour, _secondColour])
        {
            if (view.Stride == 0) continue;
            for (int x = -1; x <= 1; x++) Or(activity, view.Magnitudes, view.Line + x);
            Or(activity, view.Magnitudes, view.Line - view.Stride);
            Or(activity, view.Magnitudes, view.Line + view.Stride);
        }

        if (_parent.Stride == 0) return;
        for (int x = 0; x < width; x += 2)
        {
            byte around = (byte)(_parent.At(x >> 1) | Math.Min(_parent.Around(x >> 1), 1));
            activity[x] |= around;
            if (x + 1 < width) activity[x + 1] |= around;
        }
    }

    private static void Or(Span<byte> target, byte[] source, int from) =>
        System.Numerics.Tensors.TensorPrimitives.BitwiseOr(target, source.AsSpan(from, target.Length), target);

    /// <summary>A line of another band's magnitudes.</summary>
    private readonly record struct View(byte[] Magnitudes, int Line, int Stride)
    {
        public static View Of(Band? band, int y) => band is null || band.Width == 0 || band.Height == 0
            ? new View(s_zeros, Band.Frame, 0)
            : new View(band.Magnitudes, band.Place(0, y), band.Stride);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int At(int x) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Magnitudes), Line + x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Around(int x)
        {
            ref byte place = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Magnitudes), Line + x);
            return Unsafe.Add(ref place, -1) + Unsafe.Add(ref place, 1) + Unsafe.Add(ref place, -Stride) + Unsafe.Add(ref place, Stride);
        }
    }
}
