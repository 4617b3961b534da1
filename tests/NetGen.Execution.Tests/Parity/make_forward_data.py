"""Makes data/Forward*.safetensors: what PyTorch computes for the networks of ForwardNetworks.cs, as make_data.py does for others.

    python3 make_forward_data.py            (PyTorch 1.13 or newer)

A file holds column/NAME (the batch), initial/NAME, loss, gradient/NAME, and momentum/NAME with momentum/prediction after five steps.
"""
import os

import torch
from torch.nn import functional as F

from make_data import OPTIMIZERS, single, write


class Network:
    """Parameters and running statistics by name; each function of a network asks for them where it needs them."""

    def __init__(self):
        self.parameters, self.states, self.training, self.scope = {}, {}, True, ''

    def parameter(self, name, *shape, scale=None):
        name = self.scope + name
        if name not in self.parameters:
            if scale is None:
                scale = (shape[-1] if len(shape) == 2 else max(1, torch.tensor(shape[1:]).prod().item())) ** -0.5
            start = torch.randn(*shape) * scale
            if name.endswith('norm1.weight') or 'norm' in name and name.endswith('.weight'):
                start = 1 + 0.2 * start
            self.parameters[name] = single(start).requires_grad_(True)
        return self.parameters[name]

    def state(self, name, size, value):
        return self.states.setdefault(self.scope + name, torch.full((size,), float(value)))

    def dense(self, name, x, units, bias=True):
        return F.linear(x, self.parameter(name + '.weight', units, x.shape[-1]), self.parameter(name + '.bias', units, scale=0.2) if bias else None)

    def conv(self, name, x, filters, kernel, **options):
        return F.conv2d(x, self.parameter(name + '.weight', filters, x.shape[1], kernel, kernel), **options)

    def batch_norm(self, name, x):
        n = x.shape[1]
        return F.batch_norm(
            x, self.state(name + '.running_mean', n, 0), self.state(name + '.running_var', n, 1), self.parameter(name + '.weight', n, scale=1.),
            self.parameter(name + '.bias', n, scale=0.2), self.training)

    def layer_norm(self, name, x):
        n = x.shape[-1]
        return F.layer_norm(x, (n,), self.parameter(name + '.weight', n, scale=1.), self.parameter(name + '.bias', n, scale=0.2))


