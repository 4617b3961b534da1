"""Makes the files beside it in data/: what PyTorch computes for small networks, in double, for the tests to compare with.

    python3 make_data.py            (PyTorch 1.13 or newer; Debian: apt-get install python3-torch)

A file NAME.safetensors holds, for the network of that name in ParityNetworks.cs:
    input, target                       the batch (targets are int64 where they are class indices)
    initial/PARAMETER, initial/STATE    what the network begins with (numbers that float32 holds exactly)
    output, loss                        of the batch, in training mode
    gradient/PARAMETER, gradient/input  of that loss
    OPTIMIZER/PARAMETER, OPTIMIZER/STATE, OPTIMIZER/prediction
                                        after five steps on the same batch, and what is predicted then, in inference mode
Weight decay, where an optimizer has it by default (AdamW), applies to weights and not to biases, scales and shifts.
"""
import json
import os
import struct

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

OPTIMIZERS = {
    'sgd': lambda p: torch.optim.SGD(p, 0.05),
    'momentum': lambda p: torch.optim.SGD(p, 0.05, momentum=0.9),
    'nesterov': lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, nesterov=True),
    'adagrad': lambda p: torch.optim.Adagrad(p, 0.05),
    'adadelta': lambda p: torch.optim.Adadelta(p, 1.0),
    'rmsprop': lambda p: torch.optim.RMSprop(p, 0.01),
    'adam': lambda p: torch.optim.Adam(p, 0.01),
    'adamw': lambda p: torch.optim.AdamW([{'params': [q for q in p if q.dim() > 1]}, {'params': [q for q in p if q.dim() == 1], 'weight_decay': 0}], 0.01),
}


