using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Models;

/// <summary>
/// An autoencoder of token sequences: an embedding and a GRU read the row, the last state becomes the code; a second GRU writes the row token by
/// token, at each position given the token before and the code. Rows are ids, <c>[batch, positions]</c>. Use it for words, names, short lines.
/// Source: Sutskever, Vinyals and Le 2014; as a variational autoencoder with word dropout: Bowman et al. 2016.
/// </summary>
/// <param name="Code">Size of the code, 1 or more.</param>
/// <param name="Vocabulary">Number of tokens; ids are 0 (padding, also what comes before the first token) to Vocabulary - 1.</param>
public sealed record RecurrentAutoencoder(int Code, int Vocabulary) : AutoencoderModel
{
    /// <summary>Numbers that stand for a token; 32 by default.</summary>
    public int Embedding { get; init; } = 32;

    /// <summary>Units of each GRU; 128 by default.</summary>
    public int Units { get; init; } = 128;

    /// <summary>Share of the known tokens that the decoder does not see in training (they become <see cref="HiddenToken"/>), so that it has to use the code; 0 by default.</summary>
    public double TokenDropout { get; init; }

    /// <summary>The id that stands for a token not seen; 2 by default.</summary>
    public int HiddenToken { get; init; } = 2;

    /// <summary>The id that ends a row: what is decoded behind it is padding. None when null (default).</summary>
    public int? EndToken { get; init; }

    /// <summary>What makes the code of the encoder's last state: a plain linear layer when null (default), <see cref="GaussianCode"/> for a variational autoencoder.</summary>
    public Layer? CodeLayer { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAutoregressive => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override float? EndValue => EndToken;

    /// <inheritdoc/>
    public override Node Encode(GraphBuilder builder, Node input)
    {
        Validate();
        Node tokens = builder.Layer("encoder.0", $"embedding of {Vocabulary}", input, ids => Embed(builder, ids));
        Node last = builder.Layer("encoder.1", "GRU", tokens, sequence => LastState(Recur(builder, sequence)));
        Layer code = CodeLayer ?? new Dense(Code);
        return builder.Layer("encoder.2", code, last);
    }

    /// <inheritdoc/>
    /// <remarks>Without a known row every position sees padding before it.</remarks>
    public override Node Decode(GraphBuilder builder, Node code, int logits) =>
        DecodeKnowing(builder, code, logits, builder.Graph.Constant(Shape.Batch(logits / Vocabulary), TokenCrossEntropy.Padding));

    /// <inheritdoc/>
    public override Node DecodeKnowing(GraphBuilder builder, Node code, int logits, Node row)
    {
        Validate();
        int positions = row.Shape.Columns;
        Node before = positions == 1 ? row * 0 : row.TakeColumns(0, positions - 1).PlaceColumns(1, positions);
        Node tokens = builder.Layer("decoder.0", $"embedding of {Vocabulary}", before, ids => Embed(builder, Hide(builder, ids)));
        Node states = builder.Layer("decoder.1", "GRU", tokens, sequence => Recur(builder, sequence, code));
        return builder.Layer("decoder.2", "dense, linear", states, sequence =>
        {
            Node weight = builder.Parameter("weight", Shape.Fixed(Units, Vocabulary), Initialiser.GlorotUniform);
            Node bias = builder.Parameter("bias", Shape.Fixed(Vocabulary), Initialiser.Zeros);
            builder.Torch.Modules($"nn.Linear({Units}, {Vocabulary})");
            builder.Torch.Tensor("weight", isTransposed: true, weight);
            builder.Torch.Tensor("bias", isTransposed: false, bias);
            return sequence.MatrixMultiply(weight, bias).Reshape(Shape.Batch(logits));
        });
    }

    private Node Embed(GraphBuilder builder, Node ids)
    {
        Node table = builder.Parameter("table", Shape.Fixed(Vocabulary, Embedding), Initialiser.GlorotNormal);
        builder.Torch.Modules($"nn.Embedding({Vocabulary}, {Embedding})");
        builder.Torch.Tensor("weight", isTransposed: false, table);
        return ids.Embed(table);
    }

    // A GRU whose input at every position is the token and, if there is one, the code behind it: what they add to the three gates is one product each.
    private Node Recur(GraphBuilder builder, Node sequence, Node? code = null)
    {
        Node weight = builder.Parameter("input.weight", Shape.Fixed(Embedding, 3 * Units), Initialiser.GlorotUniform);
        Node bias = builder.Parameter("input.bias", Shape.Fixed(3 * Units), Initialiser.Zeros);
        Node input = sequence.MatrixMultiply(weight, bias);
        Node? ofCode = code is null ? null : builder.Parameter("code", Shape.Fixed(Code, 3 * Units), Initialiser.GlorotUniform);
        if (ofCode is not null) input += code!.MatrixMultiply(ofCode).RepeatOver(input.Shape);
        Node recurrent = builder.Parameter("recurrent.weight", Shape.Fixed(Units, 3 * Units), Initialiser.Orthogonal);
        Node recurrentBias = builder.Parameter("recurrent.bias", Shape.Fixed(3 * Units), Initialiser.Zeros);

        // PyTorch keeps the gates in the same order (r, z, n), as rows.
        builder.Torch.Modules($"nn.GRU({Embedding + (code is null ? 0 : Code)}, {Units}, batch_first=True)");
        builder.Torch.Tensor("weight_ih_l0", isTransposed: true, ofCode is null ? [weight] : [weight, ofCode]);
        builder.Torch.Tensor("weight_hh_l0", isTransposed: true, recurrent);
        builder.Torch.Tensor("bias_ih_l0", isTransposed: false, bias);
        builder.Torch.Tensor("bias_hh_l0", isTransposed: false, recurrentBias);
        return builder.Graph.Apply(new Gru(), input, recurrent, recurrentBias);
    }

    private Node LastState(Node states) => states.Reshape(Shape.Batch(states.Shape.Count)).TakeColumns(states.Shape.Count - Units, Units);

    private Node Hide(GraphBuilder builder, Node ids)
    {
        if (!builder.IsTraining || TokenDropout == 0) return ids;
        Node keep = builder.Graph.Apply(new RandomMask(builder.Graph.UniquePathOf("token-dropout"), ids.Shape, 1 - TokenDropout, 1));
        return (ids * keep) + ((1 - keep) * HiddenToken);
    }

    private void Validate()
    {
        Check(Code >= 1, "code", Code, "the code has at least one number");
        Check(Vocabulary > 1, "vocabulary", Vocabulary, "at least padding and one token");
        Check(Embedding >= 1, "embedding", Embedding, "at least one number for a token");
        Check(Units >= 1, "units", Units, "at least one unit");
        Check(TokenDropout is >= 0 and < 1, "token dropout", TokenDropout, "a share of at least 0 and below 1");
        Check(HiddenToken >= 0 && HiddenToken < Vocabulary, "hidden token", HiddenToken, "an id of the vocabulary");
    }

    private static void Check(bool holds, string where, double found, string rule)
    {
        if (!holds) throw new InputException("The recurrent autoencoder cannot be built.", where, FormattableString.Invariant($"{found}"), rule, "change this setting");
    }
}
