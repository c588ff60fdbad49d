"""Peak memory and time of Predictor score for lists of growing length, from stdin and from a file, with and without --resume.

    scoring.py IMAGE MODEL [OPTION...]       e.g. tiny.png model.onnx --input-size 8 --preset zero-one

The list is one image again and again: a tiny one and a small network leave everything but decoding and computing.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

PREDICTOR = pathlib.Path(__file__).parents[2] / "artifacts" / "bin" / "Predictor" / "release" / "Predictor.dll"


def measure(folder, image, model, options, count, source, resumes):
    line = os.path.abspath(image) + "\n"
    listed, table = os.path.join(folder, "list.txt"), os.path.join(folder, "scores.csv")
    with open(listed, "w") as file:
        file.write(line * count)
    start = time.perf_counter()
    words = ["dotnet", str(PREDICTOR), "score", model, "-" if source == "stdin" else listed, "-o", table, "-q", *options]
    with open(listed, "rb") as paths:
        process = subprocess.Popen(words + ["--resume"] * resumes, stdin=paths if source == "stdin" else subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    with open(table, "rb") as rows:
        assert status == 0 and sum(1 for _ in rows) == count + 1
    for name in os.listdir(folder):
        os.remove(os.path.join(folder, name))
    return usage.ru_maxrss / 1024, seconds, usage.ru_utime + usage.ru_stime


def main():
    image, model, *options = sys.argv[1:]
    print("| images | from | options | peak, MB | time, s | processor time, s |\n|---|---|---|---|---|---|")
    runs = [(2_000, "stdin", False), (60_000, "stdin", False), (200_000, "stdin", False)]
    runs += [(60_000, "stdin", True), (60_000, "list", False), (60_000, "list", True)]
    with tempfile.TemporaryDirectory() as folder:
        for count, source, resumes in runs:
            peak, seconds, processor = measure(folder, image, model, options, count, source, resumes)
            resume = "`--resume`" if resumes else ""
            print(f"| {count:,} | {source} | {resume} | {peak:.0f} | {seconds:.1f} | {processor:.1f} |", flush=True)


if __name__ == "__main__":
    main()
