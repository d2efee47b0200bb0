using System.Globalization;
using System.Text;
using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>
/// The header of an npy file, a Python dictionary with exactly the keys descr, fortran_order and shape:
/// <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>, then spaces and a line feed.
/// </summary>
internal sealed class NpyHeader
{
    private readonly string _text;
    private readonly string _name;
    private int _position;

    private NpyHeader(string text, string name) => (_text, _name) = (text, name);

    internal static ArrayLayout Parse(ReadOnlySpan<byte> bytes, string name) => new NpyHeader(Encoding.Latin1.GetString(bytes), name).Dictionary();

    private ArrayLayout Dictionary()
    {
        (StoredType Type, bool BigEndian)? element = null;
        bool? columnMajor = null;
        List<long>? shape = null;
        Expect('{');
        while (!Accept('}'))
        {
            string key = Text();
            Expect(':');
            switch (key)
            {
                case "descr" when element is null: element = Element(); break;
                case "fortran_order" when columnMajor is null: columnMajor = Boolean(); break;
                case "shape" when shape is null: shape = Sizes(); break;
                default: throw Damaged($"the key '{key}'");
            }

            if (Accept(',')) continue;
            Expect('}');
            break;
        }

        SkipSpace();
        if (_position != _text.Length) throw Damaged($"text behind the dictionary, at byte {_position}");
        if (element is not { } found || columnMajor is not { } fortran || shape is null) throw Damaged("a key is missing");
        return new ArrayLayout(found.Type, found.BigEndian, fortran, shape);
    }

    private (StoredType Type, bool BigEndian) Element()
    {
        SkipSpace();
        if (_position < _text.Length && _text[_position] == '[')
            throw new InputException("The array has several fields per element.", _name, rule: "plain numbers", remedy: "save each field as an array of its own");
        string code = Text();
        StoredType? type = code.Length < 2 ? null : code[1..] switch
        {
            "b1" or "u1" => StoredType.UInt8,
            "i1" => StoredType.Int8,
            "u2" => StoredType.UInt16,
            "i2" => StoredType.Int16,
            "i4" => StoredType.Int32,
            "i8" => StoredType.Int64,
            "f4" => StoredType.Float32,
            "f8" => StoredType.Float64,
            _ => null,
        };
        bool oneByte = code.EndsWith('1');
        if (type is not null && (code[0] is '<' or '>' || (code[0] == '|' && oneByte))) return (type.Value, code[0] == '>');
        throw new InputException(
            "The element type of the array cannot be read.", _name, $"'{code}'", "b1 u1 i1 u2 i2 i4 i8 f4 f8, with < or > for the byte order",
            code.StartsWith("|O", StringComparison.Ordinal)
                ? "save numbers: arrays of Python objects can carry programs and are never loaded"
                : "save it with .astype('float32')");
    }

    private bool Boolean()
    {
        SkipSpace();
        foreach (bool value in (ReadOnlySpan<bool>)[false, true])
        {
            string word = value ? "True" : "False";
            if (!_text.AsSpan(_position).StartsWith(word)) continue;
            _position += word.Length;
            return value;
        }

        throw Damaged($"no True or False at byte {_position}");
    }

    private List<long> Sizes()
    {
        var sizes = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            SkipSpace();
            int start = _position;
            while (_position < _text.Length && char.IsAsciiDigit(_text[_position])) _position++;
            if (!long.TryParse(_text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
                throw Damaged($"no size at byte {start}");
            sizes.Add(size);
            if (Accept(',')) continue;
            // A tuple of one is written (3,): without the comma it is a number in brackets.
            if (sizes.Count == 1) throw Damaged("a shape of one size without a comma");
            Expect(')');
            break;
        }

        return sizes;
    }

    private string Text()
    {
        SkipSpace();
        char quote = _position < _text.Length ? _text[_position] : '\0';
        int end = quote is '\'' or '"' ? _text.IndexOf(quote, _position + 1) : -1;
        if (end < 0) throw Damaged($"no quoted text at byte {_position}");
        string text = _text[(_position + 1)..end];
        _position = end + 1;
        return text;
    }

    private void Expect(char sign)
    {
        if (!Accept(sign)) throw Damaged($"no '{sign}' at byte {_position}");
    }

    private bool Accept(char sign)
    {
        SkipSpace();
        if (_position >= _text.Length || _text[_position] != sign) return false;
        _position++;
        return true;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n') _position++;
    }

    private InputException Damaged(string found) => new(
        "The npy header is damaged.", _name, found, "{'descr': '<f4', 'fortran_order': False, 'shape': (rows, ...), }",
        "write the file again with numpy.save");
}
