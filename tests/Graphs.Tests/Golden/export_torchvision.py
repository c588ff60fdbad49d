"""Exports torchvision's classifiers with random weights, as the material of TorchvisionTests.

    /usr/bin/python3 export_torchvision.py FOLDER          the full networks (about 1 GB; not committed)
    /usr/bin/python3 export_torchvision.py --tiny FOLDER   narrow ones with the same structure (committed beside this script)

Random weights serve as well as trained ones here: what is tested is structure. Batch-normalisation statistics are randomised, too,
so that folding them changes numbers. The seed is fixed. Made with torch 1.13, torchvision 0.14, opset 13.
"""
import sys
import torch
import torchvision.models as models
from torchvision.models.densenet import DenseNet
from torchvision.models.efficientnet import EfficientNet, MBConvConfig
from torchvision.models.mobilenetv2 import MobileNetV2
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

FULL = {
    "resnet18": models.resnet18, "resnet34": models.resnet34, "resnet50": models.resnet50, "resnet101": models.resnet101,
    "vgg16": models.vgg16, "densenet121": models.densenet121, "mobilenet_v2": models.mobilenet_v2,
    "efficientnet_b0": models.efficientnet_b0, "resnext50": models.resnext50_32x4d, "squeezenet1_1": models.squeezenet1_1,
    "googlenet": lambda: models.googlenet(init_weights=True, aux_logits=False),
}


class TinyVgg(torch.nn.Module):
    """VGG's shape: convolutions, an adaptive pooling that is no global one, two dense layers."""

    def __init__(self):
        super().__init__()
        self.features = torch.nn.Sequential(
            torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(4),
            torch.nn.Conv2d(8, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(4))
        self.pool = torch.nn.AdaptiveAvgPool2d((2, 2))
        self.classifier = torch.nn.Sequential(
            torch.nn.Linear(32, 16), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Linear(16, 5))

    def forward(self, x):
        return self.classifier(torch.flatten(self.pool(self.features(x)), 1))


class TinyView(torch.nn.Module):
    """Computes its flattening from the batch: Shape, Gather, Unsqueeze, Concat, Reshape in the file."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 6, 3, stride=2, padding=1)
        self.dense = torch.nn.Linear(6, 4)

    def forward(self, x):
        x = torch.relu(self.conv(x)).mean((2, 3), keepdim=True)
        x = x.expand(x.size(0), 6, 1, 1)
        return torch.softmax(self.dense(x.view(x.size(0), -1)), dim=1)


def tiny_resnet(block, **kwargs):
    network = ResNet(block, [1, 1, 1, 1], num_classes=5, **kwargs)
    return network


def narrow(network, factor):
    """Every convolution, normalisation and dense layer of a plain chain with 1/factor of its channels."""
    for name, module in list(network.named_modules()):
        keep = lambda n: n if n <= 5 else max(1, n // factor)
        if isinstance(module, torch.nn.Conv2d):
            groups = module.groups if module.groups == 1 else max(1, module.groups // factor)
            new = torch.nn.Conv2d(keep(module.in_channels), keep(module.out_channels), module.kernel_size, module.stride,
                                  module.padding, module.dilation, groups, module.bias is not None)
        elif isinstance(module, torch.nn.BatchNorm2d):
            new = torch.nn.BatchNorm2d(keep(module.num_features))
        elif isinstance(module, torch.nn.Linear):
            new = torch.nn.Linear(keep(module.in_features), keep(module.out_features))
        else:
            continue
        parent = network.get_submodule(name.rpartition(".")[0]) if "." in name else network
        setattr(parent, name.rpartition(".")[2], new)
    return network


TINY = {
    "tiny_resnet_basic": lambda: narrow(tiny_resnet(BasicBlock), 16),
    "tiny_resnet_bottleneck": lambda: narrow(tiny_resnet(Bottleneck), 32),
    "tiny_densenet": lambda: DenseNet(4, (2, 2), 8, num_classes=5),
    "tiny_mobilenet_v2": lambda: MobileNetV2(5, inverted_residual_setting=[[1, 8, 1, 1], [2, 8, 2, 2]], width_mult=0.25, round_nearest=4),
    "tiny_efficientnet": lambda: EfficientNet(
        [MBConvConfig(1, 3, 1, 8, 8, 1, 1.0, 1.0), MBConvConfig(2, 5, 2, 8, 8, 2, 1.0, 1.0)], dropout=0.2, num_classes=5),
    "tiny_vgg": TinyVgg,
    "tiny_view": TinyView,
}


def main():
    tiny = sys.argv[1] == "--tiny"
    folder = sys.argv[-1]
    for name, make in (TINY if tiny else FULL).items():
        torch.manual_seed(1)
        network = make().eval()
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                torch.nn.init.uniform_(module.weight, 0.5, 1.5)
                torch.nn.init.uniform_(module.bias, -0.2, 0.2)
                torch.nn.init.uniform_(module.running_mean, -0.2, 0.2)
                torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
        size = 64 if tiny else 224
        torch.onnx.export(
            network, torch.zeros(2, 3, size, size), f"{folder}/{name}.onnx", opset_version=13,
            # Folding by the exporter is left out in the tiny files: they are to hold what has to be folded here.
            do_constant_folding=not tiny, training=torch.onnx.TrainingMode.EVAL if not tiny else torch.onnx.TrainingMode.PRESERVE,
            input_names=["input"], output_names=["logits"], dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})
        print(name)


main()