class Reshape(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(x.shape[0], *self.shape)


class FeatureNorm(nn.BatchNorm1d):
    """Batch normalisation of the last axis, over the batch and all other axes."""

    def forward(self, x):
        return super().forward(x.reshape(-1, x.shape[-1])).reshape(x.shape)


class HardSigmoid(nn.Module):
    """nn.Hardsigmoid, whose gradient in PyTorch 1.13 multiplies by a sixth that was rounded to float."""

    def forward(self, x):
        return (x / 6 + 0.5).clamp(0, 1)


class Step(nn.Module):
    def forward(self, x):
        return x + ((x >= 0).double() - x).detach()     # the gradient of the identity


LAYERS = {
    'batchnorm': FeatureNorm, 'layernorm': nn.LayerNorm, 'relu': nn.ReLU, 'leakyrelu': nn.LeakyReLU, 'elu': nn.ELU, 'gelu': nn.GELU,
    'silu': nn.SiLU, 'sigmoid': nn.Sigmoid, 'tanh': nn.Tanh, 'softplus': nn.Softplus, 'hardsigmoid': HardSigmoid, 'step': Step,
    'identity': nn.Identity, 'flatten': nn.Flatten, 'reshape': Reshape,
}


def dense(inputs, outputs, bias=True):
    return 'dense', nn.Linear(inputs, outputs, bias=bias)


def layer(kind, *arguments, **options):
    return kind, LAYERS[kind](*arguments, **options)


def softmax():
    return 'softmax', nn.Softmax(-1)


def mean(value, weights=None):
    """Each sample's losses summed, then the mean over samples."""
    return value.flatten(1).sum(1).mean()


def multiclass_hinge(y, t):
    margins = (1 - y.gather(1, t[:, None]) + y).clamp(min=0)
    return (margins.sum(1) - 1).mean()                   # the target's own term is the margin


def penalised(loss, **factors):
    def value(y, t, parameters):
        weights = [p for p in parameters if p.dim() > 1]
        return (loss(y, t) + factors.get('l1', 0) * sum(w.abs().sum() for w in weights)
                + factors.get('l2', 0) * sum((w * w).sum() for w in weights))
    return value


# No bias before batch normalisation: its gradient is exactly zero, and optimizers that divide by its size amplify rounding noise.
# name: input shape, batch, layers, loss(scores, target), target; a final softmax or sigmoid that the loss fuses only shapes the output
NETWORKS = {
    'Classifier': ((23,), 13, lambda: [dense(23, 37), layer('relu'), dense(37, 18, bias=False), layer('tanh'), dense(18, 5), softmax()],
                   F.cross_entropy, 'classes'),
    'SmoothedClassifier': ((16,), 8, lambda: [dense(16, 32), layer('leakyrelu', 0.1), dense(32, 4)],
                           lambda y, t: F.cross_entropy(y, t, weight=torch.tensor([0.5, 1., 2., 1.5]), label_smoothing=0.1), 'classes'),
    'Distributions': ((6,), 7, lambda: [dense(6, 3), softmax()],
                      lambda y, t: -(t * F.log_softmax(y, -1)).sum(-1).mean(), 'distribution'),
    'Activations': ((9,), 6, lambda: [dense(9, 11), layer('gelu'), dense(11, 10), layer('elu', 0.7), dense(10, 9), layer('silu'), dense(9, 8),
                                      layer('softplus'), dense(8, 7), layer('hardsigmoid'), layer('identity'), dense(7, 3), layer('sigmoid')],
                    lambda y, t: mean(F.binary_cross_entropy_with_logits(y, t, reduction='none')), 'bits'),
    'Normalised': ((12,), 11, lambda: [dense(12, 24, bias=False), layer('batchnorm', 24), layer('relu'), layer('reshape', 4, 6), layer('layernorm', 6), layer('tanh'),
                                       dense(6, 5, bias=False), layer('batchnorm', 5), layer('silu'), layer('flatten'), dense(20, 3)],
                   lambda y, t: mean((y - t) ** 2) / 3, 'values'),
    'PlainNorms': ((8,), 9, lambda: [layer('layernorm', 8, elementwise_affine=False), dense(8, 6, bias=False), layer('batchnorm', 6, affine=False, momentum=0.3), layer('gelu', approximate='tanh'), dense(6, 2)],
                   lambda y, t: mean(F.huber_loss(y, t, reduction='none', delta=0.5)), 'values'),
    'Regularised': ((5,), 10, lambda: [dense(5, 8), layer('tanh'), dense(8, 2)],
                    penalised(lambda y, t: mean(0.5 * (y - t) ** 2), l1=0.003, l2=0.02), 'values'),
    'AbsoluteError': ((4,), 5, lambda: [dense(4, 6), layer('sigmoid'), dense(6, 2)],
                      lambda y, t: mean((y - t).abs()) / 2, 'values'),
    'BinaryHinge': ((3,), 12, lambda: [dense(3, 6), layer('tanh'), dense(6, 1)],
                    lambda y, t: mean((1 - t * y).clamp(min=0)), 'signs'),
    'ClassHinge': ((7,), 9, lambda: [dense(7, 6), layer('relu'), dense(6, 4)], multiclass_hinge, 'classes'),
    'Perceptron': ((2,), 4, lambda: [dense(2, 3), layer('step'), dense(3, 1), layer('step')],
                   lambda y, t: mean(0.5 * (y - t) ** 2), 'bits'),
    'OneLogit': ((4,), 6, lambda: [dense(4, 1), layer('sigmoid')],
                 lambda y, t: mean(F.binary_cross_entropy_with_logits(y, t, reduction='none', pos_weight=torch.tensor(2.5))), 'bits'),
}


def named(layers):
    """The layers under the names that NetGen gives them: the kind and its number among its kind."""
    counts, result = {}, []
    for kind, module in layers:
        counts[kind] = counts.get(kind, 0) + 1
        result.append(('%s%d' % (kind, counts[kind]), kind, module))
    return result


def single(tensor):
    """The nearest numbers that float32 holds, so that both precisions begin at the same point."""
    return tensor.float().double()


def make(name, folder):
    shape, batch, build, loss, target_kind = NETWORKS[name]
    torch.manual_seed(sum(map(ord, name)))
    layers = named(build())
    model = nn.Sequential(*[m for _, _, m in layers])
    fused = layers[-1][1] in ('softmax', 'sigmoid')
    scores_of = nn.Sequential(*[m for _, _, m in layers[:-1]]) if fused else model
    parameters = [('%s.%s' % (n, p), v) for n, _, m in layers for p, v in m.named_parameters()]
    states = [('%s.%s' % (n, p), v) for n, _, m in layers for p, v in m.named_buffers() if p != 'num_batches_tracked']
    with torch.no_grad():
        for n, v in parameters:
            if v.dim() > 1:
                nn.init.xavier_uniform_(v)
            else:
                v.add_(0.2 * torch.randn(v.shape))      # biases and scales that are not all alike
            v.copy_(single(v))
    x = single(torch.randn(batch, *shape))
    outputs = scores_of(x).shape[1:]
    model.load_state_dict(model.state_dict())
    t = {'classes': lambda: torch.randint(0, outputs[0], (batch,)), 'values': lambda: single(torch.randn(batch, *outputs)),
         'tokens': lambda: torch.randint(0, outputs[-1], (batch, *outputs[:-1])),
         'bits': lambda: torch.randint(0, 2, (batch, *outputs)).double(), 'signs': lambda: 2. * torch.randint(0, 2, (batch, *outputs)) - 1,
         'distribution': lambda: single(torch.softmax(torch.randn(batch, *outputs), -1))}[target_kind]()
    for _, m in states:                                 # the look at the shape above has moved them
        m.fill_(0)
    for n, m in states:
        if n.endswith('running_var'):
            m.fill_(1)
    data = {'input': x, 'target': t}
    start = {n: v.detach().clone() for n, v in parameters + states}
    data.update(('initial/' + n, v) for n, v in start.items())

    def value():
        y = scores_of(x)
        return loss(y, t, [p for _, p in parameters]) if loss.__code__.co_argcount == 3 else loss(y, t)

    def restore():
        with torch.no_grad():
            for n, v in parameters + states:
                v.copy_(start[n])
                v.grad = None

    model.train()
    data['output'] = model(x).detach()
    restore()
    x.requires_grad_(True)
    total = value()
    total.backward()
    data['loss'] = total.detach().reshape(1)
    data['gradient/input'] = x.grad.clone()
    data.update(('gradient/' + n, v.grad.clone()) for n, v in parameters)
    x.requires_grad_(False)
    for optimizer, create in OPTIMIZERS.items():
        restore()
        model.train()
        step = create([p for _, p in parameters])
        for _ in range(5):
            step.zero_grad()
            value().backward()
            step.step()
        data.update(('%s/%s' % (optimizer, n), v.detach().clone()) for n, v in parameters + states)
        model.eval()
        data['%s/prediction' % optimizer] = model(x).detach()
    write(os.path.join(folder, name + '.safetensors'), data)


def write(path, data):
    header, blob = {}, b''
    for key, value in data.items():
        value = value.detach().contiguous()
        integer = value.dtype == torch.int64
        raw = struct.pack('<%d%s' % (value.numel(), 'q' if integer else 'd'), *value.flatten().tolist())
        header[key] = {'dtype': 'I64' if integer else 'F64', 'shape': list(value.shape), 'data_offsets': [len(blob), len(blob) + len(raw)]}
        blob += raw
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as f:
        f.write(struct.pack('<Q', len(text)) + text + blob)


if __name__ == '__main__':
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
    os.makedirs(here, exist_ok=True)
    for network in NETWORKS:
        make(network, here)
        print(network, os.path.getsize(os.path.join(here, network + '.safetensors')))
