using Hourglass.Layers;

namespace Hourglass;

/// <summary>A fully connected layer that was trained elsewhere: y = activation(x W + b).</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Inputs">Numbers that enter it.</param>
/// <param name="Weight">W, [<paramref name="Inputs"/>, <see cref="Width"/>] in row-major order.</param>
/// <param name="Bias">b, [<see cref="Width"/>]; null when it has none.</param>
/// <param name="Activation">Its activation; null when the file does not say.</param>
public sealed record DenseWeights(string Name, int Inputs, float[] Weight, float[]? Bias, Activation? Activation)
{
    /// <summary>Numbers that leave it.</summary>
    public int Width => Weight.Length / Inputs;
}
