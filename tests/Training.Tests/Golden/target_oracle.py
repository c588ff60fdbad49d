#!/usr/bin/env python3
"""Makes target_oracle.json. usage: target_oracle.py > target_oracle.json   (Debian's python3-torch)

The loss and its derivative by the logits that PyTorch's cross_entropy has, with class weights and label smoothing, for 6 rows of 4 classes.
"""
import json
import torch

torch.manual_seed(3)
logits = torch.randn(6, 4, dtype=torch.float64)
labels = torch.tensor([0, 3, 1, 1, 2, 3])
out = {"logits": logits.tolist(), "labels": labels.tolist(), "cases": []}
for smoothing in (0.0, 0.1, 0.7):
    for weights in (None, [0.5, 1.0, 3.0, 0.25]):
        x = logits.clone().requires_grad_()
        weight = None if weights is None else torch.tensor(weights, dtype=torch.float64)
        loss = torch.nn.functional.cross_entropy(x, labels, weight=weight, label_smoothing=smoothing)
        loss.backward()
        out["cases"].append({"smoothing": smoothing, "weights": weights, "loss": loss.item(), "gradient": x.grad.tolist()})
print(json.dumps(out))
