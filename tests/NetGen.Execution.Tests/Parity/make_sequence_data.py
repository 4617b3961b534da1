"""Makes data/Sequence*.safetensors: what PyTorch computes for small recurrent networks, as make_data.py does for others.

    python3 make_sequence_data.py         (PyTorch 1.13 or newer)
"""
import os

from torch import nn
from torch.nn import functional as F

import make_data
import torch
from make_data import dense, layer, mean, softmax

make_data.OPTIMIZERS = {k: make_data.OPTIMIZERS[k] for k in ('momentum', 'adam')}


class Recurrent(nn.Module):
    """The outputs of all steps, or each direction's last one."""

    def __init__(self, kind, inputs, units, sequences=False, reverse=False, **options):
        super().__init__()
        self.inner = getattr(nn, kind)(inputs, units, batch_first=True, **options)
        self.sequences, self.reverse = sequences, reverse

    def forward(self, x):
        if self.reverse:
            x = x.flip(1)
        y, _ = self.inner(x)
        if not self.sequences:
            units = self.inner.hidden_size
            return torch.cat([y[:, -1, :units], y[:, 0, units:]], -1)
        return y.flip(1) if self.reverse else y

    def named_parameters(self, *a, **k):
        return self.inner.named_parameters(*a, **k)


def recurrent(kind, *arguments, **options):
    name = {'RNN': 'simplernn', 'LSTM': 'lstm', 'GRU': 'gru'}[kind]
    return name, Recurrent(kind, *arguments, **options)


class Peepholes(nn.Module):
    """An LSTM whose gates see the cell (Gers and Schmidhuber, 2000), which PyTorch has none of: written out, its gradients by autograd. The last output."""

    def __init__(self, inputs, units):
        super().__init__()
        for name, shape in dict(weight_ih_l0=(4 * units, inputs), weight_hh_l0=(4 * units, units), bias_ih_l0=(4 * units,), bias_hh_l0=(4 * units,),
                                weight_ci_l0=(units,), weight_cf_l0=(units,), weight_co_l0=(units,)).items():
            setattr(self, name, nn.Parameter(torch.empty(shape).uniform_(-0.5, 0.5)))

    def forward(self, x):
        h = c = torch.zeros(x.shape[0], self.weight_ci_l0.shape[0])
        for t in range(x.shape[1]):
            i, f, g, o = (x[:, t] @ self.weight_ih_l0.T + self.bias_ih_l0 + h @ self.weight_hh_l0.T + self.bias_hh_l0).chunk(4, -1)
            i, f = torch.sigmoid(i + self.weight_ci_l0 * c), torch.sigmoid(f + self.weight_cf_l0 * c)
            c = f * c + i * torch.tanh(g)
            h = torch.sigmoid(o + self.weight_co_l0 * c) * torch.tanh(c)
        return h


make_data.NETWORKS = {
    'SequenceMemory': ((7, 5), 4, lambda: [
        recurrent('LSTM', 5, 9, sequences=True, bidirectional=True), recurrent('LSTM', 18, 16, bias=False), dense(16, 3), softmax()], F.cross_entropy, 'classes'),
    'SequenceGated': ((6, 3), 3, lambda: [
        recurrent('GRU', 3, 8, sequences=True), recurrent('RNN', 8, 7, nonlinearity='relu', sequences=True, reverse=True), layer('tanh'), dense(7, 2)],
        lambda y, t: mean((y - t) ** 2) / 12, 'values'),
    'SequenceBoth': ((5, 4), 5, lambda: [
        recurrent('RNN', 4, 17, sequences=True), recurrent('GRU', 17, 3, bidirectional=True), dense(6, 2)], F.cross_entropy, 'classes'),
    'SequenceBack': ((3, 17), 2, lambda: [recurrent('LSTM', 17, 5, reverse=True), dense(5, 2)], F.cross_entropy, 'classes'),
    'SequencePeepholes': ((6, 3), 5, lambda: [('lstm', Peepholes(3, 9)), dense(9, 4)], F.cross_entropy, 'classes'),
    'SequenceTokens': ((9, 3), 5, lambda: [recurrent('GRU', 3, 7, sequences=True), dense(7, 4)],
                       lambda y, t: F.cross_entropy(y.transpose(1, 2), t, ignore_index=0), 'tokens'),
}

if __name__ == '__main__':
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
    for network in make_data.NETWORKS:
        make_data.make(network, here)
        print(network, os.path.getsize(os.path.join(here, network + '.safetensors')))
