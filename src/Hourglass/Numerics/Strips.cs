namespace Hourglass.Numerics;

/// <summary>
/// Neighbouring lanes that do not meet, such as channels: computed with the widest registers as far as they fill them, then with narrower ones, the last lanes one
/// by one.
/// </summary>
internal static class Strips
{
    /// <summary>What is computed.</summary>
    public interface IWork
    {
        /// <summary>Computes some of the lanes.</summary>
        /// <typeparam name="V">The register; for <see cref="Cover"/> it divides the number of lanes.</typeparam>
        /// <param name="first">First lane.</param>
        /// <param name="end">The lane after the last.</param>
        void Run<V>(int first, int end) where V : unmanaged, ILanes<V>;
    }

    /// <summary>Computes the lanes from one to before another, with registers of V and narrower.</summary>
    public static void Cover<V, W>(in W work, int first, int end) where V : unmanaged, ILanes<V> where W : struct, IWork, allows ref struct
    {
        int whole = end - ((end - first) % V.Width), rest = end - whole;
        if (whole > first) work.Run<V>(first, whole);
        if (rest == 0) return;
        if (rest >= Lanes256.Width && V.Width > Lanes256.Width) Cover<Lanes256, W>(work, whole, end);
        else if (rest >= Lanes128.Width && V.Width > Lanes128.Width) Cover<Lanes128, W>(work, whole, end);
        else work.Run<ScalarLanes>(whole, end);
    }

    /// <summary>
    /// Computes all lanes at once with the widest registers, V or narrower, of which they fill one: registers that together cover them, where those of V do not divide
    /// them the last two overlap.
    /// </summary>
    public static void Fit<V, W>(in W work, int lanes) where V : unmanaged, ILanes<V> where W : struct, IWork, allows ref struct
    {
        if (lanes >= V.Width) work.Run<V>(0, lanes);
        else if (V.Width > Lanes256.Width) Fit<Lanes256, W>(work, lanes);
        else if (V.Width > Lanes128.Width) Fit<Lanes128, W>(work, lanes);
        else work.Run<ScalarLanes>(0, lanes);
    }
}
