"""PyTorch eager beside `peers --only generate word2vec_adam word2vec_sgd word2vec_sparse`: one JSON line a workload, to be joined by `compare`.

  python3 sequences.py [--threads 1] [--only generate]      (PyTorch 1.13 or newer)

generate: the character Transformer (vocabulary 65, 64 steps, 128 features, 4 heads, 2 layers, hidden 512) writes one character after the other, each the likeliest, in inference mode, with keys and
values of the steps before in buffers that are allocated once; milliseconds a character. word2vec: 50,000 words, 64 features, batches of 1,024 pairs with five negative samples, dense gradients with Adam, sparse ones
with SGD and with SparseAdam; milliseconds a step.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY, STEPS, FEATURES, HEADS, LAYERS, HIDDEN = 65, 64, 128, 4, 2, 512
WORDS, SIZE, PAIRS, CANDIDATES = 50_000, 64, 1024, 6


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(FEATURES), nn.LayerNorm(FEATURES)
        self.project, self.out = nn.Linear(FEATURES, 3 * FEATURES), nn.Linear(FEATURES, FEATURES)
        self.up, self.down = nn.Linear(FEATURES, HIDDEN), nn.Linear(HIDDEN, FEATURES)
        self.scale = (FEATURES // HEADS) ** -0.5
        self.keys, self.values = torch.zeros(HEADS, STEPS, FEATURES // HEADS), torch.zeros(HEADS, STEPS, FEATURES // HEADS)

    def step(self, x, t):
        q, k, v = self.project(self.norm1(x)).view(3, HEADS, 1, FEATURES // HEADS)
        self.keys[:, t:t + 1], self.values[:, t:t + 1] = k, v
        weights = torch.softmax(torch.bmm(q * self.scale, self.keys[:, :t + 1].transpose(1, 2)), -1)
        x = x + self.out(torch.bmm(weights, self.values[:, :t + 1]).view(1, FEATURES))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(VOCABULARY, FEATURES), nn.Parameter(torch.randn(STEPS, FEATURES) * 0.02)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm, self.head = nn.LayerNorm(FEATURES), nn.Linear(FEATURES, VOCABULARY)

    def step(self, token, t):
        x = self.tokens(token) + self.positions[t]
        for block in self.blocks:
            x = block.step(x, t)
        return self.head(self.norm(x))


class SkipGram(nn.Module):
    def __init__(self, sparse):
        super().__init__()
        self.centers, self.others = nn.Embedding(WORDS, SIZE, sparse=sparse), nn.Embedding(WORDS, SIZE, sparse=sparse)

    def forward(self, center, candidates):
        return torch.bmm(self.others(candidates), self.centers(center).unsqueeze(2)).squeeze(2)


def measure(action, target=0.4, repeats=7):
    for _ in range(3):
        action()
    start = time.perf_counter()
    calls = 0
    while time.perf_counter() - start < target or calls < 3:
        action()
        calls += 1
    inner = max(1, round(target / ((time.perf_counter() - start) / calls)))
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(inner):
            action()
        times.append((time.perf_counter() - start) / inner * 1e3)
    return dict(ms=float(f'{statistics.median(times):.4g}'), min=float(f'{min(times):.4g}'), max=float(f'{max(times):.4g}'))


def generate():
    model, state = Transformer().eval(), dict(token=torch.zeros(1, dtype=torch.long), t=0)

    def step():
        with torch.inference_mode():
            scores = model.step(state['token'], state['t'])
            state['token'], state['t'] = scores.argmax(-1), (state['t'] + 1) % STEPS

    return dict(infer={'1': dict(best=measure(step))})


def words(sparse, make):
    model = SkipGram(sparse)
    optimizer = make(model.parameters())
    draw = lambda *shape: (WORDS ** torch.rand(*shape, dtype=torch.double)).long() % WORDS
    batches = [(draw(PAIRS), draw(PAIRS, CANDIDATES)) for _ in range(16)]
    labels = torch.zeros(PAIRS, CANDIDATES)
    labels[:, 0] = 1
    turn = [0]

    def step():
        turn[0] = (turn[0] + 1) % len(batches)
        optimizer.zero_grad(set_to_none=True)
        F.binary_cross_entropy_with_logits(model(*batches[turn[0]]), labels, reduction='sum').div(PAIRS).backward()
        optimizer.step()

    return dict(train=measure(step), infer={})


WORKLOADS = {
    'generate': generate,
    'word2vec_adam': lambda: words(False, lambda p: torch.optim.Adam(p, 1e-3)),
    'word2vec_sgd': lambda: words(True, lambda p: torch.optim.SGD(p, 0.1)),
    'word2vec_sparse': lambda: words(True, lambda p: torch.optim.SparseAdam(list(p), 1e-3)),
}

if __name__ == '__main__':
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--threads', type=int, default=1)
    arguments.add_argument('--only', nargs='*', default=list(WORKLOADS))
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    for name in options.only:
        print(json.dumps(dict(kind='torch', peer='pytorch-' + torch.__version__.split('+')[0], config='eager', workload=name, threads=options.threads, **WORKLOADS[name]())), flush=True)
