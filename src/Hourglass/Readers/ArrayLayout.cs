using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>What the header of an array file promises: element type, byte order, index order and sizes.</summary>
/// <param name="Type">The element type.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
/// <param name="ColumnMajor">Whether the first index varies fastest (Fortran order).</param>
/// <param name="Shape">The sizes, the number of rows first.</param>
internal sealed record ArrayLayout(StoredType Type, bool BigEndian, bool ColumnMajor, IReadOnlyList<long> Shape)
{
    /// <summary>The number of rows. Valid after <see cref="Validate"/>.</summary>
    internal int Rows => (int)Shape[0];

    /// <summary>The shape of one row; <c>[1]</c> for a list of values.</summary>
    internal int[] RowShape => Shape.Count == 1 ? [1] : [.. Shape.Skip(1).Select(size => (int)size)];

    /// <summary>Refuses shapes without rows or columns and those no array in memory can have.</summary>
    internal void Validate(string name)
    {
        string found = $"an array of shape [{string.Join(", ", Shape)}]";
        if (Shape.Count == 0 || Shape.Any(size => size < 1))
            throw new InputException("The array holds no rows of values.", name, found, "a shape [rows, ...] with every size at least 1");
        UInt128 count = 1;
        foreach (long size in Shape)
        {
            count *= (ulong)size;
            if (count > (ulong)Array.MaxLength)
                throw new InputException("The array is too large.", name, found, $"at most {Array.MaxLength} values", "split the file");
        }
    }
}
