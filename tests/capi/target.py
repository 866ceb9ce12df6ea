#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a program in a process of its own for each instruction set that this machine has: each says its
name and comes to the same bits. A program that knows how to check it also sees a name that nobody
knows refused.

usage: target.py PROGRAM [--no-unknown-names]
"""

import os
import platform
import subprocess
import sys

X86_FLAGS = {  # the newest first
    "avx512": {"avx512f", "avx512vl", "avx512dq", "avx512bw"},
    "avx2": {"avx2", "fma", "bmi1", "bmi2"},
}


def targets_of_this_machine():
    """The names, the best first."""
    names = []
    if platform.machine() in ("x86_64", "i686"):
        with open("/proc/cpuinfo", encoding="ascii") as file:
            flags = next((line for line in file if line.startswith("flags")), "").split()
        names = [name for name, needed in X86_FLAGS.items() if needed <= set(flags)]
    elif platform.machine() == "aarch64":
        names = ["neon"]
    return names + ["portable"]


def run(program, target, *arguments):
    environment = {k: v for k, v in os.environ.items() if k != "NEURO_TARGET"}
    if target is not None:
        environment["NEURO_TARGET"] = target
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"NEURO_TARGET={target}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.split()


def main():
    program = sys.argv[1]
    targets = targets_of_this_machine()
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
