"""Autoencoders as a PyTorch user writes them, their state dictionaries and what they answer: torch_weights.json.

    sudo apt-get install python3-torch python3-numpy && python3 -B torch_weights.py

Each case is a torch.nn.Module with `encoder` and `decoder`, in evaluation mode, with random weights rounded to multiples of
1/64. `state` is its state dictionary; `rows`, `codes` and `reconstructions` (for the recurrent one `losses`, the summed
cross-entropy of each row's tokens with padding 0 left out) are computed in float64. `modules` is what the stacks are built
from, and has to come back from an export word for word.
"""

import numpy
import torch
from torch import nn

from golden_file import array, exact, header, write

random = numpy.random.RandomState(20)
TOLERANCE = {"value": 1e-5, "of": "the largest value of an array, at least 1", "reason": "float32 sums of up to 20 products against float64"}


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
write("torch_weights.json", header("torch_weights.py", TOLERANCE), cases)
