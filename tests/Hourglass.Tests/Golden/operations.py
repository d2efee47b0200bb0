"""Golden values of single operations -> operations.json.

A case: operation, attributes, inputs, output, outputGradient and gradients. The gradients are those of
sum(output * outputGradient) with respect to every input. All values are of PyTorch in float64; every formula written
out here is first checked against PyTorch's own, and every gradient against central differences.
Inputs are multiples of 1/64, exact in float32. "float32" says how far PyTorch's float32 run of the case is from the
float64 values: the largest difference of an array over the largest value of that array.
"""

import zlib

import numpy
import torch
from torch.nn import functional

from golden_file import array, deviation, exact, header, write

# Both sides of 0, and far enough out that exp overflows float32 (beyond 88.7) in a formula that is not stable.
EXTREMES = torch.tensor([[-100, -30, -9.5, -1 / 64, 1 / 64, 9.5, 30, 89, 100]], dtype=torch.float64)
SHAPES = [(1, 3), (3, 5), (2, 17), (1, 33)]


def gelu_tanh(x):
    return 0.5 * x * (1 + torch.tanh((2 / numpy.pi) ** 0.5 * (x + 0.044715 * x ** 3)))


def gelu_exact(x):
    return 0.5 * x * (1 + torch.erf(x / 2 ** 0.5))


def softplus(x):
    # PyTorch's own returns x beyond 20; this is the formula itself.
    return torch.clamp(x, min=0) + torch.log1p(torch.exp(-x.abs()))


def binary_cross_entropy(logits, targets):
    return functional.binary_cross_entropy_with_logits(logits, targets, reduction="none").sum(1)


def categorical_cross_entropy(logits, targets):
    return -(targets * torch.log_softmax(logits, 1)).sum(1)


def linear(x, weight, bias):
    return x @ weight + bias


def layer_normalisation(x, weight, bias, epsilon):
    return functional.layer_norm(x, x.shape[1:], weight, bias, epsilon)


def batch_normalisation(x, weight, bias, epsilon):
    """Training mode, [batch, features]: mean and variance of the batch, divided by the rows (biased)."""
    mean = x.mean(0)
    variance = ((x - mean) ** 2).mean(0)
    return (x - mean) / torch.sqrt(variance + epsilon) * weight + bias


def batch_normalisation_inference(x, weight, bias, runningMean, runningVariance, epsilon):
    return (x - runningMean) / torch.sqrt(runningVariance + epsilon) * weight + bias


ACTIVATIONS = [
    ("relu", {}, lambda x: torch.relu(x)),
    ("leaky_relu", {"slope": 0.01}, lambda x, slope: functional.leaky_relu(x, slope)),
    ("leaky_relu", {"slope": 0.3}, lambda x, slope: functional.leaky_relu(x, slope)),
    ("elu", {"alpha": 1.0}, lambda x, alpha: functional.elu(x, alpha)),
    ("selu", {"alpha": 1.6732632423543772, "scale": 1.0507009873554805},
     lambda x, alpha, scale: scale * functional.elu(x, alpha)),
    ("gelu", {"form": "exact (erf)"}, lambda x, form: gelu_exact(x)),
    ("gelu", {"form": "tanh"}, lambda x, form: gelu_tanh(x)),
    ("silu", {}, lambda x: x * torch.sigmoid(x)),
    ("sigmoid", {}, lambda x: torch.sigmoid(x)),
    ("tanh", {}, lambda x: torch.tanh(x)),
    ("softplus", {}, softplus),
    ("softmax", {"axis": "last"}, lambda x, axis: torch.softmax(x, -1)),
]


def check_formulas(random):
    """The formulas above are PyTorch's."""
    x, weight, bias = exact(random, 5, 7), exact(random, 7), exact(random, 7)
    pairs = [
        (gelu_exact(x), functional.gelu(x)),
        (gelu_tanh(x), functional.gelu(x, approximate="tanh")),
        (softplus(x), functional.softplus(x, threshold=1000)),
        (x * torch.sigmoid(x), functional.silu(x)),
        (ACTIVATIONS[4][2](x, **ACTIVATIONS[4][1]), functional.selu(x)),
        (linear(x, x.T, bias[:5]), functional.linear(x, x, bias[:5])),
        (categorical_cross_entropy(x, torch.softmax(x, 1)),
         functional.cross_entropy(x, torch.softmax(x, 1), reduction="none")),
        (batch_normalisation(x, weight, bias, 1e-3), functional.batch_norm(x, None, None, weight, bias, True, 0.1, 1e-3)),
        (batch_normalisation_inference(x, weight, bias, bias, bias ** 2, 1e-3),
         functional.batch_norm(x, bias, bias ** 2, weight, bias, False, 0.1, 1e-3)),
    ]
    for ours, theirs in pairs:
        assert deviation(theirs, ours) < 1e-14


