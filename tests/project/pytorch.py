"""Weights to and from PyTorch itself, on real digits: the example that shows how.

    usage: pytorch.py LIBRARY   (NEURO_TEST_DATA names the IDX files' directory)
"""

import importlib.util
import sys

from examples import ROOT, idx_files, run

if importlib.util.find_spec("torch") is None:
    print("skipped: no torch")
    sys.exit(77)
output = run(["/usr/bin/python3", str(ROOT / "examples/python/pytorch_exchange.py"), *idx_files()],
             NEURO_LIBRARY=sys.argv[1])
print(output, end="")
for way in ("PyTorch to libneuro", "libneuro to PyTorch"):
    for dtype in ("float32", "float64"):
        if f"{way}, {dtype}: 10000 images" not in output:
            sys.exit(f"{way}, {dtype}: not compared")
