#!/usr/bin/env python3
"""Makes head_oracle.json. usage: head_oracle.py > head_oracle.json   (Debian's python3-torch and python3-sklearn)

A softmax regression on 24 rows of 5 features and 3 classes: the optimum that scikit-learn finds for two penalties, and the
parameters that PyTorch has after 1 and 10 full-batch steps of SGD, SGD with momentum and Adam, L2 included, from zeros.
"""
import json
import numpy as np, torch
from sklearn.linear_model import LogisticRegression

rng = np.random.RandomState(7)
x = rng.randn(24, 5) * np.array([1, 2, 0.5, 1, 3]) + np.array([0, 1, -2, 0.3, 0])
y = rng.randint(0, 3, 24)
x[np.arange(24), y] += 1.5
z = (x - x.mean(0)) / x.std(0)

out = {"x": x.tolist(), "y": y.tolist(), "optimum": [], "steps": []}
for c in (0.1, 3.0):
    fit = LogisticRegression(C=c, tol=1e-12, max_iter=100000).fit(z, y)
    p = fit.predict_proba(z)
    # scikit-learn: sum of losses + |W|^2 / (2 C); per image that is L2 = 1 / (C n)
    out["optimum"].append({"l2": 1 / (c * len(y)), "probabilities": p.tolist(), "logLoss": float(-np.log(p[np.arange(24), y]).mean())})

X, Y = torch.tensor(z, dtype=torch.float64), torch.tensor(y)
for name, l2, rate in (("Sgd", 0.1, 0.5), ("Momentum", 0.1, 0.2), ("Adam", 0.05, 0.1)):
    w, b = torch.zeros(3, 5, dtype=torch.float64, requires_grad=True), torch.zeros(3, dtype=torch.float64, requires_grad=True)
    groups = [{"params": [w], "weight_decay": l2}, {"params": [b], "weight_decay": 0.0}]
    opt = torch.optim.Adam(groups, lr=rate) if name == "Adam" else torch.optim.SGD(groups, lr=rate, momentum=0.9 if name == "Momentum" else 0.0)
    entry = {"optimizer": name, "l2": l2, "rate": rate, "probabilities": {}}
    for step in range(1, 11):
        opt.zero_grad(); torch.nn.functional.cross_entropy(X @ w.T + b, Y).backward(); opt.step()
        if step in (1, 10): entry["probabilities"][str(step)] = torch.softmax(X @ w.T + b, 1).tolist()
    out["steps"].append(entry)
print(json.dumps(out))
