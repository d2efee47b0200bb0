"""Autoencoders as a PyTorch user writes them, their state dictionaries and what they answer: torch_weights.json.

    sudo apt-get install python3-torch python3-numpy && python3 -B torch_weights.py

Each case is a torch.nn.Module with `encoder` and `decoder`, in evaluation mode, with random weights rounded to multiples of
1/64. `state` is its state dictionary; `rows`, `codes` and `reconstructions` (for the recurrent one `losses`, the summed
cross-entropy of each row's tokens with padding 0 left out) are computed in float64. `modules` is what the stacks are built
from, and has to come back from an export word for word.
"""

import types

import numpy
import torch
from torch import nn

from golden_file import array, exact, header, write

random = numpy.random.RandomState(20)
TOLERANCE = {"value": 1e-5, "of": "the largest value of an array, at least 1", "reason": "float32 sums of up to 70 products against float64"}


class Permute(nn.Module):
    """torchvision's, so that the script does without that package."""

    def __init__(self, dims):
        super().__init__()
        self.dims = dims

    def forward(self, x):
        return x.permute(self.dims)


torchvision = types.SimpleNamespace(ops=types.SimpleNamespace(Permute=Permute))


class ResidualBlock(nn.Sequential):
    """He et al. 2016, as docs/weights.md shows it."""

    def forward(self, x):
        first, second, *activation = self
        after = activation[0] if activation else nn.Identity()
        return after(x + second(after(first(x))))


def fill(module):
    for name, tensor in module.state_dict().items():
        if "num_batches" in name:
            continue
        values = exact(random, *tensor.shape, scale=0.4)
        tensor.copy_(values.abs() + 0.5 if name.endswith("running_var") else values)
    return module.double().eval()


def state(module):
    return {name: array(tensor) for name, tensor in module.state_dict().items() if "num_batches" not in name}


