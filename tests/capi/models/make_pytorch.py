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


def plain():
    return nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 3))


def normalised():
    """Its running statistics and scales are no longer what they begin with."""
    model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 5),
                          nn.LayerNorm(5), nn.Tanh(), nn.Linear(5, 3))
    for module in (model[1], model[4]):
        nn.init.uniform_(module.weight, 0.5, 1.5)
        nn.init.uniform_(module.bias, -0.5, 0.5)
    for _ in range(3):
        model(torch.randn(16, 4))
    return model


def write(model, kind, dtype, name):
    version = torch.__version__.split("a")[0]
    path = pathlib.Path(__file__).with_name(f"pytorch-{version}-{kind}{name}.safetensors")
    if not path.exists():
        state = {key: value.numpy() for key, value in model.to(dtype).state_dict().items()}
        tensor_file.save_file(state, path, {"format": "pt"})


torch.manual_seed(1)
for each_dtype, each_name in ((torch.float32, "f32"), (torch.float64, "f64")):
    write(plain(), "", each_dtype, each_name)
    write(normalised(), "normalised-", each_dtype, each_name)
