#!/usr/bin/env python3
"""Makes schedule_oracle.json. usage: schedule_oracle.py > schedule_oracle.json   (Debian's python3-torch)

The rates (and for one cycle the momenta) that PyTorch's schedulers give to each of 40 steps, stepped once per batch: 8 epochs of 5 steps, rate 0.4.
"""
import json
import warnings
import torch
from torch.optim import lr_scheduler as lr

warnings.simplefilter("ignore")
EPOCHS, STEPS = 8, 5
TOTAL = EPOCHS * STEPS

def run(make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4, momentum=0.9)
    scheduler = make(optimizer)
    rates, momenta = [], []
    for _ in range(TOTAL):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        if len(rates) < TOTAL: scheduler.step()
    return {"rates": rates, "momenta": momenta}

warm = lambda optimizer: lr.LinearLR(optimizer, start_factor=0.1, end_factor=1.0, total_iters=2 * STEPS)
out = {
    "constant": run(lambda o: lr.LambdaLR(o, lambda step: 1.0)),
    "step": run(lambda o: lr.StepLR(o, step_size=2 * STEPS, gamma=0.3)),
    "milestones": run(lambda o: lr.MultiStepLR(o, milestones=[3 * STEPS, 6 * STEPS], gamma=0.2)),
    "exponential": run(lambda o: lr.ExponentialLR(o, gamma=0.9 ** (1 / STEPS))),
    "polynomial": run(lambda o: lr.PolynomialLR(o, total_iters=TOTAL, power=2.0)),
    "cosine": run(lambda o: lr.CosineAnnealingLR(o, T_max=TOTAL)),
    "one-cycle": run(lambda o: lr.OneCycleLR(o, max_lr=0.4, total_steps=TOTAL)),
    "one-cycle-other": run(lambda o: lr.OneCycleLR(o, max_lr=0.4, total_steps=TOTAL, pct_start=0.47, div_factor=10, final_div_factor=100, base_momentum=0.8, max_momentum=0.9)),
    "warm-up-cosine": run(lambda o: lr.ChainedScheduler([warm(o), lr.CosineAnnealingLR(o, T_max=TOTAL)])),
    "warm-up-milestones": run(lambda o: lr.ChainedScheduler([warm(o), lr.MultiStepLR(o, milestones=[3 * STEPS, 6 * STEPS], gamma=0.2)])),
}
print(json.dumps(out))
