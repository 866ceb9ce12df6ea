#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the state_dict of PyTorch networks into files beside this one, as make.c does with ours.

    usage: make_pytorch.py     (with examples/python in PYTHONPATH)

What PyTorch draws as initial weights depends on its version: files that are there are not to be
replaced.
"""

import pathlib

import torch
from torch import nn

import tensor_file

torch.manual_seed(1)
for dtype, name in ((torch.float32, "f32"), (torch.float64, "f64")):
    model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 5), nn.ReLU(),
                          nn.Linear(5, 3)).to(dtype)
    version = torch.__version__.split("a")[0]
    path = pathlib.Path(__file__).with_name(f"pytorch-{version}-{name}.safetensors")
    if not path.exists():
        state = {key: value.numpy() for key, value in model.state_dict().items()}
        tensor_file.save_file(state, path, {"format": "pt"})
