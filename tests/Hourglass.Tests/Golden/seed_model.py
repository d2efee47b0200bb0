"""Golden training run: 20 steps of the article's 784-128-784 autoencoder -> seed_model.npz.

    code    = relu(x @ W1 + b1)          x  [32, 784], W1 [784, 128], b1 [128]
    logits  = code @ W2 + b2                           W2 [128, 784], b2 [784]
    loss    = mean over rows and pixels of max(z, 0) - z x + log(1 + exp(-|z|)),  z = logits

Adam in Keras's form, rate 1e-3, betas 0.9 and 0.999, epsilon 1e-7, by hand on autograd's gradients:

    m = beta1 m + (1 - beta1) g,    v = beta2 v + (1 - beta2) g g
    w -= rate sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon),    t = 1, 2, ...

Weights and batches come from a formula, not from a file. All of it is uint32 (wrapping) and float32:

    x = (index * 2654435761) ^ salt;  x ^= x >> 15;  x *= 2246822519;  x ^= x >> 13;  x *= 3266489917;  x ^= x >> 16
    uniform(index, salt) = (x >> 8) * 2^-24                                       in [0, 1), exact
    W1[i, j] = (uniform(i * 128 + j, 1) - 0.5) * 2 * limit,   W2[i, j] the same with i * 784 + j and salt 2
    limit    = float32(sqrt(6 / (784 + 128)))  (Glorot uniform, the same for both);   b1 = b2 = 0
    x[t, r, c] = u * u,   u = uniform((t * 32 + r) * 784 + c, 3),   t = 0 .. 19

Arrays in the file ("64" a float64 run, "32" a float32 run of PyTorch; order of parameters W1, b1, W2, b2):

    header                  uint8: UTF-8 JSON, versions, date and tolerance
    loss64, loss32          [20]      loss of each step, before its update
    gradient_norm64, ..32   [20, 4]   L2 norm of each gradient
    gradient_sum64, ..32    [20, 4]   sum of each gradient
    gradient_size           [20, 4]   sum of |gradient| (float64 run): what the error of gradient_sum is measured by
    gradient_W1, _b1, _W2, _b2        step 1 in full: the float64 run, rounded to float32
    final_norm64, ..32      [4]       L2 norm of each parameter after step 20
    final_b1, final_b2                biases after step 20: the float64 run, rounded to float32
    start_sum               [3]       sums (float64) of the initial W1 and W2 and of batch 0: checks the formula
    start_values            [3, 8]    their first 8 values, float32: exact
"""

import json

import numpy
import torch

from golden_file import FOLDER, deviation, header

STEPS, BATCH, PIXELS, CODE = 20, 32, 784, 128
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-7
NAMES = ["W1", "b1", "W2", "b2"]


def uniform(count, salt, first=0):
    """[count] float32 in [0, 1): the hash of the head of this file."""
    x = numpy.arange(first, first + count, dtype=numpy.uint32) * numpy.uint32(2654435761) ^ numpy.uint32(salt)
    x ^= x >> numpy.uint32(15)
    x *= numpy.uint32(2246822519)
    x ^= x >> numpy.uint32(13)
    x *= numpy.uint32(3266489917)
    x ^= x >> numpy.uint32(16)
    return (x >> numpy.uint32(8)).astype(numpy.float32) * numpy.float32(2.0 ** -24)


def glorot(rows, columns, salt):
    limit = numpy.float32(numpy.sqrt(6 / (rows + columns)))
    centred = (uniform(rows * columns, salt) - numpy.float32(0.5)) * numpy.float32(2)
    return torch.tensor((centred * limit).reshape(rows, columns))


def batch(step):
    values = uniform(BATCH * PIXELS, 3, step * BATCH * PIXELS)
    return torch.tensor((values * values).reshape(BATCH, PIXELS))


def start():
    return [glorot(PIXELS, CODE, 1), torch.zeros(CODE), glorot(CODE, PIXELS, 2), torch.zeros(PIXELS)]


