"""Golden values of optimizers: 10 steps each -> optimizers.json.

Two parameters, a [5] and b [2, 3], on loss = sum(curvature / 2 * (parameter - target)^2), whose gradient is
curvature * (parameter - target). One curvature of a is 0 (a gradient that is always 0), one is 2^-22 (a gradient so
small that Adam's epsilon decides its step). Each case lists the gradients of its own way down, so that a test may
compute them or feed them: a loss of sum(parameter * gradient) has exactly that gradient.

A case: optimizer, settings, inputs (a, b, their curvatures and targets), and 10 steps, each with the gradients taken
before it and the parameters after it; with clipping also the global norm and the clipped gradients.
"""

import torch

from golden_file import array, deviation, header, write

STEPS = 10
A = {"start": [1.5, -0.75, 2.25, 0.5, -2.0], "target": [0.0, 1.0, -0.5, 2.5, 1.0],
     "curvature": [0.5, 1.0, 0.25, 0.0, 2.0 ** -22]}
B = {"start": [[0.25, -1.25, 3.0], [1.0, -0.5, 0.125]], "target": [[1.0, -1.0, 0.0], [-1.0, 0.5, 0.0]],
     "curvature": [[2.0, 0.125, 0.75], [1.5, 1.0, 4.0]]}


class KerasAdam:
    """w -= rate sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon), as Keras writes it."""

    def __init__(self, parameters, lr, betas, eps):
        self.parameters, self.rate, self.betas, self.epsilon, self.step_number = parameters, lr, betas, eps, 0
        self.moments = [(torch.zeros_like(w), torch.zeros_like(w)) for w in parameters]

    def step(self):
        self.step_number += 1
        beta1, beta2 = self.betas
        rate = self.rate * (1 - beta2 ** self.step_number) ** 0.5 / (1 - beta1 ** self.step_number)
        with torch.no_grad():
            for w, (m, v) in zip(self.parameters, self.moments):
                m.mul_(beta1).add_((1 - beta1) * w.grad)
                v.mul_(beta2).add_((1 - beta2) * w.grad * w.grad)
                w.sub_(rate * m / (v.sqrt() + self.epsilon))


def clip_exactly(parameters, limit):
    """gradient *= limit / max(norm, limit): no change below the limit, exactly the limit above it."""
    norm = torch.sqrt(sum((w.grad ** 2).sum() for w in parameters))
    for w in parameters:
        w.grad.mul_(limit / max(norm.item(), limit))
    return norm


# PyTorch's scales by limit / (norm + 1e-6) where that is below 1.
CLIPPINGS = {"limit / max(norm, limit)": clip_exactly,
             "PyTorch: min(1, limit / (norm + 1e-6))": torch.nn.utils.clip_grad_norm_}


def descend(make, settings, clipping, precision):
    """The 10 steps: gradients before, (norm, clipped gradients,) and parameters after each."""
    parameters = [torch.tensor(one["start"], dtype=precision, requires_grad=True) for one in (A, B)]
    targets, curvatures = ([torch.tensor(one[name], dtype=precision) for one in (A, B)] for name in ("target", "curvature"))
    optimizer = make(parameters, **settings)
    steps = []
    for _ in range(STEPS):
        loss = sum((c / 2 * (w - goal) ** 2).sum() for w, goal, c in zip(parameters, targets, curvatures))
        for w, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
            w.grad = gradient.clone()
        step = {"loss": loss.detach(), "gradients": [w.grad.clone() for w in parameters]}
        if clipping:
            step["norm"] = CLIPPINGS[clipping](parameters, 1.0).detach()
            step["clippedGradients"] = [w.grad.clone() for w in parameters]
        optimizer.step()
        step["parameters"] = [w.detach().clone() for w in parameters]
        steps.append(step)
    return steps


def plain(value):
    return dict(zip("ab", map(array, value))) if isinstance(value, list) else value.item()


def case(name, optimizer, formula, make, settings, clipping=None):
    steps = descend(make, settings, clipping, torch.float64)
    single = descend(make, settings, clipping, torch.float32)
    given = {label + suffix: array(torch.tensor(one[key], dtype=torch.float64)) for label, one in (("a", A), ("b", B))
             for key, suffix in (("start", ""), ("curvature", "Curvature"), ("target", "Target"))}
    return {
        "name": name,
        "optimizer": optimizer,
        "formula": formula,
        "settings": settings if clipping is None else {**settings, "clipNorm": 1.0, "clipping": clipping},
        "inputs": given,
        "steps": [{key: plain(value) for key, value in step.items()} for step in steps],
        "float32": max(deviation(expected, actual) for one, other in zip(steps, single)
                       for expected, actual in zip(one["parameters"], other["parameters"])),
    }


def cases():
    sgd = torch.optim.SGD
    rate = {"lr": 0.125}
    yield case("sgd", "sgd", "w -= lr g", sgd, rate)
    yield case("sgd momentum", "sgd", "v = momentum v + g (first step: v = g); w -= lr v", sgd, {**rate, "momentum": 0.9})
    yield case("sgd nesterov", "sgd", "v = momentum v + g (first step: v = g); w -= lr (g + momentum v)", sgd,
               {**rate, "momentum": 0.9, "nesterov": True})
    adam = {"lr": 0.01, "betas": [0.9, 0.999]}
    moments = "m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; "
    yield case("adam pytorch", "adam", moments + "w -= lr m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)",
               torch.optim.Adam, {**adam, "eps": 1e-8})
    yield case("adam keras", "adam", moments + "w -= lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps)",
               KerasAdam, {**adam, "eps": 1e-7})
    yield case("adamw", "adamw", "w *= 1 - lr weight_decay, then Adam as PyTorch writes it",
               torch.optim.AdamW, {**adam, "eps": 1e-8, "weight_decay": 0.01})
    for clipping in CLIPPINGS:
        yield case(f"sgd, clipped to norm 1 by {clipping}", "sgd", "g *= the clipping's factor, by the norm over a and b"
                   " together; w -= lr g", sgd, {"lr": 0.5}, clipping)


def check_keras_adam():
    """Keras's and PyTorch's form differ in where epsilon stands, and in nothing else."""
    settings = {"lr": 0.01, "betas": [0.9, 0.999], "eps": 1e-300}
    ours, theirs = (descend(make, settings, None, torch.float64) for make in (KerasAdam, torch.optim.Adam))
    for one, other in zip(ours, theirs):
        assert max(deviation(a, b) for a, b in zip(one["parameters"], other["parameters"])) < 1e-14


def main():
    check_keras_adam()
    made = list(cases())
    tolerance = {
        "float64": "1e-13 of the largest value of the parameter",
        "float32": "2e-6 of the largest value of the parameter",
        "reason": "10 steps of a handful of roundings each, of 1e-16 and 6e-8; PyTorch's float32 run stays below 4e-7.",
    }
    write("optimizers.json", header("optimizers.py", tolerance), made)
    for one in made:
        print(f"{one['name']:70}{one['float32']:.1e}")


if __name__ == "__main__":
    main()
