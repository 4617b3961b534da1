"""Makes data/Image*.safetensors: what PyTorch computes for small networks of images and sequences, as make_data.py does for others.

    python3 make_image_data.py            (PyTorch 1.13 or newer)

Inputs, image targets and outputs are written with channels last, as NetGen has them; parameters are PyTorch's own, so that weights behind a
flattened image are in PyTorch's order.
"""
import os

import torch
from torch import nn
from torch.nn import functional as F

import make_data
from make_data import dense, layer, mean, softmax

make_data.OPTIMIZERS = {k: make_data.OPTIMIZERS[k] for k in ('momentum', 'adam')}


class Pads(nn.Module):
    """A layer behind zeros: left, right, top, bottom."""

    def __init__(self, pads, inner):
        super().__init__()
        self.pads = pads
        self.inner = inner

    def forward(self, x):
        return self.inner(F.pad(x, self.pads))

    def named_parameters(self, *a, **k):
        return self.inner.named_parameters(*a, **k)


class GlobalPool(nn.Module):
    def __init__(self, maximum):
        super().__init__()
        self.maximum = maximum

    def forward(self, x):
        return x.amax((2, 3)) if self.maximum else x.mean((2, 3))


class ChannelsLast(nn.Module):
    """Channels first inside, last outside."""

    def __init__(self, layers):
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        if x.dim() > 2:
            x = x.movedim(-1, 1)
        for inner in self.layers:
            x = inner(x)
        return x.movedim(1, -1) if x.dim() > 2 else x


make_data.nn.Sequential = lambda *layers: ChannelsLast(layers)


def conv(inputs, outputs, kernel, **options):
    return 'conv2d', nn.Conv2d(inputs, outputs, kernel, **options)


def conv1(inputs, outputs, kernel, **options):
    return 'conv1d', nn.Conv1d(inputs, outputs, kernel, **options)


def transpose(inputs, outputs, kernel, **options):
    return 'convtranspose2d', nn.ConvTranspose2d(inputs, outputs, kernel, **options)


make_data.LAYERS.update(
    batchnorm2=nn.BatchNorm2d, batchnorm1=nn.BatchNorm1d, maxpool2d=nn.MaxPool2d, averagepool2d=nn.AvgPool2d, maxpool1d=nn.MaxPool1d,
    averagepool1d=nn.AvgPool1d, groupnorm=nn.GroupNorm, upsample2d=nn.Upsample, zeropad2d=nn.ZeroPad2d, localresponsenorm=nn.LocalResponseNorm)


def norm(channels, **options):
    return 'batchnorm', nn.BatchNorm2d(channels, **options)


def global_pool(maximum=False):
    return ('globalmaxpool2d' if maximum else 'globalaveragepool2d'), GlobalPool(maximum)


make_data.NETWORKS = {
    'ImageConvolutions': ((7, 5, 3), 3, lambda: [
        conv(3, 6, (3, 2), groups=3, padding=1), layer('tanh'), conv(6, 4, 3, dilation=2, padding=2, bias=False), norm(4), layer('relu'),
        ('conv2d', Pads((0, 1, 1, 0), nn.Conv2d(4, 8, 3, stride=2))), layer('elu'), conv(8, 8, 3, groups=8, padding=1), layer('tanh'),
        conv(8, 5, 1), layer('silu'), global_pool(), dense(5, 3)], F.cross_entropy, 'classes'),
    'ImagePools': ((9, 7, 2), 3, lambda: [
        conv(2, 4, 3, padding=1), layer('relu'), layer('maxpool2d', 3, 2, padding=1), conv(4, 4, 2), layer('tanh'),
        layer('averagepool2d', (2, 3), 1, padding=1), layer('averagepool2d', 3, 2, padding=1, count_include_pad=False), layer('tanh'), layer('flatten'),
        ('batchnorm', nn.BatchNorm1d(24)), dense(24, 5), layer('relu'), dense(5, 3), softmax()], F.cross_entropy, 'classes'),
    'ImageDecoder': ((3, 2, 4), 2, lambda: [
        transpose(4, 4, 3, stride=2, padding=1, output_padding=1), layer('groupnorm', 2, 4), layer('relu'),
        layer('upsample2d', scale_factor=2, mode='bilinear'), conv(4, 3, 3, padding=1, bias=False), layer('groupnorm', 3, 3, affine=False), layer('silu'),
        layer('upsample2d', scale_factor=(1, 2)), layer('zeropad2d', (2, 1, 1, 0)), transpose(3, 2, 2, dilation=2, groups=1)],
        lambda y, t: mean((y - t) ** 2) / t[0].numel(), 'values'),
    'ImageSequence': ((17, 3), 4, lambda: [
        conv1(3, 6, 3, padding=1, bias=False), ('batchnorm', nn.BatchNorm1d(6)), layer('relu'), layer('maxpool1d', 2),
        conv1(6, 4, 3, dilation=2, groups=2), layer('tanh'), layer('averagepool1d', 2, 1), layer('flatten'), dense(12, 2)], F.cross_entropy, 'classes'),
    'ImageLeNet': ((12, 12, 1), 5, lambda: [
        conv(1, 4, 5, padding=2), layer('relu'), layer('maxpool2d', 2), conv(4, 6, 3), layer('relu'), layer('maxpool2d', 2), layer('flatten'),
        dense(24, 10), layer('relu'), dense(10, 4), softmax()], F.cross_entropy, 'classes'),
    'ImageStages': ((8, 8, 3), 3, lambda: [
        conv(3, 8, 3, padding=1, bias=False), norm(8), layer('relu'), conv(8, 8, 3, padding=1, bias=False), norm(8), layer('relu'),
        conv(8, 12, 3, stride=2, padding=1, bias=False), norm(12), layer('relu'), global_pool(), dense(12, 4)], F.cross_entropy, 'classes'),
    'ImageResponse': ((11, 11, 2), 3, lambda: [
        conv(2, 6, 5, stride=2, padding=2), layer('tanh'), layer('localresponsenorm', 5, alpha=0.5, k=2.), layer('maxpool2d', 3, 2),
        conv(6, 4, 3, groups=2, padding=1), layer('leakyrelu'), global_pool(maximum=True), dense(4, 3)], F.cross_entropy, 'classes'),
}

if __name__ == '__main__':
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
    for network in make_data.NETWORKS:
        make_data.make(network, here)
        print(network, os.path.getsize(os.path.join(here, network + '.safetensors')))
