"""Writes ten_steps.json: ten training steps of four networks with SGD and with Adam, as PyTorch computes them.

    /usr/bin/python3 ten_steps.py

Parameters and batches are closed formulas, so that nothing but results has to be stored. Each run is made in float32 and in float64 from the
same numbers; the float64 results are stored, with how far float32 was from them, in units of how far a parameter has moved: that is the
accuracy that float32 has here. Learning rates are small, because otherwise ten steps are chaotic: an activation so near to zero that rounding
decides whether its gradient counts is enough for float32 and float64 to part. Made with torch 1.13.
"""
import json
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional

STEPS, CLASSES = 10, 5


def numbers_of(count, seed):
    """Element i is a hash of seed + i (the finaliser of MurmurHash3), between -1 and 1 and the same to the bit everywhere."""
    z = (np.arange(count, dtype=np.uint64) + seed).astype(np.uint32)
    z ^= z >> np.uint32(16)
    z *= np.uint32(0x85EBCA6B)
    z ^= z >> np.uint32(13)
    z *= np.uint32(0xC2B2AE35)
    z ^= z >> np.uint32(16)
    return z.astype(np.float64) / 2**31 - 1


def fill(network):
    """Parameter k in the order of names from seed 1,000,003 k: weights of variance 2 / fan in, scales around 1, biases around 0."""
    state = {name: tensor for name, tensor in network.state_dict().items() if "running" not in name and not name.endswith("num_batches_tracked")}
    for index, (name, tensor) in enumerate(sorted(state.items())):
        numbers = numbers_of(tensor.numel(), 1_000_003 * index)
        if tensor.dim() > 1:
            numbers = numbers * np.sqrt(6.0 / (tensor.numel() / tensor.shape[0]))
        elif name.endswith("weight"):
            numbers = 1 + 0.25 * numbers
        else:
            numbers = 0.1 * numbers
        tensor.copy_(torch.from_numpy(numbers.astype(np.float32)).reshape(tensor.shape))


def batch_of(step, size, side):
    pixels = numbers_of(size * 3 * side * side, 500_000_003 + step * 1_000_003).astype(np.float32).reshape(size, 3, side, side)
    labels = [(7 * step + 3 * row) % CLASSES for row in range(size)]
    return torch.from_numpy(pixels), torch.tensor(labels)