def train(precision, noise=0.0):
    """The run in one precision: losses [20], gradients of every step, final parameters.

    noise: normal noise added to every gradient, as a share of its largest value; shows what rounding may grow to.
    """
    torch.manual_seed(0)
    parameters = [value.to(precision).requires_grad_() for value in start()]
    first = [torch.zeros_like(value) for value in parameters]
    second = [torch.zeros_like(value) for value in parameters]
    losses, gradients = [], []
    for step in range(STEPS):
        x = batch(step).to(precision)
        w1, b1, w2, b2 = parameters
        logits = torch.relu(x @ w1 + b1) @ w2 + b2
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, x)
        losses.append(loss.item())
        exact = torch.autograd.grad(loss, parameters)
        gradients.append([g + noise * g.abs().max() * torch.randn_like(g) for g in exact])
        rate = RATE * (1 - BETA2 ** (step + 1)) ** 0.5 / (1 - BETA1 ** (step + 1))
        with torch.no_grad():
            for w, m, v, g in zip(parameters, first, second, gradients[-1]):
                m.mul_(BETA1).add_((1 - BETA1) * g)
                v.mul_(BETA2).add_((1 - BETA2) * g * g)
                w.sub_(rate * m / (v.sqrt() + EPSILON))
    return torch.tensor(losses, dtype=torch.float64), gradients, [value.detach() for value in parameters]


def table(gradients, measure):
    """[steps, 4]: one number per step and parameter, taken in float64."""
    return torch.tensor([[measure(g.double()).item() for g in step] for step in gradients], dtype=torch.float64)


def relative(expected, actual):
    return ((actual - expected) / expected).abs().max().item()


def norms(gradients):
    return table(gradients, torch.linalg.vector_norm)


def compare(expected, actual):
    """How far one run is from another, in the measures the tolerances are stated in."""
    (loss, gradients, final), (other_loss, other_gradients, other_final) = expected, actual
    # A sum of terms of both signs is judged against the sum of their sizes: that is what rounding scales with.
    difference = (table(other_gradients, torch.sum) - table(gradients, torch.sum)).abs()
    return {
        "loss": relative(loss, other_loss),
        "gradientNorm": relative(norms(gradients), norms(other_gradients)),
        "gradientSum": (difference / table(gradients, lambda g: g.abs().sum())).max().item(),
        "gradientOfStep1": max(deviation(a, b) for a, b in zip(gradients[0], other_gradients[0])),
        "finalNorm": relative(norms([final]), norms([other_final])),
        "finalBias": max(deviation(final[i], other_final[i]) for i in (1, 3)),
    }


def main():
    run64, run32 = train(torch.float64), train(torch.float32)
    (loss64, gradients64, final64), (loss32, gradients32, final32) = run64, run32
    tolerance = {
        "loss": "relative 2e-6",
        "gradientNorm": "relative 5e-6",
        "gradientSum": "1e-5 of gradient_size",
        "gradientOfStep1": "5e-6 of the largest value of that gradient",
        "finalNorm": "relative 1e-5",
        "finalBias": "1e-3 of the largest value of that bias",
        "reason": "against the float64 run; at least 10 times what PyTorch's float32 run deviates, and no less than what"
                  " gradients wrong by 1e-6 of their largest value lead to. Biases get more room than the rest because"
                  " Adam divides by the size of the gradient, so that rounding in one near 0 moves its parameter most.",
    }
    head = header("seed_model.py", tolerance, measuredFloat32=compare(run64, run32),
                  measuredFloat32Noise1e6=compare(run64, train(torch.float32, noise=1e-6)))
    w1, _, w2, _ = start()
    beginnings = [w1, w2, batch(0)]
    arrays = {
        "header": numpy.frombuffer(json.dumps(head, indent=2).encode("utf-8"), dtype=numpy.uint8),
        "loss64": loss64, "loss32": loss32,
        "gradient_norm64": norms(gradients64), "gradient_norm32": norms(gradients32),
        "gradient_sum64": table(gradients64, torch.sum), "gradient_sum32": table(gradients32, torch.sum),
        "gradient_size": table(gradients64, lambda g: g.abs().sum()),
        "final_norm64": norms([final64])[0], "final_norm32": norms([final32])[0],
        "final_b1": final64[1].float(), "final_b2": final64[3].float(),
        "start_sum": torch.stack([value.double().sum() for value in beginnings]),
        "start_values": torch.stack([value.reshape(-1)[:8] for value in beginnings]),
    }
    arrays.update({f"gradient_{name}": value.float() for name, value in zip(NAMES, gradients64[0])})
    numpy.savez_compressed(FOLDER / "seed_model.npz", **{name: numpy.asarray(value) for name, value in arrays.items()})
    print(json.dumps(head, indent=2))
    print("losses", loss64[0].item(), "...", loss64[-1].item())


if __name__ == "__main__":
    main()
