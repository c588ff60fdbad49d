#!/usr/bin/env python3
"""Batch scoring in floats and in 8 bits against PyTorch with Pillow: the same photographs, in turns in one run.

usage: quantized.py PHOTOS PEER MODEL.onnx MODEL.int8.onnx NETWORK [--rounds 3] [--limit 370] [--peer-limit 100] [--program FILE]
  PHOTOS   a folder of photographs
  PEER     pytorch_features.py, the peer's side (Debian: python3-torch, python3-torchvision, python3-pil, libopenblas0-pthread)
  NETWORK  what the model's backbone is called in torchvision: mobilenet_v2, resnet50

Runs `Predictor score` with both models and the peer alternately. Images per second are those of the scoring loops, as both programs say them; the
peer's is its best of two memory formats and 0, 1 and 2 loader processes. Processor time per image is given beside it, which other programs on the
machine change little: ours of the whole process, start and loading included; the peer's without its start, the mean of its six ways.
Build first: dotnet build src/Predictor -c Release; or give the program that `dotnet publish src/Predictor -c Release -r linux-x64` made, which starts
compiled, as `--program`.
"""
import argparse, os, re, resource, shutil, statistics, subprocess, sys, tempfile

p = argparse.ArgumentParser()
p.add_argument("photos"); p.add_argument("peer"); p.add_argument("model"); p.add_argument("small"); p.add_argument("network")
p.add_argument("--rounds", type=int, default=3); p.add_argument("--limit", type=int, default=370); p.add_argument("--peer-limit", type=int, default=100)
p.add_argument("--program")
a = p.parse_args()
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
predictor = [a.program] if a.program else ["dotnet", f"{root}/artifacts/bin/Predictor/release/Predictor.dll"]


def timed(command):
    """What a program and its children write, and their processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return run.stdout + run.stderr, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


with tempfile.TemporaryDirectory() as work:
    photos = sorted(os.path.join(d, f) for d, _, fs in os.walk(a.photos) for f in fs if f.lower().endswith((".jpg", ".jpeg", ".png")))
    photos = [photos[i * len(photos) // a.limit] for i in range(a.limit)] if a.limit < len(photos) else photos
    for number, path in enumerate(photos):
        os.makedirs(f"{work}/photos", exist_ok=True)
        shutil.copy(path, f"{work}/photos/{number:05d}{os.path.splitext(path)[1]}")

    # What the peer's program needs before its first image is not the network's: it is taken off its processor time.
    idle = timed([sys.executable, "-c", "import torch, torchvision"])[1]
    wall, cpu = {"float": [], "8-bit": [], "peer": []}, {"float": [], "8-bit": [], "peer": []}
    for _ in range(a.rounds):
        for name, model in (("float", a.model), ("8-bit", a.small)):
            text, processor = timed(predictor + ["score", model, f"{work}/photos", "-o", f"{work}/scores.csv"])
            wall[name].append(float(re.search(r"Scoring: .* images in .*\(([\d.,]+) images/s", text).group(1).replace(",", ""))); cpu[name].append(1000 * processor / len(photos))
        text, processor = timed([sys.executable, a.peer, f"{work}/photos", "--network", a.network, "--limit", str(a.peer_limit)])
        wall["peer"].append(float(re.search(r"best ([\d.]+)", text).group(1)))
        cpu["peer"].append(1000 * (processor - idle) / (6 * min(a.peer_limit, len(photos))))
        print({name: (round(wall[name][-1], 1), round(cpu[name][-1], 1)) for name in wall}, file=sys.stderr, flush=True)

    spread = lambda v: f"{statistics.median(v):.1f} ({min(v):.1f} to {max(v):.1f})"
    print("| network | way | images/s | ratio to PyTorch + Pillow (median of pairs) | processor ms/image | ratio |\n|---|---|---|---|---|---|")
    for name in ("float", "8-bit", "peer"):
        ratios = [o / q for o, q in zip(wall[name], wall["peer"])]; times = [q / o for o, q in zip(cpu[name], cpu["peer"])]
        print(f"| {a.network} | {name} | {spread(wall[name])} | **{statistics.median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f}) | {spread(cpu[name])} | {statistics.median(times):.2f} |")
    print(f"\n{len(photos)} photographs, the peer {min(a.peer_limit, len(photos))}; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
