using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Onnx;
using Hourglass.Models;
using Hourglass.Preprocessing;

namespace Hourglass.Training;

/// <summary>
/// A trained autoencoder as one ONNX graph: rows in original units are scaled, encoded and decoded; outputs are the code, the reconstruction in
/// original units, and the likelihood's error of each row.
/// </summary>
internal sealed class OnnxExport
{
    private const int FeatureAxis = 1;
    private readonly AutoencoderDescription _description;
    private readonly OnnxGraph _onnx;

    /// <summary>The graph of an autoencoder.</summary>
    /// <param name="description">The autoencoder.</param>
    /// <param name="features">Width of a row.</param>
    /// <param name="scaler">How values are scaled before the encoder.</param>
    /// <param name="allowsMissing">Whether NaN stands for a missing value, which becomes 0 once scaled.</param>
    /// <param name="values">The weights.</param>
    /// <exception cref="Errors.InputException">An operation has no ONNX rule, or the model is too large.</exception>
    public static OnnxGraph Of(AutoencoderDescription description, int features, Scaler scaler, bool allowsMissing, StoredValues values) =>
        new OnnxExport(description, features, scaler, allowsMissing, values)._onnx;

    private OnnxExport(AutoencoderDescription description, int features, Scaler scaler, bool allowsMissing, StoredValues values)
    {
        (_description, _onnx) = (description, new OnnxGraph("autoencoder", values));
        bool isOfIds = description.Likelihood.IsOfIds;
        (OnnxType type, string units) = isOfIds ? (OnnxType.Int64, "ids of tokens") : (OnnxType.Float, "original units");
        AutoencoderGraph graph = AutoencoderGraph.Build(description, features, isTraining: false);
        string rows = _onnx.Input("rows", type, graph.Input.Shape, $"Rows in {units}.");
        if (isOfIds) rows = _onnx.Cast(rows, OnnxType.Float);
        _onnx.Bind(graph.Input, Scale(rows, scaler, allowsMissing));
        string code = _onnx.Of(graph.Code);
        string reconstruction = Unscale(description.Architecture.IsAutoregressive ? DecodeInOrder(graph, code) : _onnx.Of(graph.Reconstruction), scaler);
        if (isOfIds) reconstruction = _onnx.Cast(reconstruction, type);
        _onnx.Output("code", code, OnnxType.Float, graph.Code.Shape, "Codes of the rows.");
        _onnx.Output("reconstruction", reconstruction, type, graph.Reconstruction.Shape, $"What is left of the rows after encoding and decoding, in {units}.");
        _onnx.Output("error", _onnx.Of(graph.RowLoss), OnnxType.Float, graph.RowLoss.Shape, "The loss of each row as in training, of scaled values.");
    }

    private string Scale(string rows, Scaler scaler, bool allowsMissing)
    {
        if (Shift(scaler) is { } shift) rows = _onnx.Add("Sub", rows, shift);
        if (Factor(scaler) is { } factor) rows = _onnx.Add("Mul", rows, factor);
        return allowsMissing ? _onnx.Add("Where", _onnx.Add("IsNaN", rows), _onnx.Number(0), rows) : rows;
    }

    private string Unscale(string rows, Scaler scaler)
    {
        if (Factor(scaler) is { } factor) rows = _onnx.Add("Div", rows, factor);
        return Shift(scaler) is { } shift ? _onnx.Add("Add", rows, shift) : rows;
    }

    private string? Shift(Scaler scaler) => scaler.Shift.ContainsAnyExcept(0f) ? Vector("scaler.shift", scaler.Shift) : null;

    private string? Factor(Scaler scaler) => scaler.Factor.ContainsAnyExcept(1f) ? Vector("scaler.factor", scaler.Factor) : null;

    private string Vector(string name, ReadOnlySpan<float> values) => _onnx.Tensor(name, Shape.Fixed(values.Length), values.ToArray());

    // As AutoregressiveDecoder does: value after value, each from the code and the values before it. A row is open until its end value has come;
    // what follows stays 0.
    private string DecodeInOrder(AutoencoderGraph graph, string code)
    {
        (int features, Shape row) = (graph.Input.Shape.Columns, graph.Input.Shape);
        DecoderGraph decoder = DecoderGraph.Build(_description, features, graph.Code.Shape.Columns);
        OnnxGraph body = _onnx.Body("next_value");
        string position = body.Input("position", OnnxType.Int64, Shape.Scalar, "Number of the value."), isOpen = body.Input("any_open", OnnxType.Bool, Shape.Scalar, "Not read.");
        string known = body.Input("known", OnnxType.Float, row, "The values so far, 0 behind them."), open = body.Input("open", OnnxType.Float, Shape.PerRow, "1 until a row has ended, then 0.");
        body.Bind(decoder.Code, code);
        body.Bind(decoder.Row!, known);
        string chosen = body.Add("Gather", [body.Of(decoder.Reconstruction), body.Add("Reshape", position, body.Integers(1))], new OnnxAttribute("axis", FeatureAxis));
        string value = body.Add("Mul", chosen, open), place = body.Cast(body.Add("Equal", body.Integers([.. Enumerable.Range(0, features)]), position), OnnxType.Float);
        known = body.Add("Add", known, body.Add("Mul", value, place));
        if (_description.Architecture.EndValue is { } end)
            open = body.Add("Mul", open, body.Cast(body.Add("Not", body.Add("Equal", value, body.Number(end))), OnnxType.Float));
        isOpen = body.Add("Greater", body.Add("ReduceSum", [open], new OnnxAttribute("keepdims", 0)), body.Number(0));
        body.Output("any_open_next", isOpen, OnnxType.Bool, Shape.Scalar, "Whether to go on.");
        body.Output("known_next", known, OnnxType.Float, row, "The values so far.");
        body.Output("open_next", open, OnnxType.Float, Shape.PerRow, "Which rows go on.");
        string nothing = _onnx.Expand(_onnx.Number(0), row), all = _onnx.Expand(_onnx.Number(1), Shape.PerRow);
        return _onnx.Add(2, "Loop", [_onnx.Integers(features), "", nothing, all], new OnnxAttribute("body", body))[0];
    }
}
