#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a program in a process of its own for each instruction set that this machine has: each says its
name and comes to the same bits. A program that knows how to check it also sees a name that nobody
knows refused.

usage: target.py PROGRAM [--no-unknown-names]
"""

import os
import shlex
import subprocess
import sys

# What runs a program that was built for another machine.
WRAPPER = shlex.split(os.environ.get("MESON_EXE_WRAPPER", ""))

# The machine that a program is for, in the header of its ELF file.
MACHINE_AT = slice(18, 20)
X86_64, AARCH64 = 62, 183

X86_FLAGS = {  # the newest first
    "avx512": {"avx512f", "avx512vl", "avx512dq", "avx512bw"},
    "avx2": {"avx2", "fma", "bmi1", "bmi2"},
}


def targets_of(program):
    """The names of those that a program has on this machine, the best first."""
    names = []
    with open(program, "rb") as file:
        machine = int.from_bytes(file.read(64)[MACHINE_AT], sys.byteorder)
    if machine == X86_64:  # Highway has no AVX2 for 32 bits
        with open("/proc/cpuinfo", encoding="ascii") as file:
            flags = next((line for line in file if line.startswith("flags")), "").split()
        names = [name for name, needed in X86_FLAGS.items() if needed <= set(flags)]
    elif machine == AARCH64:
        names = ["neon"]
    return names + ["portable"]


def run(program, target, *arguments):
    environment = {k: v for k, v in os.environ.items() if k != "NEURO_TARGET"}
    if target is not None:
        environment["NEURO_TARGET"] = target
    done = subprocess.run([*WRAPPER, program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"NEURO_TARGET={target}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.split()


def main():
    program = sys.argv[1]
    targets = targets_of(program)
    best, expected = run(program, None)[:2]
    if best != targets[0]:
        sys.exit(f"chose {best}, but the best of {targets} is {targets[0]}")
    for target in targets + [""]:  # empty: as if it were not set
        name, fingerprint = run(program, target)[:2]
        print(target, name, fingerprint)
        if name != (target or best):
            sys.exit(f"NEURO_TARGET={target} gave {name}")
        if fingerprint != expected:
            sys.exit(f"{name} came to {fingerprint}, {best} to {expected}")
    if sys.argv[2:] == ["--no-unknown-names"]:
        return
    for target in ("nonsense", "AVX2", "avx", "avx2 ", "portable" * 8):
        run(program, target, "unavailable")


if __name__ == "__main__":
    main()
