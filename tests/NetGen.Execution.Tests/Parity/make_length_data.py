"""Makes data/ForwardLengths.safetensors: what PyTorch computes for packed sequences of different lengths, as make_forward_data.py does for others.

    python3 make_length_data.py         (PyTorch 1.13 or newer)
"""
import os

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import make_forward_data
from make_forward_data import make, numbers


def recurrent(net, name, kind, x, lengths, units, state=None, **options):
    """Outputs, zero behind each length, and the last states."""
    module = getattr(nn, kind)(x.shape[-1], units, batch_first=True, **options)
    values = {n: net.parameter(name + '.' + n, *p.shape, scale=p.shape[-1] ** -0.5 if p.dim() == 2 else 0.2) for n, p in module.named_parameters()}
    packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    module._flat_weights = [values[n] for n in module._flat_weights_names]     # tensors of the network in place of the module's own
    outputs, last = module(packed, state)
    return pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0], last


def reversed_steps(x, lengths):
    return torch.stack([torch.cat([x[i, :n].flip(0), x[i, n:]]) for i, n in enumerate(lengths)])


def of_lengths(net, x, start, lengths):
    directions = torch.tanh(start).view(-1, 2, 5).transpose(0, 1).contiguous()
    sequence, (h, c) = recurrent(net, 'lstm1', 'LSTM', x, lengths, 5, (directions, torch.zeros_like(directions)), bidirectional=True)
    _, last = recurrent(net, 'gru1', 'GRU', reversed_steps(sequence, lengths), lengths, 4)
    _, simple = recurrent(net, 'simplernn1', 'RNN', sequence, lengths, 3)
    join = lambda v: v.transpose(0, 1).flatten(1)
    return net.dense('dense1', torch.cat([join(h), join(c), last[0], simple[0], sequence.mean(1)], 1), 3)


make_forward_data.NETWORKS = {
    'ForwardLengths': (of_lengths, 6, {'x': numbers(7, 3), 'start': numbers(10), 'lengths': lambda batch: torch.tensor([7, 3, 1, 5, 7, 2])}),
}

if __name__ == '__main__':
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
    make('ForwardLengths', here)
    print(os.path.getsize(os.path.join(here, 'ForwardLengths.safetensors')))
