"""The same start with PyTorch, for `NetGen.Benchmarks startup`."""
import torch
import torch.nn as nn

torch.set_num_threads(1)
m = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
with torch.inference_mode():
    print('first', m(torch.full((1, 784), .5))[0, 0].item(), flush=True)
