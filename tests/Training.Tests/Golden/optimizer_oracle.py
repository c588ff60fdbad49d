#!/usr/bin/env python3
"""Makes optimizer_oracle.json. usage: optimizer_oracle.py > optimizer_oracle.json   (Debian's python3-torch)

Four parameters (two weights, a bias, a scale) after 1, 2 and 10 steps of PyTorch's optimisers in single precision, with given gradients. Weight decay on the
weights only; the second weight learns at a quarter of the rate where a case says so; gradients are clipped by clip_grad_norm_ where a case says so.
"""
import json
import numpy as np, torch

rng = np.random.RandomState(11)
sizes = {"conv.weight": 45, "fc.weight": 20, "fc.bias": 5, "norm.scale": 7}
start = {name: rng.randn(size).astype(np.float32) for name, size in sizes.items()}
gradients = [{name: (rng.randn(size) * (0.1 + step % 3)).astype(np.float32) for name, size in sizes.items()} for step in range(10)]

cases = [
    {"name": "plain descent", "optimizer": "Sgd", "rate": 0.05, "momentum": 0.0, "decay": 0.0},
    {"name": "descent with decay", "optimizer": "Sgd", "rate": 0.05, "momentum": 0.0, "decay": 0.1},
    {"name": "momentum with decay", "optimizer": "Sgd", "rate": 0.02, "momentum": 0.9, "decay": 0.05},
    {"name": "Nesterov with decay", "optimizer": "Sgd", "rate": 0.02, "momentum": 0.9, "decay": 0.05, "nesterov": True},
    {"name": "momentum, clipped, two rates", "optimizer": "Sgd", "rate": 0.1, "momentum": 0.8, "decay": 0.01, "clip": 1.5, "slow": 0.25},
    {"name": "Adam", "optimizer": "Adam", "rate": 0.01, "decay": 0.0},
    {"name": "Adam with decay", "optimizer": "Adam", "rate": 0.01, "decay": 0.2},
    {"name": "Adam with other constants, clipped", "optimizer": "Adam", "rate": 0.02, "decay": 0.0, "betas": [0.8, 0.95], "epsilon": 1e-3, "clip": 0.7},
    {"name": "AdamW with decay, two rates", "optimizer": "AdamW", "rate": 0.01, "decay": 0.3, "slow": 0.25},
]
for case in cases:
    values = {name: torch.tensor(value, requires_grad=True) for name, value in start.items()}
    groups = [{"params": [value], "weight_decay": case["decay"] if name.endswith("weight") else 0.0,
               "lr": case["rate"] * (case.get("slow", 1) if name == "fc.weight" else 1)} for name, value in values.items()]
    if case["optimizer"] == "Sgd":
        optimizer = torch.optim.SGD(groups, lr=case["rate"], momentum=case["momentum"], nesterov=case.get("nesterov", False))
    else:
        kind = torch.optim.Adam if case["optimizer"] == "Adam" else torch.optim.AdamW
        optimizer = kind(groups, lr=case["rate"], betas=case.get("betas", (0.9, 0.999)), eps=case.get("epsilon", 1e-8))
    case["after"] = {}
    for step in range(10):
        for name, value in values.items():
            value.grad = torch.tensor(gradients[step][name])
        if "clip" in case:
            torch.nn.utils.clip_grad_norm_(values.values(), case["clip"])
        optimizer.step()
        if step + 1 in (1, 2, 10):
            case["after"][str(step + 1)] = {name: value.detach().tolist() for name, value in values.items()}

plain = lambda arrays: {name: array.tolist() for name, array in arrays.items()}
print(json.dumps({"start": plain(start), "gradients": [plain(step) for step in gradients], "cases": cases}))