def residual(net, image):
    x = image.movedim(-1, 1)
    x = F.relu(net.batch_norm('stem.batchnorm1', net.conv('stem.conv2d1', x, 6, 3, padding=1)))
    for i in range(3):
        block, filters, stride = 'residual.block%d.' % (i + 1), 6 << (i // 2), 2 if i == 2 else 1
        y = F.relu(net.batch_norm(block + 'batchnorm1', net.conv(block + 'conv2d1', x, filters, 3, stride=stride, padding=1)))
        y = net.batch_norm(block + 'batchnorm2', net.conv(block + 'conv2d2', y, filters, 3, padding=1))
        skip = x if stride == 1 else net.batch_norm(block + 'batchnorm3', net.conv(block + 'conv2d3', x, filters, 1, stride=stride))
        x = F.relu(y + skip)
    return net.dense('residual.dense1', x.mean((2, 3)), 4)


def attention(net, sequence):
    time, features, heads, size = 5, 8, 2, 4
    net.scope = 'attention.'
    x = sequence + net.parameter('position', time, features, scale=0.1)
    mask = torch.ones(time, time).triu(1) * -1e9
    for i in range(2):
        qkv = net.dense('dense%d' % (4 * i + 1), net.layer_norm('layernorm%d' % (2 * i + 1), x), 3 * features)
        q, k, v = qkv.view(-1, time, 3, heads, size).permute(2, 0, 3, 1, 4)
        a = (q @ k.transpose(-2, -1) / size ** 0.5 + mask).softmax(-1) @ v
        x = x + net.dense('dense%d' % (4 * i + 2), a.transpose(1, 2).reshape(-1, time, features), features)
        h = F.gelu(net.dense('dense%d' % (4 * i + 3), net.layer_norm('layernorm%d' % (2 * i + 2), x), 2 * features))
        x = x + net.dense('dense%d' % (4 * i + 4), h, features)
    y = net.dense('dense9', x.mean(1), 3)
    net.scope = ''
    return y


def words(net, words, kind):
    net.scope = 'words.'
    table = net.parameter('table', 7, 4, scale=0.5)
    rows = table[words] + net.parameter('kinds', 3, 4, scale=0.5)[kind][:, None]
    x = torch.tanh(net.dense('dense1', torch.cat([rows, F.one_hot(words, 7).double()], -1), 6))
    pooled = torch.cat([x.amax(1), x.mean(1), F.normalize(x.sum(1), dim=-1), F.one_hot(kind, 3).double()], -1)
    y = F.normalize(net.dense('dense2', pooled, 4), dim=-1) @ table.T * 3
    net.scope = ''
    return y


def functions(net, a, b):
    net.scope = 'functions.'
    v = a + net.parameter('shift', 3, 4, scale=0.3)
    p = v * v + 0.5
    parts = [
        v * b - v / (b * b + 1), v.exp(), p.log(), p.log1p(), p.sqrt(), v.abs(), v.sin(), v.cos(), v.erf(), p ** 1.5, v.clamp(-0.4, 0.3), torch.maximum(v, b),
        torch.minimum(v, b), torch.where(v > b, v * 2, b),
        torch.stack([v.mean(2), v.amax(2), v.amin(2), v.var(2, unbiased=False), v.sum(2), v.logsumexp(2)], -1), v.softmax(1), v.log_softmax(2),
        F.normalize(v, dim=1), F.pad(v, (1, 2), value=0.5), v[:, 1:] * v[:, :-1], v[:, -1] * v[:, :, 1][:, :1], (v @ v.transpose(1, 2)).transpose(1, 2),
        v.detach() * v, v[:, :, :1].expand(-1, 3, 4) * b, v[:, :, 1:], v - v.mean(0, keepdim=True), v.argmax(2) * v.sum(2)]
    y = net.dense('dense1', torch.cat([x.flatten(1) for x in parts], 1), 3)
    net.scope = ''
    return y


def integers(n, *shape):
    return lambda batch: torch.randint(0, n, (batch, *shape))


def numbers(*shape):
    return lambda batch: single(torch.randn(batch, *shape))


NETWORKS = {
    'ForwardResidual': (residual, 5, {'image': numbers(8, 7, 3)}),
    'ForwardAttention': (attention, 6, {'sequence': numbers(5, 8)}),
    'ForwardWords': (words, 9, {'words': integers(7, 5), 'kind': integers(3)}),
    'ForwardFunctions': (functions, 5, {'a': numbers(3, 4), 'b': numbers(3, 4)}),
}


def make(name, folder):
    function, batch, columns = NETWORKS[name]
    torch.manual_seed(sum(map(ord, name)))
    columns = {k: v(batch) for k, v in columns.items()}
    net = Network()
    classes = function(net, *columns.values()).shape[1]
    target = torch.randint(0, classes, (batch,))
    start = {n: v.detach().clone() for n, v in net.parameters.items()}
    start.update((n, torch.full_like(v, 1 if n.endswith('var') else 0)) for n, v in net.states.items())

    def restore():
        net.training = True
        with torch.no_grad():
            for n, v in list(net.parameters.items()) + list(net.states.items()):
                v.copy_(start[n])
                v.grad = None

    restore()
    data = {'column/' + k: v for k, v in columns.items()}
    data['column/target'] = target
    data.update(('initial/' + n, v) for n, v in start.items())
    total = F.cross_entropy(function(net, *columns.values()), target)
    total.backward()
    data['loss'] = total.detach().reshape(1)
    data.update(('gradient/' + n, v.grad.clone()) for n, v in net.parameters.items())
    restore()
    optimizer = OPTIMIZERS['momentum'](list(net.parameters.values()))
    for _ in range(5):
        optimizer.zero_grad()
        F.cross_entropy(function(net, *columns.values()), target).backward()
        optimizer.step()
    data.update(('momentum/' + n, v.detach().clone()) for n, v in list(net.parameters.items()) + list(net.states.items()))
    net.training = False
    data['momentum/prediction'] = function(net, *columns.values()).detach()
    write(os.path.join(folder, name + '.safetensors'), data)


if __name__ == '__main__':
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
    for network in NETWORKS:
        make(network, here)
        print(network, os.path.getsize(os.path.join(here, network + '.safetensors')))
