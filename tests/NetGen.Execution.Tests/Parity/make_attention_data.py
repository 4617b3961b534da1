"""Makes data/Attention*.safetensors: what PyTorch computes for small Transformers, as make_data.py does for others.

    python3 make_attention_data.py         (PyTorch 1.13 or newer)

Weights of nn.MultiheadAttention go by its own names. A file holds the columns by name, initial/PARAMETER, loss, output, gradient/PARAMETER, and momentum/PARAMETER after three steps.
"""
import os

import torch
from torch import nn
from torch.nn import functional as F

from make_data import write


class Block(nn.Module):
    """A pre-norm block whose modules carry NetGen's names."""

    def __init__(self, features, heads, hidden):
        super().__init__()
        self.layernorm1, self.layernorm2 = nn.LayerNorm(features), nn.LayerNorm(features)
        self.multiheadattention1 = nn.MultiheadAttention(features, heads, batch_first=True)
        self.dense1, self.dense2 = nn.Linear(features, hidden), nn.Linear(hidden, features)

    def forward(self, x):
        t = x.shape[1]
        y = self.layernorm1(x)
        x = x + self.multiheadattention1(y, y, y, attn_mask=torch.ones(t, t, dtype=torch.bool).triu(1), need_weights=False)[0]
        return x + self.dense2(F.gelu(self.dense1(self.layernorm2(x))))


class Characters(nn.Module):
    """A decoder with learned positions, whose output layer shares the embedding's weights."""

    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(13, 12), nn.Embedding(9, 12)
        self.block1, self.block2 = Block(12, 3, 17), Block(12, 3, 17)
        self.layernorm1 = nn.LayerNorm(12)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.positions.weight
        return F.linear(self.layernorm1(self.block2(self.block1(x))), self.tokens.weight)


class Rms(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))

    def forward(self, x):
        return x * (x.pow(2).mean(-1, keepdim=True) + 1e-6).rsqrt() * self.weight


def waves(steps, features):
    angles = torch.arange(steps)[:, None] * 10000.0 ** (-2 * (torch.arange(features) // 2) / features)
    return torch.where(torch.arange(features) % 2 == 1, angles.cos(), angles.sin())


class Translator(nn.Module):
    """An encoder over padded sentences, a decoder that attends to it, to its features in another number too."""

    def __init__(self):
        super().__init__()
        self.embedding1, self.embedding2 = nn.Embedding(11, 8), nn.Embedding(7, 8)
        self.multiheadattention1 = nn.MultiheadAttention(8, 2, batch_first=True)
        self.rmsnorm1 = Rms(8)
        self.multiheadattention2 = nn.MultiheadAttention(8, 1, batch_first=True, bias=False)
        self.multiheadattention3 = nn.MultiheadAttention(8, 2, batch_first=True)
        self.dense1 = nn.Linear(8, 10)
        self.multiheadattention4 = nn.MultiheadAttention(8, 4, batch_first=True, kdim=10, vdim=10)
        self.dense2 = nn.Linear(8, 7)

    def forward(self, source, length, given):
        padded = torch.arange(7) >= length[:, None]
        x = self.embedding1(source) + waves(7, 8)
        x = self.rmsnorm1(x + self.multiheadattention1(x, x, x, key_padding_mask=padded, need_weights=False)[0])
        y = self.embedding2(given)
        y = y + self.multiheadattention2(y, y, y, attn_mask=torch.ones(5, 5, dtype=torch.bool).triu(1), need_weights=False)[0]
        y = y + self.multiheadattention3(y, x, x, key_padding_mask=padded, need_weights=False)[0]
        wide = self.dense1(x)
        y = y + self.multiheadattention4(y, wide, wide, key_padding_mask=padded, need_weights=False)[0]
        return self.dense2(y)


def make(name, network, columns, target, folder):
    for p in network.parameters():
        with torch.no_grad():
            p.copy_((torch.randn(p.shape) / max(1, p.shape[-1]) ** 0.5).float().double())
    tensors = dict(columns, target=target)
    tensors.update({'initial/' + k: p.detach().clone() for k, p in network.named_parameters()})
    optimizer = torch.optim.SGD(network.parameters(), 0.05, momentum=0.9)   # the keys' bias has no gradient but noise, which Adam would make large
    for step in range(3):
        optimizer.zero_grad()
        output = network(*columns.values())
        loss = F.cross_entropy(output.flatten(0, 1), target.flatten())
        loss.backward()
        if step == 0:
            tensors.update(output=output.detach(), loss=loss.detach().reshape(1))
            tensors.update({'gradient/' + k: p.grad.clone() for k, p in network.named_parameters()})
        optimizer.step()
    tensors.update({'momentum/' + k: p.detach().clone() for k, p in network.named_parameters()})
    write(os.path.join(folder, name + '.safetensors'), tensors)


if __name__ == '__main__':
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
    torch.manual_seed(5)
    make('AttentionCharacters', Characters(), {'tokens': torch.randint(0, 13, (3, 9))}, torch.randint(0, 13, (3, 9)), here)
    make('AttentionTranslator', Translator(), {'source': torch.randint(0, 11, (4, 7)), 'length': torch.tensor([7, 3, 1, 5]), 'given': torch.randint(0, 7, (4, 5))},
         torch.randint(0, 7, (4, 5)), here)
