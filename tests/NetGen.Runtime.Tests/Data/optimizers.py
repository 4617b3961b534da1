"""Writes optimizers.json: what PyTorch's optimizers make of given gradients in 20 steps, in both precisions.

  python3 optimizers.py > optimizers.json      (PyTorch 1.13)

One weight [5, 7] and one bias [5], laid one behind the other. Gradients span ten orders of magnitude and hold zeros.
"""
import json

import torch

STEPS, WEIGHTS, BIASES = 20, 35, 5

CASES = [
    ('Sgd', torch.optim.SGD, dict(lr=0.1)),
    ('Sgd', torch.optim.SGD, dict(lr=0.1, weight_decay=0.05)),
    ('Momentum', torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
    ('Momentum', torch.optim.SGD, dict(lr=0.1, momentum=0.8, weight_decay=0.05)),
    ('Nesterov', torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True)),
    ('Nesterov', torch.optim.SGD, dict(lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.05)),
    ('AdaGrad', torch.optim.Adagrad, dict(lr=0.05)),
    ('AdaGrad', torch.optim.Adagrad, dict(lr=0.05, eps=1e-6, weight_decay=0.05)),
    ('Adadelta', torch.optim.Adadelta, dict()),
    ('Adadelta', torch.optim.Adadelta, dict(lr=0.5, rho=0.8, eps=1e-5, weight_decay=0.05)),
    ('RmsProp', torch.optim.RMSprop, dict()),
    ('RmsProp', torch.optim.RMSprop, dict(lr=0.02, alpha=0.9, eps=1e-6, weight_decay=0.05)),
    ('Adam', torch.optim.Adam, dict()),
    ('Adam', torch.optim.Adam, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.05)),
    ('AdamW', torch.optim.AdamW, dict()),
    ('AdamW', torch.optim.AdamW, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.2)),
]


def run(kind, arguments, dtype, initial, gradients):
    parameters = [torch.nn.Parameter(p.to(dtype).clone()) for p in initial.split([WEIGHTS, BIASES])]
    optimizer = kind(parameters, **arguments)
    for gradient in gradients:
        for p, g in zip(parameters, gradient.split([WEIGHTS, BIASES])):
            p.grad = g.to(dtype).clone()
        optimizer.step()
    state = {k: torch.cat([optimizer.state[p][k] for p in parameters]).tolist()
             for k, v in optimizer.state[parameters[0]].items() if torch.is_tensor(v) and v.dim()}
    return dict(values=torch.cat([p.detach() for p in parameters]).tolist(), moments=state)


torch.manual_seed(1)
initial = torch.randn(WEIGHTS + BIASES)
gradients = torch.randn(STEPS, WEIGHTS + BIASES) * 10 ** torch.linspace(-7, 3, WEIGHTS + BIASES)
gradients[:, 3] = 0
gradients[::3, 5] = 0
print(json.dumps(dict(
    initial=initial.tolist(), gradients=gradients.tolist(),
    cases=[dict(optimizer=name, arguments=arguments,
                single=run(kind, arguments, torch.float32, initial, gradients),
                double=run(kind, arguments, torch.float64, initial, gradients)) for name, kind, arguments in CASES]), indent=None))
