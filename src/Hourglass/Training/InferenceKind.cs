namespace Hourglass.Training;

/// <summary>What is asked of a trained autoencoder.</summary>
internal enum InferenceKind
{
    /// <summary>Rows to codes.</summary>
    Encode,

    /// <summary>Rows to codes drawn from their distributions.</summary>
    DrawCode,

    /// <summary>Codes to rows.</summary>
    Decode,

    /// <summary>Codes to rows drawn from the likelihood.</summary>
    Sample,

    /// <summary>Rows to rows.</summary>
    Reconstruct,

    /// <summary>Rows to their squared errors.</summary>
    SquaredError,

    /// <summary>Rows to their losses.</summary>
    Loss,

    /// <summary>Rows to what their codes cost, in nats.</summary>
    Divergence,

    /// <summary>Rows to one draw of their negative evidence lower bound, in nats.</summary>
    Bound,
}
