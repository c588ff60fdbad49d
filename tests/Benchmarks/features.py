#!/usr/bin/env python3
"""Feature computation against PyTorch with Pillow: the same photographs, the same networks, in turns in one run.

usage: features.py PHOTOS PEER [--rounds 3] [--limit 400]
  PHOTOS  a folder with one folder of photographs per class
  PEER    pytorch_features.py, the peer's side (Debian: python3-torch, python3-torchvision, python3-pil, libopenblas0-pthread)

Exports the networks from torchvision with random weights (speed does not depend on them), makes them backbones, and runs
`Trainer train --no-cache` and the peer alternately. Build first: dotnet build src/Trainer -c Release. Prints the table of results/features.md.
"""
import argparse, json, os, re, shutil, statistics, subprocess, sys, tempfile

p = argparse.ArgumentParser()
p.add_argument("photos"); p.add_argument("peer"); p.add_argument("--rounds", type=int, default=3); p.add_argument("--limit", type=int, default=400); p.add_argument("--networks", default="mobilenet_v2,resnet18,resnet50")
a = p.parse_args()
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
trainer = ["dotnet", f"{root}/artifacts/bin/Trainer/release/Trainer.dll"]

EXPORT = """
import sys, torch, torchvision
torch.manual_seed(0)
net = getattr(torchvision.models, sys.argv[1])().eval()
torch.onnx.export(net, torch.zeros(1, 3, 224, 224), sys.argv[2], opset_version=13, input_names=["input"], output_names=["logits"], dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})
"""

with tempfile.TemporaryDirectory() as work:
    env = dict(os.environ, MLPIPELINE_HOME=f"{work}/home")
    photos = sorted(os.path.join(d, f) for d, _, fs in os.walk(a.photos) for f in fs if f.lower().endswith((".jpg", ".jpeg", ".png")))[:: 1]
    step = max(1, len(photos) // a.limit)
    for path in photos[::step][: a.limit]:
        target = os.path.join(work, "photos", os.path.relpath(path, a.photos)); os.makedirs(os.path.dirname(target), exist_ok=True); shutil.copy(path, target)

    print("| network | images | ours, images/s | PyTorch + Pillow, images/s | ratio (median of pairs) |\n|---|---|---|---|---|")
    for name in a.networks.split(","):
        subprocess.run([sys.executable, "-c", EXPORT, name, f"{work}/{name}.onnx"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(trainer + ["backbone", "add", f"{work}/{name}.onnx", "--name", name, "--preset", "imagenet"], check=True, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ours, peers = [], []
        for _ in range(a.rounds):
            subprocess.run(trainer + ["train", f"{work}/photos", "-o", f"{work}/m.onnx", "--backbone", name, "--no-cache", "--l2", "0.01", "--epochs", "1", "--json", f"{work}/r.json", "-q"], check=True, env=env, stdout=subprocess.DEVNULL)
            result = json.load(open(f"{work}/r.json")); ours.append(result["imagesPerSecond"])
            text = subprocess.run([sys.executable, a.peer, f"{work}/photos", "--network", name, "--limit", str(a.limit)], check=True, capture_output=True, text=True).stdout
            peers.append(float(re.search(r"best ([\d.]+)", text).group(1)))
        ratios = [o / q for o, q in zip(ours, peers)]
        spread = lambda v: f"{statistics.median(v):.1f} ({min(v):.1f} to {max(v):.1f})"
        print(f"| {name} | {result['featuresComputed']} | {spread(ours)} | {spread(peers)} | **{statistics.median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f}) |", flush=True)
