"""Writes sparse.json: what PyTorch's optimizers make of sparse gradients of an embedding [70, 3], in double.

  python3 sparse.py > sparse.json      (PyTorch 1.13)

Each step looks five tokens up, one of them twice. Epsilons are so small that it doesn't matter where they are added: SparseAdam adds its own before the correction of the second moment.
"""
import json

import torch

ROWS, LENGTH, STEPS = 70, 3, 6
CASES = [
    ('Sgd', torch.optim.SGD, dict(lr=0.1)),
    ('AdaGrad', torch.optim.Adagrad, dict(lr=0.05, eps=1e-14)),
    ('Adam', torch.optim.SparseAdam, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-14)),
]


def run(kind, arguments, initial, steps):
    parameter = torch.nn.Parameter(initial.clone())
    optimizer = kind([parameter], **arguments)
    for tokens, rows in steps:
        parameter.grad = torch.sparse_coo_tensor(tokens[None], rows, (ROWS, LENGTH)).double()
        optimizer.step()
    state = {k: v.to_dense().flatten().tolist() if v.is_sparse else v.flatten().tolist()
             for k, v in optimizer.state[parameter].items() if torch.is_tensor(v) and v.numel() == initial.numel()}
    return dict(values=parameter.detach().flatten().tolist(), moments=state)


torch.manual_seed(1)
initial = torch.randn(ROWS, LENGTH).double()
steps = []
for i in range(STEPS):
    tokens = torch.randint(0, ROWS, (5,))
    tokens[0], tokens[4] = 64 if i % 2 else 2, tokens[3]
    steps.append((tokens, torch.randn(5, LENGTH).double()))
print(json.dumps(dict(
    initial=initial.flatten().tolist(), steps=[dict(tokens=t.tolist(), rows=r.flatten().tolist()) for t, r in steps],
    cases=[dict(optimizer=name, **run(kind, arguments, initial, steps)) for name, kind, arguments in CASES])))
