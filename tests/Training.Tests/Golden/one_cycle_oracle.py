#!/usr/bin/env python3
"""Makes one_cycle_oracle.json. usage: one_cycle_oracle.py > one_cycle_oracle.json   (Debian's python3-torch)

Two weights after each fifth of 20 steps in double precision, with given gradients, under PyTorch's OneCycleLR with cycled momentum: the momentum of SGD,
the first beta of Adam and AdamW. Each weight is a parameter group, the second one with the whole rate, the first one with a part of it.
"""
import json
import numpy as np, torch
from torch.optim.lr_scheduler import OneCycleLR

STEPS, RATE, SLOW = 20, 0.05, 0.04
rng = np.random.RandomState(7)
sizes = {"layer1.weight": 16, "head.weight": 16}
start = {name: rng.randn(size).astype(np.float32) for name, size in sizes.items()}
gradients = [{name: rng.randn(size).astype(np.float32) for name, size in sizes.items()} for _ in range(STEPS)]

cases = [
    {"name": "SGD", "optimizer": "sgd", "rising": 0.3, "start": 25, "end": 1e4},
    {"name": "SGD, another cycle", "optimizer": "sgd", "rising": 0.45, "start": 5, "end": 100, "low": 0.8, "high": 0.9},
    {"name": "Adam", "optimizer": "adam", "rising": 0.3, "start": 25, "end": 1e4},
    {"name": "AdamW, fastai's cycle", "optimizer": "adamw", "rising": 0.3, "start": 5, "end": 1e4},
]
for case in cases:
    values = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in start.items()}
    make = {"sgd": lambda groups: torch.optim.SGD(groups, lr=RATE, momentum=0.9, weight_decay=0.01),
            "adam": lambda groups: torch.optim.Adam(groups, lr=RATE, weight_decay=0.01),
            "adamw": lambda groups: torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)}[case["optimizer"]]
    optimizer = make([{"params": [value]} for value in values.values()])
    scheduler = OneCycleLR(optimizer, max_lr=[RATE * SLOW, RATE], total_steps=STEPS, pct_start=case["rising"], div_factor=case["start"],
                           final_div_factor=case["end"], base_momentum=case.get("low", 0.85), max_momentum=case.get("high", 0.95))
    case["after"] = {}
    for step in range(STEPS):
        for name, value in values.items():
            value.grad = torch.tensor(gradients[step][name], dtype=torch.float64)
        optimizer.step()
        if step + 1 < STEPS: scheduler.step()
        if (step + 1) % 5 == 0:
            case["after"][str(step + 1)] = {name: value.detach().tolist() for name, value in values.items()}

plain = lambda arrays: {name: array.tolist() for name, array in arrays.items()}
print(json.dumps({"steps": STEPS, "rate": RATE, "slow": SLOW, "start": plain(start), "gradients": [plain(step) for step in gradients], "cases": cases}))
