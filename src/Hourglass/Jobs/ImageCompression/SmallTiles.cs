using System.Collections.Immutable;
using Hourglass.Models;
using Hourglass.Training;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>The autoencoder of a codec for the model file. Its weights fit tiles of any side, and a file holds some rows, to test itself with: those of small tiles are small.</summary>
internal static class SmallTiles
{
    private const int Side = 16;

    /// <summary>The same weights for tiles of 16 x 16 pixels.</summary>
    /// <param name="model">A trained <see cref="WaveletAutoencoder"/>.</param>
    public static TrainedAutoencoder Of(TrainedAutoencoder model)
    {
        Recipe recipe = model.Recipe;
        var architecture = (WaveletAutoencoder)recipe.Description.Architecture;
        ImmutableArray<int> shape = recipe.RowShape.SetItem(0, Side).SetItem(1, Side);
        return model.With(recipe with
        {
            RowShape = shape,
            CodeSize = shape.Aggregate(1, (product, length) => product * length),
            Description = recipe.Description with { Architecture = architecture with { RowShape = shape } },
        });
    }
}
