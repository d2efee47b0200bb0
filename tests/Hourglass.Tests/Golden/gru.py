"""A GRU over a sequence and all its gradients as PyTorch computes them: gru.json.

    sudo apt-get install python3-torch && python3 -B gru.py

PyTorch keeps the gates as rows r, z, n of weights [3 units, inputs]; here they are columns, [inputs, 3 units].
The gradients are those of sum(output * outputGradient). Values are float64; tolerance 1e-12 for the definition, 2e-6 of
the largest value of an array for the float32 kernel.
"""

import json
import pathlib

import numpy
import torch

torch.set_num_threads(1)
batch, positions, inputs, units = 3, 5, 4, 6
random = numpy.random.RandomState(11)


def exact(*shape):
    return torch.tensor(random.randint(-64, 65, size=shape) / 64, dtype=torch.float64, requires_grad=True)


gru = torch.nn.GRU(inputs, units, batch_first=True).double()
x, weight, bias, recurrent, recurrent_bias = exact(batch, positions, inputs), exact(inputs, 3 * units), exact(3 * units), exact(units, 3 * units), exact(3 * units)
upstream = exact(batch, positions, units).detach()
with torch.no_grad():
    gru.weight_ih_l0.copy_(weight.T)
    gru.weight_hh_l0.copy_(recurrent.T)
    gru.bias_ih_l0.copy_(bias)
    gru.bias_hh_l0.copy_(recurrent_bias)
output, _ = gru(x)
(output * upstream).sum().backward()
gradients = {"x": x.grad, "weight": gru.weight_ih_l0.grad.T, "bias": gru.bias_ih_l0.grad, "recurrent": gru.weight_hh_l0.grad.T, "recurrentBias": gru.bias_hh_l0.grad}
arrays = {"x": x, "weight": weight, "bias": bias, "recurrent": recurrent, "recurrentBias": recurrent_bias, "outputGradient": upstream, "output": output}
flat = lambda tensor: tensor.detach().reshape(-1).tolist()
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({
    "torch": torch.__version__, "batch": batch, "positions": positions, "inputs": inputs, "units": units,
    **{name: flat(value) for name, value in arrays.items()},
    "gradients": {name: flat(value) for name, value in gradients.items()},
}, indent=1), encoding="utf-8")