class Plain(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.expressions = {"encoder": encoder, "decoder": decoder}
        self.encoder, self.decoder = eval(encoder), eval(decoder)

    def code(self, rows):
        return self.encoder(rows)

    def forward(self, rows):
        return self.decoder(self.code(rows))


class Variational(Plain):
    def code(self, rows):
        return self.encoder[-1]["mean"](self.encoder[:-1](rows))


class Recurrent(Plain):
    def code(self, ids):
        _, last = self.encoder[1](self.encoder[0](ids))
        return self.encoder[2](last[0])

    def losses(self, ids):
        before = torch.cat([torch.zeros_like(ids[:, :1]), ids[:, :-1]], 1)
        code = self.code(ids)[:, None].expand(-1, ids.shape[1], -1)
        states, _ = self.decoder[1](torch.cat([self.decoder[0](before), code], -1))
        errors = nn.functional.cross_entropy(self.decoder[2](states).transpose(1, 2), ids, reduction="none")
        return (errors * (ids != 0)).sum(1, keepdim=True)


class Tied(Plain):
    def __init__(self, encoder, decoder):
        super().__init__(encoder, decoder)
        self.decoder[0].weight = nn.Parameter(self.encoder[2].weight.detach().T)
        self.decoder[2].weight = nn.Parameter(self.encoder[0].weight.detach().T)


def tied(module):
    with torch.no_grad():
        module.decoder[0].weight.copy_(module.encoder[2].weight.T)
        module.decoder[2].weight.copy_(module.encoder[0].weight.T)
    return module


torch.set_grad_enabled(False)
plain = {
    "dense": Plain("nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 3))", "nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 6))"),
    "batch": Plain(
        "nn.Sequential(nn.Linear(6, 5), nn.BatchNorm1d(5, eps=0.001, momentum=0.01), nn.Tanh(), nn.Linear(5, 3), nn.Sigmoid())",
        "nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5, eps=0.001, momentum=0.01), nn.Tanh(), nn.Linear(5, 6))"),
    "layer": Plain(
        "nn.Sequential(nn.Linear(6, 5), nn.LayerNorm(5, eps=1E-05), nn.GELU(approximate='tanh'), nn.Dropout(0.25), nn.Linear(5, 3))",
        "nn.Sequential(nn.Linear(3, 5), nn.LayerNorm(5, eps=1E-05), nn.GELU(approximate='tanh'), nn.Dropout(0.25), nn.Linear(5, 6))"),
    "tied": Tied("nn.Sequential(nn.Linear(6, 5), nn.SELU(), nn.Linear(5, 3))", "nn.Sequential(nn.Linear(3, 5), nn.SELU(), nn.Linear(5, 6))"),
    "variational": Variational(
        "nn.Sequential(nn.Linear(6, 5), nn.ELU(), nn.ModuleDict({'mean': nn.Linear(5, 3), 'variance': nn.Linear(5, 3)}))",
        "nn.Sequential(nn.Linear(3, 5), nn.ELU(), nn.Linear(5, 6))"),
    "activations": Plain(
        "nn.Sequential(nn.Linear(6, 5, bias=False), nn.SiLU(), nn.Linear(5, 3), nn.Softplus())", "nn.Sequential(nn.Linear(3, 4), nn.LeakyReLU(0.01), nn.Linear(4, 6))"),
}
cases = []
for name, module in plain.items():
    fill(module)
    if name == "tied":
        tied(module)
    rows = exact(random, 7, 6)
    cases.append({"name": name, "modules": module.expressions, "state": state(module), "rows": array(rows), "codes": array(module.code(rows)), "reconstructions": array(module(rows))})

module = fill(Recurrent(
    "nn.Sequential(nn.Embedding(8, 4), nn.GRU(4, 6, batch_first=True), nn.Linear(6, 3))",
    "nn.Sequential(nn.Embedding(8, 4), nn.GRU(7, 6, batch_first=True), nn.Linear(6, 8))"))
ids = torch.tensor(random.randint(1, 8, size=(7, 5)))
ids[2, 3:] = 0
cases.append({"name": "recurrent", "modules": module.expressions, "state": state(module), "rows": array(ids), "codes": array(module.code(ids)), "losses": array(module.losses(ids))})

IN, OUT = "torchvision.ops.Permute([0, 3, 1, 2])", "torchvision.ops.Permute([0, 2, 3, 1]), nn.Flatten()"


def down(channels, filters, bias=""):
    return f"nn.Conv2d({channels}, {filters}, 3, stride=2, dilation=1, groups=1{bias}, padding=1)"


def up(channels, filters, more, bias=""):
    return f"nn.ConvTranspose2d({channels}, {filters}, 3, stride=2, padding=1, output_padding={more}{bias})"


def flat(channels, filters, bias=""):
    return f"nn.Conv2d({channels}, {filters}, 3, stride=1, dilation=1, groups=1{bias}, padding=1)"


def block(channels, normalisation=None):
    half = f"nn.Sequential({flat(channels, channels, ', bias=False')}, {normalisation})" if normalisation else flat(channels, channels)
    return f"ResidualBlock({half}, {half}, nn.ReLU())"


def residual(height, width, normalisation):
    """A stage with a residual block, of grey pictures of even size."""
    (bias, between) = (", bias=False", f"{normalisation}, ") if normalisation else ("", "")
    (h, w) = (height // 2, width // 2)
    return Plain(
        f"nn.Sequential(nn.Unflatten(1, ({height}, {width}, 1)), {IN}, {down(1, 4, bias)}, {between}nn.ReLU(), {block(4, normalisation)}, {OUT}, nn.Linear({h * w * 4}, 3))",
        f"nn.Sequential(nn.Linear(3, {h * w * 4}), nn.ReLU(), nn.Unflatten(1, ({h}, {w}, 4)), {IN}, {block(4, normalisation)}, "
        f"{up(4, 4, (1, 1), bias)}, {between}nn.ReLU(), {flat(4, 1)}, {OUT})")


odd = (
    f"nn.Sequential(nn.Unflatten(1, (5, 7, 3)), {IN}, {down(3, 4)}, nn.ReLU(), {down(4, 6)}, nn.ReLU(), {OUT}, ",
    f"nn.Sequential(nn.Linear(3, 24), nn.ReLU(), nn.Unflatten(1, (2, 2, 6)), {IN}, {up(6, 4, (0, 1))}, nn.ReLU(), {up(4, 4, (0, 0))}, nn.ReLU(), {flat(4, 3)}, {OUT})")
pictures = {
    "convolutional": (105, Plain(odd[0] + "nn.Linear(24, 3))", odd[1])),
    "convolutional, variational": (105, Variational(odd[0] + "nn.ModuleDict({'mean': nn.Linear(24, 3), 'variance': nn.Linear(24, 3)}))", odd[1])),
    "residual": (24, residual(6, 4, None)),
    "residual, batch": (24, residual(6, 4, "nn.BatchNorm2d(4, eps=0.001, momentum=0.01)")),
    "residual, layer": (24, residual(6, 4, "nn.GroupNorm(1, 4, eps=1E-05)")),
    "same": (60, Plain(
        f"nn.Sequential(nn.Unflatten(1, (5, 6, 2)), {IN}, nn.Sequential(nn.ConstantPad2d((0, 1, 1, 1), 0), nn.Conv2d(2, 4, 3, stride=2, dilation=1, groups=1)), nn.ELU(), "
        f"nn.Conv2d(4, 4, 3, stride=1, dilation=1, groups=4, bias=False, padding=1), {OUT}, nn.Linear(36, 3))",
        f"nn.Sequential(nn.Linear(3, 24), nn.Unflatten(1, (3, 2, 4)), {IN}, nn.Conv2d(4, 6, 3, stride=1, dilation=2, groups=2, padding=2), nn.Tanh(), "
        f"nn.ConvTranspose2d(6, 2, 2, stride=2, padding=0, output_padding=(0, 0), bias=False), {OUT}, nn.Linear(48, 60))")),
    "sequence": (18, Plain(
        "nn.Sequential(nn.Unflatten(1, (9, 2)), torchvision.ops.Permute([0, 2, 1]), nn.Conv1d(2, 4, 3, stride=2, dilation=1, groups=1, padding=1), nn.SiLU(), "
        "nn.Sequential(nn.ConstantPad1d((0, 1), 0), nn.Conv1d(4, 6, 2, stride=1, dilation=1, groups=2, bias=False)), torchvision.ops.Permute([0, 2, 1]), nn.Flatten(), nn.Linear(30, 3))",
        "nn.Sequential(nn.Linear(3, 16), nn.Unflatten(1, (4, 4)), torchvision.ops.Permute([0, 2, 1]), nn.ConvTranspose1d(4, 2, 4, stride=2, padding=1, output_padding=1), "
        "torchvision.ops.Permute([0, 2, 1]), nn.Flatten())")),
}
for name, (width, module) in pictures.items():
    fill(module)
    rows = exact(random, 5, width)
    cases.append({"name": name, "modules": module.expressions, "state": state(module), "rows": array(rows), "codes": array(module.code(rows)), "reconstructions": array(module(rows))})

# Two pictures, of which the first is the reconstruction: means and raw deviations.
gaussian = fill(Plain(odd[0] + "nn.Linear(24, 3))", odd[1].replace(flat(4, 3) + ", " + OUT, flat(4, 6) + ", nn.Unflatten(1, (2, 3)), torchvision.ops.Permute([0, 1, 3, 4, 2]), nn.Flatten()")))
rows = exact(random, 5, 105)
cases.append({
    "name": "convolutional, gaussian", "modules": gaussian.expressions, "state": state(gaussian), "rows": array(rows), "codes": array(gaussian.code(rows)),
    "reconstructions": array(gaussian(rows)[:, :105])})
write("torch_weights.json", header("torch_weights.py", TOLERANCE), cases)
