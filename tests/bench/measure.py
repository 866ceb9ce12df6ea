# SPDX-License-Identifier: MIT
"""Runs one benchmark program and reads its result. Knows nothing of what is measured.

A benchmark program prints one JSON object as the last line of its standard output, and anything
else to standard error.
"""

import json
import shlex
import statistics
import subprocess
import sys


class Failure(Exception):
    """A program did not give a result."""


def run(command):
    """The JSON object that a command (a list of words) prints on its last line."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    except OSError as error:
        raise Failure(f"{command[0]}: {error.strerror}") from error
    if done.returncode != 0:
        raise Failure(f"{shlex.join(command)}: exit status {done.returncode}")
    lines = done.stdout.splitlines()
    try:
        result = json.loads(lines[-1]) if lines else None
    except ValueError:
        result = None
    if not isinstance(result, dict):
        raise Failure(f"{shlex.join(command)}: no JSON object on its last line")
    return result


def summarise(values):
    """Median and range of some numbers. The spread is half the range, relative to the median."""
    median = statistics.median(values)
    low, high = min(values), max(values)
    spread = (high - low) / 2 / abs(median) if median else 0.0
    return {"median": median, "min": low, "max": high, "spread": spread, "values": list(values)}


def note(text):
    print(text, file=sys.stderr, flush=True)


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2)
        file.write("\n")
