#!/usr/bin/env python3
"""Peak memory of a training run on 2,000 and on 20,000 images.

usage: memory.py PHOTOS [--backbone NAME] [--distinct]
  PHOTOS      a folder with one folder of photographs per class, repeated under other names until there are enough
  --distinct  make every copy's bytes differ (a number behind the JPEG's end), so that nothing is computed once for several files

Build first: dotnet build src/Trainer -c Release. Prints the resident set's maximum of each run, without cache.
"""
import argparse, os, shutil, subprocess, tempfile

p = argparse.ArgumentParser()
p.add_argument("photos"); p.add_argument("--backbone", default="resnet20-cifar10"); p.add_argument("--distinct", action="store_true")
a = p.parse_args()
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
photos = sorted(os.path.join(d, f) for d, _, fs in os.walk(a.photos) for f in fs if f.lower().endswith((".jpg", ".jpeg")))

def peak(count, work):
    for i in range(count):
        source = photos[i % len(photos)]
        target = os.path.join(work, "photos", os.path.basename(os.path.dirname(source)), f"{i:06d}.jpg")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if a.distinct:
            with open(source, "rb") as r, open(target, "wb") as w: w.write(r.read() + i.to_bytes(8, "little"))
        else:
            shutil.copyfile(source, target)
    process = subprocess.Popen(["dotnet", f"{root}/artifacts/bin/Trainer/release/Trainer.dll", "train", f"{work}/photos", "-o", f"{work}/m.onnx", "--backbone", a.backbone, "--no-cache", "-q"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, status
    return usage.ru_maxrss / 1024

results = {}
for count in (2000, 20000):
    with tempfile.TemporaryDirectory() as work: results[count] = peak(count, work)
    print(f"{count:6d} images: {results[count]:.0f} MiB", flush=True)
print(f"ratio {results[20000] / results[2000]:.3f}")
