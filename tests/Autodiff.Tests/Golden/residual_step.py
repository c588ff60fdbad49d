"""Writes residual_step.json: one training step of a small residual network as PyTorch computes it, in double precision.

    python3 residual_step.py > residual_step.json

All numbers follow from element i of tensor k: amplitude * sin(0.7 * i + k) + offset, so that nothing but results has to be stored.
"""
import json
import math

import torch
from torch import nn
from torch.nn import functional


def fill(shape, k, amplitude=0.5, offset=0.0):
    count = math.prod(shape)
    # The network's constants are 32-bit floats.
    numbers = [amplitude * math.sin(0.7 * i + k) + offset for i in range(count)]
    return torch.tensor(numbers, dtype=torch.float32).double().reshape(shape)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=2, dilation=2, groups=2, bias=False)
        self.bn2 = nn.BatchNorm2d(4)
        self.conv3 = nn.Conv2d(3, 4, 1, stride=2, bias=False)
        self.bn3 = nn.BatchNorm2d(4)
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        main = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        block = torch.relu(main + self.bn3(self.conv3(x)))
        return self.fc(functional.max_pool2d(block, 3, stride=2, padding=1).mean(dim=(2, 3)))


net = Residual().double().train()
parameters = dict(net.named_parameters())
for k, (name, parameter) in enumerate(sorted(parameters.items())):
    offset = 1.0 if name.startswith("bn") and name.endswith("weight") else 0.0
    parameter.data = fill(parameter.shape, k, offset=offset)

target = torch.tensor([[0.9, 0.05, 0.05], [0.0, 0.5, 0.5], [0.1, 0.1, 0.8]], dtype=torch.float64) / 3
logits = net(fill((3, 3, 9, 7), 100, amplitude=2.0))
loss = -(target * torch.log_softmax(logits, dim=1)).sum()
loss.backward()

result = {"loss": [loss.item()], "probabilities": torch.softmax(logits, dim=1).flatten().tolist()}
for name, parameter in sorted(parameters.items()):
    result[name + ".gradient"] = parameter.grad.flatten().tolist()
for name, buffer in sorted(net.named_buffers()):
    if not name.endswith("num_batches_tracked"):
        result[name + ".next"] = buffer.flatten().tolist()
print(json.dumps(result, indent=1))
