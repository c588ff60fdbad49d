"""From the start of a process to its first prediction, and the latency of one image, beside onnxruntime-node with sharp.

    start.py MODEL PHOTOS PROGRAMS MODULES [--rounds 10] [--seconds 8]

MODEL: the MobileNetV2 of the shared test material. PHOTOS: a folder of JPEG files. PROGRAMS: a folder with one published Predictor in each
subfolder (jit, ready-to-run, …), as results/start.md says. MODULES: a node_modules with onnxruntime-node and sharp. Build first:
dotnet build tests/Benchmarks/Latency -c Release. All take turns, because the machine has other tenants; processor time is the steadier figure.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent


def run(command, environment):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * wall, 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("photos")
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("modules")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    photos = sorted(str(path) for path in pathlib.Path(options.photos).rglob("*.jpg"))[:40]
    environment = {**os.environ, "MODULES": options.modules}
    peer = ["node", str(HERE / "latency.mjs"), options.model]

    predict = ["predict", options.model, photos[0], "--input-size", "224", "--preset", "inception"]
    starts = {"node": [*peer, "1", "0", photos[0]]}
    for folder in sorted(path for path in options.programs.iterdir() if path.is_dir()):
        library = folder / "Predictor.dll"
        framework = library.exists() and not (folder / "libcoreclr.so").exists()
        starts[folder.name] = [*(["dotnet", str(library)] if framework else [str(folder / "Predictor")]), *predict]

    measured = {name: [] for name in starts}
    for _ in range(options.rounds + 1):  # the first round fills the file cache
        for name, command in starts.items():
            measured[name].append(run(command, environment))
    print("| start to first prediction | processor time, ms | least | elapsed, ms | least |\n|---|---|---|---|---|")
    for name, values in measured.items():
        wall, processor = zip(*values[1:])
        print(f"| {name} | {statistics.median(processor):.0f} | {min(processor):.0f} | {statistics.median(wall):.0f} | {min(wall):.0f} |")

    program = ROOT / "artifacts/bin/Latency.Benchmarks/release/MLPipeline.Latency.Benchmarks.dll"
    sides = {"MLPipeline": ["dotnet", str(program), options.model], "node": peer}
    print("\n| callers | | images in the time | p50, ms | p99, ms | resident, MiB: loaded | after one | at the end |")
    print("|---|---|---|---|---|---|---|---|")
    for callers in (1, 2, 8):
        results = {name: [] for name in sides}
        for _ in range(3):
            for name, command in sides.items():
                call = [*command, str(callers), str(options.seconds), *photos]
                output = subprocess.run(call, env=environment, capture_output=True, text=True, check=True)
                results[name].append(json.loads(output.stdout.splitlines()[-1]))
        for name, values in results.items():
            columns = (("count", 0), ("p50", 1), ("p99", 1), ("loaded", 0), ("idle", 0), ("resident", 0))
            figures = [f"{statistics.median(value[key] for value in values):.{digits}f}" for key, digits in columns]
            print("|", " | ".join([str(callers), name, *figures]), "|", flush=True)


if __name__ == "__main__":
    main()