class Block(nn.Module):
    """A block with the names that torchvision has. Shortcut: None, "pad" or "project"."""

    def __init__(self, kinds, channels, shortcut, stride):
        super().__init__()
        self.count, self.stride, self.shortcut = len(kinds), stride, shortcut
        before = channels
        for number, (width, kernel, step, dilation) in enumerate(kinds, 1):
            setattr(self, f"conv{number}", nn.Conv2d(before, width, kernel, step, dilation * (kernel // 2), dilation, bias=False))
            setattr(self, f"bn{number}", nn.BatchNorm2d(width))
            before = width
        self.width = before
        if shortcut == "project":
            self.downsample = nn.Sequential(nn.Conv2d(channels, before, 1, stride, bias=False), nn.BatchNorm2d(before))

    def forward(self, x):
        y = x
        for number in range(1, self.count + 1):
            y = getattr(self, f"bn{number}")(getattr(self, f"conv{number}")(y))
            if number < self.count:
                y = torch.relu(y)
        if self.shortcut == "none":
            return torch.relu(y)
        if self.shortcut == "project":
            x = self.downsample(x)
        elif self.shortcut == "pad":
            x = x[:, :, ::self.stride, ::self.stride]
            spare = self.width - x.shape[1]
            x = functional.pad(x, (0, 0, 0, 0, spare // 2, (spare + 1) // 2))
        return torch.relu(y + x)


class Residual(nn.Module):
    def __init__(self, stem, kernel, stages, bottleneck, padded):
        super().__init__()
        self.conv1 = nn.Conv2d(3, stem, kernel, 1, kernel // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(stem)
        channels = stem
        self.names = []
        for number, (blocks, width, stride, first, dilation, skips) in enumerate(stages, 1):
            made = []
            for block in range(blocks):
                step, dilated = (stride, first) if block == 0 else (1, dilation)
                out = 4 * width if bottleneck else width
                kinds = [(width, 1, 1, 1), (width, 3, step, dilated), (out, 1, 1, 1)] if bottleneck else [(width, 3, step, dilated), (width, 3, 1, dilation)]
                shortcut = "none" if not skips else "same" if step == 1 and channels == out else "pad" if padded else "project"
                made.append(Block(kinds, channels, shortcut, step))
                channels = out
            setattr(self, f"layer{number}", nn.Sequential(*made))
            self.names.append(f"layer{number}")
        self.fc = nn.Linear(channels, CLASSES)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        for name in self.names:
            x = getattr(self, name)(x)
        return self.fc(x.mean(dim=(2, 3)))


class Vgg(nn.Module):
    def __init__(self, widths, dense):
        super().__init__()
        layers, channels = [], 3
        for depth, width in zip([2, 2, 3, 3, 3], widths):
            for _ in range(depth):
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(channels, dense), nn.ReLU(), nn.Identity(), nn.Linear(dense, dense), nn.ReLU(), nn.Identity(), nn.Linear(dense, CLASSES))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


# Stages are blocks, width, stride, first dilation, dilation, whether inputs are added again.
# Behind the network: batch size, side of the images, and the first batch.
NETWORKS = {
    "resnet20": (lambda: Residual(16, 3, [(3, 16, 1, 1, 1, True), (3, 32, 2, 1, 1, True), (3, 64, 2, 1, 1, True)], False, True), 4, 16, 500),
    "bottleneck": (lambda: Residual(16, 3, [(2, 8, 1, 1, 1, True), (2, 32, 2, 1, 1, True)], True, False), 5, 14, 0),
    "drn-c-26": (
        lambda: Residual(
            8, 7,
            [(1, 8, 1, 1, 1, True), (1, 16, 2, 1, 1, True), (2, 32, 2, 1, 1, True), (2, 32, 2, 1, 1, True), (2, 32, 1, 2, 2, True),
             (2, 48, 1, 4, 4, True), (1, 48, 1, 2, 2, False), (1, 48, 1, 1, 1, False)], False, False), 3, 24, 700),
    "vgg16": (lambda: Vgg([8, 16, 32, 40, 40], 24), 6, 32, 0),
}
OPTIMIZERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.0005, momentum=0.9),
    # A large epsilon: with the usual one, Adam divides gradients that are nothing but rounding errors by their own size.
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.0001, eps=1e-3),
}


def run(make, optimizer, size, side, first, dtype):
    network = make()
    with torch.no_grad():
        fill(network)
    start = {name: tensor.double().flatten() for name, tensor in network.state_dict().items()}
    network.to(dtype).train()
    steps = OPTIMIZERS[optimizer](network.parameters())
    losses = []
    for step in range(STEPS):
        pixels, labels = batch_of(first + step, size, side)
        loss = functional.cross_entropy(network(pixels.to(dtype)), labels)
        steps.zero_grad()
        loss.backward()
        steps.step()
        losses.append(loss.item())
    state = network.state_dict()
    return losses, {name: (start[name], state[name].double().flatten()) for name in sorted(state) if not name.endswith("num_batches_tracked")}


def loss_error(exact, other):
    return max(abs(a - b) for a, b in zip(exact, other))


def parameter_error(exact, other):
    """The root mean square difference of a parameter in units of what ten steps have changed, the largest of all parameters."""
    return max(((other[key][1] - end).norm() / (end - start).norm()).item() for key, (start, end) in exact.items())


def main():
    torch.set_num_threads(1)
    result = {}
    for name, (make, size, side, first) in NETWORKS.items():
        for optimizer in OPTIMIZERS:
            losses, exact = run(make, optimizer, size, side, first, torch.float64)
            rounded_losses, rounded = run(make, optimizer, size, side, first, torch.float32)
            result[f"{name} {optimizer}"] = {
                "losses": losses,
                "lossError": loss_error(losses, rounded_losses),
                "parameterError": parameter_error(exact, rounded),
                "parameters": {
                    key: {
                        "first": [float(f"{number:.9g}") for number in end[:: max(1, len(end) // 4)][:4].tolist()],
                        "sum": float(f"{end.sum().item():.9g}"),
                        "norm": float(f"{end.norm().item():.9g}"),
                        "change": float(f"{(end - start).norm().item():.9g}"),
                    }
                    for key, (start, end) in exact.items()
                },
            }
            print(name, optimizer, {key: value for key, value in result[f"{name} {optimizer}"].items() if key.endswith("Error")})
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ten_steps.json"), "w") as file:
        json.dump(result, file, indent=1)
        file.write("\n")


main()