def differentiate(compute, attributes, inputs, upstream, precision):
    """Output and gradients, all of them in the precision given."""
    leaves = {name: value.to(precision).requires_grad_() for name, value in inputs.items()}
    output = compute(**leaves, **attributes)
    total = (output * upstream.to(precision)).sum()
    return output, dict(zip(leaves, torch.autograd.grad(total, list(leaves.values()))))


def case(operation, attributes, compute, inputs, **more):
    shapes = " ".join("x".join(map(str, value.shape)) for value in inputs.values())
    title = " ".join([operation, *(str(value) for value in attributes.values()), shapes, *more.pop("note", [])])
    # Seeded by the title, so that adding a case leaves the values of the others alone.
    random = numpy.random.RandomState(zlib.crc32(title.encode()))
    upstream = exact(random, *compute(**inputs, **attributes).shape)
    output, gradients = differentiate(compute, attributes, inputs, upstream, torch.float64)
    single, single_gradients = differentiate(compute, attributes, inputs, upstream, torch.float32)
    leaves = [value.clone().requires_grad_() for value in inputs.values()]
    if not more.pop("kink", False):  # where the gradient is a convention, as of the largest of equal numbers
        torch.autograd.gradcheck(lambda *values: compute(**dict(zip(inputs, values)), **attributes), leaves, rtol=1e-4)
    return {
        "name": title,
        "operation": operation,
        "attributes": attributes,
        "inputs": {name: array(value) for name, value in inputs.items()},
        "output": array(output),
        "outputGradient": array(upstream),
        "gradients": {name: array(value) for name, value in gradients.items()},
        "float32": {"output": deviation(output, single),
                    **{name: deviation(gradients[name], single_gradients[name]) for name in gradients}},
        **more,
    }


def soft_targets(random, rows, columns):
    """Multiples of 1/64 that sum to 1 in every row, exactly."""
    return torch.tensor(random.multinomial(64, random.dirichlet(numpy.ones(columns)), size=rows) / 64)


def running(x, mean, variance, keep, divisor):
    """new = keep * old + (1 - keep) * of this batch; the variance is the sum of squares over divisor."""
    batch_variance = ((x - x.mean(0)) ** 2).sum(0) / divisor
    return {"runningMean": array(keep * mean + (1 - keep) * x.mean(0)),
            "runningVariance": array(keep * variance + (1 - keep) * batch_variance)}


def batch_normalisation_cases(random):
    for rows, columns in [(1, 3), (2, 3), (5, 17), (33, 5)]:
        x = exact(random, rows, columns) + exact(random, columns)
        weight, bias = exact(random, columns), exact(random, columns)
        mean, variance = exact(random, columns), exact(random, columns) ** 2
        before = {"runningMean": array(mean), "runningVariance": array(variance)}
        inputs = {"x": x, "weight": weight, "bias": bias}
        yield case("batch_normalisation", {"epsilon": 1e-3}, batch_normalisation, inputs, stateBefore=before,
                   stateUpdate={"convention": "Keras", "keep": 0.99, "varianceDividedBy": "rows"},
                   stateAfter=running(x, mean, variance, 0.99, rows))
        if rows > 1:
            after = running(x, mean, variance, 0.9, rows - 1)
            torch_mean, torch_variance = mean.clone(), variance.clone()
            functional.batch_norm(x, torch_mean, torch_variance, weight, bias, True, 0.1, 1e-5)
            assert numpy.allclose(torch_mean, after["runningMean"]["values"], rtol=1e-13, atol=1e-14)
            assert numpy.allclose(torch_variance, after["runningVariance"]["values"], rtol=1e-13, atol=1e-14)
            yield case("batch_normalisation", {"epsilon": 1e-5}, batch_normalisation, inputs, stateBefore=before,
                       stateUpdate={"convention": "PyTorch", "keep": 0.9, "varianceDividedBy": "rows - 1"},
                       stateAfter=after)
        yield case("batch_normalisation_inference", {"epsilon": 1e-3}, batch_normalisation_inference,
                   {**inputs, "runningMean": mean, "runningVariance": variance})


