#!/usr/bin/env python3
"""Whole training steps against PyTorch: the same networks, batches and image sizes, in turns in one run.

usage: training.py PEER [--rounds 5] [--steps 5] [--networks resnet18,vgg16,drn-c-26,resnet20,resnet50] [--threads 2] [--winograd auto]
  PEER    pytorch_steps.py, the peer's side (Debian: python3-torch, python3-torchvision, libopenblas0-pthread)

A step is forward, backward and SGD with momentum 0.9; each side's figure in a round is the median of its steps, the peer's that of its faster memory format
(both are run in every round). Build first: dotnet build src/Trainer -c Release. Prints the table of results/training.md. Peak memory is the process's
largest resident set, for PyTorch without the 150 to 200 MB that it takes before the first network.
"""
import argparse, json, os, re, resource, statistics, subprocess, sys, tempfile

CASES = {"resnet18": ("resnet18", 16, 224), "vgg16": ("vgg16", 8, 224), "drn-c-26": ("drn_c_26", 4, 224), "resnet20": ("resnet20", 128, 32), "resnet50": ("resnet50", 8, 224)}
p = argparse.ArgumentParser()
p.add_argument("peer"); p.add_argument("--rounds", type=int, default=5); p.add_argument("--steps", type=int, default=5); p.add_argument("--threads", type=int, default=2)
p.add_argument("--networks", default=",".join(CASES)); p.add_argument("--winograd", default="auto")
a = p.parse_args()
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
trainer = ["dotnet", f"{root}/artifacts/bin/Trainer/release/Trainer.dll"]


def run(command):
    """Runs a command; returns what it printed and its largest resident set in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status: sys.exit(f"failed: {' '.join(command)}\n{text}")
    return text, usage.ru_maxrss / 1024


def spread(values): return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


print("| network | batch, size | ours, images/s | PyTorch, images/s | ratio (median of pairs) | memory, ours / PyTorch |\n|---|---|---|---|---|---|")
with tempfile.TemporaryDirectory() as work:
    for name in a.networks.split(","):
        peer_name, batch, size = CASES[name]
        ours, peers, memories = [], [], []
        for _ in range(a.rounds):
            _, memory = run(trainer + ["benchmark", "train", name, "--batch-size", str(batch), "--size", str(size), "--steps", str(a.steps), "--threads", str(a.threads), "--winograd", a.winograd, "--json", f"{work}/r.json"])
            ours.append(json.load(open(f"{work}/r.json"))["imagesPerSecond"])
            text, peer_memory = run([sys.executable, a.peer, peer_name, "--steps", str(a.steps), "--threads", str(a.threads)])
            peers.append(max(float(rate) for rate in re.findall(r": ([\d.]+) images/s", text)))
            memories.append((memory, peer_memory))
        ratios = [o / q for o, q in zip(ours, peers)]
        print(f"| {name} | {batch}, {size} | {spread(ours)} | {spread(peers)} | **{statistics.median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f}) "
              f"| {statistics.median(m for m, _ in memories):.0f} / {statistics.median(m for _, m in memories):.0f} MiB |", flush=True)
