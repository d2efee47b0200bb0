using System.Text.Json;
using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Numerics;

namespace Hourglass.Layers;

/// <summary>How the first values of a parameter are drawn. Known by name in model files.</summary>
[JsonConverter(typeof(InitialiserConverter))]
public sealed class Initialiser
{
    private readonly Func<Shape, RandomStream, float[]> _draw;

    private Initialiser(string name, Func<Shape, RandomStream, float[]> draw)
    {
        Name = name;
        _draw = draw;
    }

    /// <summary>Uniform in +-sqrt(6 / (inputs + outputs)): Glorot and Bengio 2010, eq. 16; Keras's default.</summary>
    public static Initialiser GlorotUniform { get; } = new("glorot-uniform", (s, r) => Uniform(s, r, Math.Sqrt(6.0 / (Inputs(s) + Outputs(s)))));

    /// <summary>Normal with variance 2 / (inputs + outputs): Glorot and Bengio 2010, eq. 12.</summary>
    public static Initialiser GlorotNormal { get; } = new("glorot-normal", (s, r) => Normal(s, r, Math.Sqrt(2.0 / (Inputs(s) + Outputs(s)))));

    /// <summary>Uniform with variance 2 / inputs: He et al. 2015, for rectifiers.</summary>
    public static Initialiser HeUniform { get; } = new("he-uniform", (s, r) => Uniform(s, r, Math.Sqrt(6.0 / Inputs(s))));

    /// <summary>Normal with variance 2 / inputs: He et al. 2015, eq. 10, for rectifiers.</summary>
    public static Initialiser HeNormal { get; } = new("he-normal", (s, r) => Normal(s, r, Math.Sqrt(2.0 / Inputs(s))));

    /// <summary>Uniform with variance 1 / inputs: LeCun et al. 1998, section 4.6.</summary>
    public static Initialiser LeCunUniform { get; } = new("lecun-uniform", (s, r) => Uniform(s, r, Math.Sqrt(3.0 / Inputs(s))));

    /// <summary>Normal with variance 1 / inputs: LeCun et al. 1998, section 4.6; for SELU (Klambauer et al. 2017).</summary>
    public static Initialiser LeCunNormal { get; } = new("lecun-normal", (s, r) => Normal(s, r, Math.Sqrt(1.0 / Inputs(s))));

    /// <summary>A random matrix with orthonormal rows or columns, whichever are fewer: Saxe, McClelland and Ganguli 2014.</summary>
    public static Initialiser Orthogonal { get; } = new("orthogonal", DrawOrthogonal);

    /// <summary>All zeros.</summary>
    public static Initialiser Zeros { get; } = new("zeros", (s, _) => new float[s.Count]);

    /// <summary>All ones.</summary>
    public static Initialiser Ones { get; } = new("ones", (s, _) => [.. Enumerable.Repeat(1f, s.Count)]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Initialiser> All { get; } =
        [GlorotUniform, GlorotNormal, HeUniform, HeNormal, LeCunUniform, LeCunNormal, Orthogonal, Zeros, Ones];

    /// <summary>Its name in model files.</summary>
    public string Name { get; }

    /// <summary>Draws the first values of a parameter, in logical row-major order.</summary>
    /// <param name="shape">Its shape; the last dimension counts as outputs, the others together as inputs; of a kernel <c>[height, width, channels, filters]</c> outputs are filters times taps, as in Keras.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="path">The parameter's path, so that its values do not depend on which others there are.</param>
    public float[] Draw(Shape shape, ulong seed, string path) => _draw(shape, new RandomStream(seed, path));

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static int Inputs(Shape shape) => shape.FixedRows;

    // A kernel of a convolution gives each filter at as many places of a window as it has taps.
    private static int Outputs(Shape shape) => shape.Columns * (shape.Dimensions.Length > 2 ? shape.FixedRows / shape.Dimensions[^2] : 1);

    private static float[] Uniform(Shape shape, RandomStream random, double limit)
    {
        var values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(((2 * random.NextDouble()) - 1) * limit);
        return values;
    }

    private static float[] Normal(Shape shape, RandomStream random, double deviation)
    {
        var values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(random.NextNormal() * deviation);
        return values;
    }

    // Gram and Schmidt, twice for safety, on normal vectors: the shorter side's vectors become orthonormal.
    private static float[] DrawOrthogonal(Shape shape, RandomStream random)
    {
        (int rows, int columns) = (shape.FixedRows, shape.Columns);
        (int vectors, int length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var basis = new double[vectors][];
        for (int v = 0; v < vectors; v++)
        {
            basis[v] = new double[length];
            for (int i = 0; i < length; i++) basis[v][i] = random.NextNormal();
            for (int pass = 0; pass < 2; pass++)
            {
                for (int other = 0; other < v; other++)
                {
                    double projection = 0;
                    for (int i = 0; i < length; i++) projection += basis[v][i] * basis[other][i];
                    for (int i = 0; i < length; i++) basis[v][i] -= projection * basis[other][i];
                }

                double norm = Math.Sqrt(basis[v].Sum(x => x * x));
                for (int i = 0; i < length; i++) basis[v][i] /= norm;
            }
        }

        var values = new float[shape.Count];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++) values[(row * columns) + column] = (float)(rows <= columns ? basis[row][column] : basis[column][row]);
        }

        return values;
    }
}

/// <summary>Writes an initialiser by its name.</summary>
public sealed class InitialiserConverter : JsonConverter<Initialiser>
{
    /// <inheritdoc/>
    public override Initialiser Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? name = reader.GetString();
        return Initialiser.All.FirstOrDefault(i => i.Name == name) ?? throw new JsonException($"There is no initialiser '{name}'.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Initialiser value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}
