"""Makes torchvision_parameters.txt and torchvision_logits.txt, the expectations of TorchvisionTests.

    /usr/bin/python3 torchvision_networks.py

No weights are stored: both sides compute them from the parameter's place in the network and the element's place in the parameter, and
the pixels from the element's place alone. All is computed in double and rounded to float once. Made with torch 1.13, torchvision 0.14.
"""
import os
import numpy as np
import torch
import torchvision.models as models

FOLDER = os.path.dirname(os.path.abspath(__file__))


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
    """Parameter k from seed 1,000,003 k: weights of variance 1 / fan in, scales and variances around 1, the others around 0."""
    state = {name: tensor for name, tensor in network.state_dict().items() if not name.endswith("num_batches_tracked")}
    for index, (name, tensor) in enumerate(state.items()):
        numbers = numbers_of(tensor.numel(), 1_000_003 * index)
        if tensor.dim() > 1:
            numbers = numbers * np.sqrt(3.0 / (tensor.numel() / tensor.shape[0]))
        elif name.endswith(("running_var", "weight")):
            numbers = 1 + 0.5 * numbers
        else:
            numbers = 0.25 * numbers
        tensor.copy_(torch.from_numpy(numbers.astype(np.float32)).reshape(tensor.shape))


def vgg16_bn_flattened(size, classes):
    """torchvision stretches a small map to 7x7; here the first dense layer takes the map as it is."""
    network = models.vgg16_bn(num_classes=classes)
    network.avgpool = torch.nn.Identity()
    network.classifier[0] = torch.nn.Linear(512 * (size // 32) ** 2, 4096)
    return network


def logits(network, height, width):
    network.eval()
    with torch.no_grad():
        fill(network)
        pixels = torch.from_numpy(numbers_of(2 * 3 * height * width, 7).astype(np.float32)).reshape(2, 3, height, width)
        return network(pixels).numpy()


NETWORKS = {
    "resnet18": (lambda: models.resnet18(num_classes=10), 75, 50),
    "resnet50": (lambda: models.resnet50(num_classes=10), 64, 64),
    "drn-a-50": (lambda: models.resnet50(num_classes=10, replace_stride_with_dilation=[False, True, True]), 64, 64),
    "vgg16_bn": (lambda: vgg16_bn_flattened(32, 10), 32, 32),
}


def main():
    torch.set_num_threads(1)
    with open(f"{FOLDER}/torchvision_parameters.txt", "w") as file:
        for name in ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "vgg16", "vgg16_bn"]:
            for parameter, tensor in getattr(models, name)().state_dict().items():
                if not parameter.endswith("num_batches_tracked"):
                    file.write(f"{name} {parameter} [{', '.join(map(str, tensor.shape))}]\n")
    with open(f"{FOLDER}/torchvision_logits.txt", "w") as file:
        for name, (make, height, width) in NETWORKS.items():
            for row in logits(make(), height, width):
                file.write(f"{name} {height} {width} {' '.join(f'{number:.9g}' for number in row)}\n")


main()