def loss_cases(random):
    extreme_targets = torch.tensor([[1, 0, 0.25, 0, 1, 0.5, 0, 1, 0.75]], dtype=torch.float64)
    yield case("binary_cross_entropy", {"reduction": "sum over the row"},
               lambda logits, targets, reduction: binary_cross_entropy(logits, targets),
               {"logits": EXTREMES, "targets": extreme_targets}, note=["extremes"])
    yield case("categorical_cross_entropy", {"reduction": "sum over the row"},
               lambda logits, targets, reduction: categorical_cross_entropy(logits, targets),
               {"logits": EXTREMES, "targets": torch.eye(9, dtype=torch.float64)[3:4]}, note=["extremes, one-hot"])
    for shape in SHAPES:
        logits = exact(random, *shape, scale=2)
        between = torch.tensor(random.randint(0, 65, shape) / 64)
        yield case("binary_cross_entropy", {"reduction": "sum over the row"},
                   lambda logits, targets, reduction: binary_cross_entropy(logits, targets),
                   {"logits": logits, "targets": between})
        yield case("categorical_cross_entropy", {"reduction": "sum over the row"},
                   lambda logits, targets, reduction: categorical_cross_entropy(logits, targets),
                   {"logits": logits, "targets": soft_targets(random, *shape)})
        pair = {"reconstruction": exact(random, *shape), "targets": exact(random, *shape)}
        yield case("squared_error", {"reduction": "sum over the row"},
                   lambda reconstruction, targets, reduction: ((reconstruction - targets) ** 2).sum(1), pair)
        yield case("squared_error", {"reduction": "sum over the row, mean over rows"},
                   lambda reconstruction, targets, reduction: ((reconstruction - targets) ** 2).sum(1).mean(), pair)
        yield case("mean_squared_error", {"reduction": "mean over all values"},
                   lambda reconstruction, targets, reduction: functional.mse_loss(reconstruction, targets), pair)


def cases():
    random = numpy.random.RandomState(1)
    for operation, attributes, compute in ACTIVATIONS:
        for shape in SHAPES:
            yield case(operation, attributes, compute, {"x": exact(random, *shape, scale=2)})
        yield case(operation, attributes, compute, {"x": EXTREMES}, note=["extremes"])
    yield case("softmax", {"axis": "last"}, ACTIVATIONS[-1][2], {"x": exact(random, 3, 1)})
    yield from loss_cases(random)
    for rows, inputs, outputs in [(1, 3, 5), (5, 17, 3), (3, 5, 33), (2, 33, 1)]:
        yield case("linear", {}, linear, {"x": exact(random, rows, inputs), "weight": exact(random, inputs, outputs),
                                          "bias": exact(random, outputs)})
    for rows, columns in [(1, 3), (3, 5), (2, 17), (1, 33)]:
        yield case("layer_normalisation", {"epsilon": 1e-5}, layer_normalisation,
                   {"x": exact(random, rows, columns) + 2, "weight": exact(random, columns), "bias": exact(random, columns)})
    yield from batch_normalisation_cases(random)
    for first, second in [((1, 3), (3, 1)), ((5, 3), (3, 5)), ((3, 17), (17, 3))]:
        yield case("l2_penalty", {"lambda": 0.01},
                   lambda W1, W2, **attributes: attributes["lambda"] * ((W1 ** 2).sum() + (W2 ** 2).sum()),
                   {"W1": exact(random, *first), "W2": exact(random, *second)})


def main():
    check_formulas(numpy.random.RandomState(0))
    made = list(cases())
    assert len({one["name"] for one in made}) == len(made)
    worst = {}
    for one in made:
        worst[one["operation"]] = max(worst.get(one["operation"], 0.0), *one["float32"].values())
    tolerance = {
        "float64": "1e-12 of the largest value of the array (or 1e-12 where all of it is 0), or 10 times the case's own"
                   " float32 figure times 2^-29 where that is more",
        "float32": "2e-6 of the largest value of the array, or 10 times the case's own float32 figure where that is more",
        "reason": "float64: other orders of summing and other exp, erf and tanh differ by a few 1e-16 of the largest"
                  " value, times at most 33 terms, more in a normalisation; float32: likewise with 6e-8, and PyTorch's"
                  " own float32 shows where a formula loses more: in the gradients of a saturated softmax and of a"
                  " batch normalisation over 2 rows nearly everything cancels.",
    }
    write("operations.json", header("operations.py", tolerance, measuredFloat32Deviation=worst), made)
    print("\n".join(f"{name:32}{value:.1e}" for name, value in worst.items()))


if __name__ == "__main__":
    main()
