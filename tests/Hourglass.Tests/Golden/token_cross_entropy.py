"""Cross-entropy of token sequences, padding ignored, and its gradient as PyTorch computes them: token_cross_entropy.json.

    sudo apt-get install python3-torch && python3 -B token_cross_entropy.py

The loss of a row is the sum over its positions (reduction='none', ignore_index=0); the gradient is that of sum(rowWeight * loss).
Values are float64; tolerance 1e-12 for the definition, 2e-6 of the largest value of an array for the float32 kernel.
"""

import json
import pathlib

import numpy
import torch

torch.set_num_threads(1)
batch, positions, vocabulary = 4, 5, 7
random = numpy.random.RandomState(5)
logits = torch.tensor(random.randint(-192, 193, size=(batch, positions, vocabulary)) / 64, dtype=torch.float64, requires_grad=True)
ids = torch.tensor(random.randint(1, vocabulary, size=(batch, positions)))
ids[0, 3:] = 0
ids[2, 1:] = 0
ids[3, :] = 0
weights = torch.tensor([1.0, 0.5, 2.0, 1.0], dtype=torch.float64)
loss = torch.nn.functional.cross_entropy(logits.reshape(-1, vocabulary), ids.reshape(-1), ignore_index=0, reduction="none").reshape(batch, positions).sum(1)
(loss * weights).sum().backward()
flat = lambda tensor: tensor.detach().double().reshape(-1).tolist()
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({
    "torch": torch.__version__, "batch": batch, "positions": positions, "vocabulary": vocabulary,
    "logits": flat(logits), "ids": flat(ids), "rowWeight": flat(weights), "loss": flat(loss), "gradient": flat(logits.grad),
}, indent=1), encoding="utf-8")
