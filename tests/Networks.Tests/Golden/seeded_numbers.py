"""Prints the hash that InitializationTests expects of KaimingNormal's [64, 48, 3, 3] for seed 42 and name conv1.weight.

    /usr/bin/python3 seeded_numbers.py

The same definition written a second time: SplitMix64 from the first eight bytes of SHA-256("seed\\nname"), the polar method, and the
logarithm as a series, all in IEEE double.
"""
import hashlib
import math
import struct

MASK = 2**64 - 1


def uniforms(seed, name):
    state = int.from_bytes(hashlib.sha256(f"{seed}\n{name}".encode()).digest()[:8], "little")
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield ((z ^ (z >> 31)) >> 11) / 2**53


def log(x):
    m, exponent = math.frexp(x)  # m from 0.5 to below 1
    m, exponent = 2 * m, exponent - 1
    if m >= math.sqrt(2):
        m, exponent = m / 2, exponent + 1
    s = (m - 1) / (m + 1)
    series = 0.0
    for power in range(21, 0, -2):
        series = series * (s * s) + 1.0 / power
    return exponent * math.log(2) + 2 * s * series


def normals(seed, name):
    numbers = uniforms(seed, name)
    while True:
        x, y = 2 * next(numbers) - 1, 2 * next(numbers) - 1
        square = x * x + y * y
        if 0 < square < 1:
            factor = math.sqrt(-2 * log(square) / square)
            yield x * factor
            yield y * factor


deviation = math.sqrt(2 / (48 * 3 * 3))
numbers = normals(42, "conv1.weight")
print(hashlib.sha256(b"".join(struct.pack("<f", deviation * next(numbers)) for _ in range(64 * 48 * 3 * 3))).hexdigest())
