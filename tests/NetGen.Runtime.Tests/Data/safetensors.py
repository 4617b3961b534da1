"""Writes pytorch.safetensors by the format's description, byte by byte: the state_dict of a small PyTorch network in several types.

  python3 safetensors.py      (PyTorch 1.13)

fc1.weight F32 [3, 2], fc1.bias F16 [3], bn.running_mean BF16 [3], bn.num_batches_tracked I64 [], fc2.weight F64 [1, 3]; the values are
i + 1/8 in the order of the file, the sign alternating.
"""
import json
import os
import struct

import torch

NAMES = {torch.float32: 'F32', torch.float16: 'F16', torch.bfloat16: 'BF16', torch.float64: 'F64', torch.int64: 'I64'}

counter = 0


def values(shape, dtype):
    global counter
    n = 1
    for d in shape:
        n *= d
    numbers = [(i + 0.125) * (-1) ** i for i in range(counter, counter + n)]
    counter += n
    return torch.tensor(numbers, dtype=torch.float64).reshape(shape).to(dtype)


tensors = {
    'fc1.weight': values([3, 2], torch.float32),
    'fc1.bias': values([3], torch.float16),
    'bn.running_mean': values([3], torch.bfloat16),
    'bn.num_batches_tracked': torch.tensor(17),
    'fc2.weight': values([1, 3], torch.float64),
}
header, data = {'__metadata__': {'format': 'pt'}}, b''
for name, tensor in tensors.items():
    raw = bytes(tensor.contiguous().view(-1).view(torch.int16 if tensor.dtype == torch.bfloat16 else tensor.dtype).numpy().tobytes())
    header[name] = dict(dtype=NAMES[tensor.dtype], shape=list(tensor.shape), data_offsets=[len(data), len(data) + len(raw)])
    data += raw
text = json.dumps(header).encode()
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'pytorch.safetensors'), 'wb') as f:
    f.write(struct.pack('<Q', len(text)) + text + data)
