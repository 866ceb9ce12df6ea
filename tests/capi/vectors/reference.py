# SPDX-License-Identifier: MIT
"""Trains one case in PyTorch, in double precision, on data that the test makes up likewise.

A case says twice what it is: to PyTorch, with PyTorch's own modules, losses, optimizers and
schedulers, and to the library, as options. Nothing here knows the library's arithmetic.
"""

import dataclasses
import typing

import torch
from torch import nn
from torch.nn import functional

MASK = 2**64 - 1
PREDICTED_ROWS = 4
LOSS_STEPS = (0, 1, 9, 49, 99)


def draws(count, seed):
    """The 32-bit numbers of tests/capi/support.c."""
    state, drawn = seed, []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        drawn.append(state >> 32)
    return drawn


def uniform(shape, seed):
    """Exact doubles in [-1, 1)."""
    count = torch.Size(shape).numel()
    flat = [draw / 2147483648.0 - 1 for draw in draws(count, seed)]
    return torch.tensor(flat, dtype=torch.float64).reshape(shape)


def labels(rows, classes, seed):
    return torch.tensor([draw % classes for draw in draws(rows, seed)])


def make_targets(kind, rows, outputs, seed):
    if kind == "labels":
        return labels(rows, max(outputs, 2), seed)
    u = uniform((rows, outputs), seed)
    if kind == "numbers":
        return 2 * u
    if kind == "bits":
        return (u >= 0).double()
    if kind == "probabilities":
        return (u + 1) / 2
    if kind == "distribution":
        positive = u + 1.0625
        total = positive[:, 0].clone()
        for column in range(1, outputs):  # in the order in which the test adds them up
            total += positive[:, column]
        return positive / total[:, None]
    raise ValueError(kind)


def no_normalisation(_units):
    return None


@dataclasses.dataclass
class Case:  # pylint: disable=too-many-instance-attributes
    """What is trained, for both. loss(sums, targets) gives a loss for each row; activations and
    normalisations are those of the hidden layers; optimizer(groups) takes PyTorch's parameter
    groups: the weights, and all others, which no decay applies to; schedule(optimizer, steps) makes
    a scheduler."""
    name: str
    loss: typing.Callable
    predict: typing.Callable
    targets: str
    options: dict
    layer_options: list = dataclasses.field(default_factory=list)
    mode: str = "steps"  # or "apply": gradients computed, read and applied; or "fit"
    sizes: tuple = (4, 6, 5, 3)
    rows: int = 80
    batch: int = 20
    seed: int = 1
    weight_scale: float = 0.5
    activations: typing.Callable = lambda hidden: nn.Tanh()
    normalisations: tuple = ()
    optimizer: typing.Callable = lambda groups: torch.optim.SGD(groups, lr=0.1)
    l1: float = 0
    weight_decay: float = 0  # decoupled, where the optimizer itself has none
    clip_norm: float = 0
    clip_value: float = 0
    row_weights: bool = False
    class_weights: tuple = ()
    # Of fits.
    epochs: int = 0
    accumulate: int = 1
    validation: bool = False
    evaluation_loss: typing.Callable = None  # where it is not the training's
    schedule: typing.Callable = None
    schedule_step: str = ""  # after which it goes on: "step", "epoch", "plateau"
    warmup: int = 0


class Reference:
    """One case while it is trained."""

    def __init__(self, case, disturbance=0.0):
        self.case = case
        self.kink = float("inf")  # how near anything came to a kink
        self.disturbance = disturbance
        outputs = case.sizes[-1]
        base = 100 * case.seed
        self.inputs = 2 * uniform((case.rows, case.sizes[0]), base + 1)
        self.targets = make_targets(case.targets, case.rows, outputs, base + 2)
        self.row_weights = torch.ones(case.rows, dtype=torch.float64)
        if case.row_weights:
            self.row_weights = 1 + 0.75 * uniform((case.rows,), base + 3)
        if case.class_weights:
            self.row_weights *= torch.tensor(case.class_weights, dtype=torch.float64)[self.targets]
        self.validation = (2 * uniform((case.rows, case.sizes[0]), base + 4),
                           make_targets(case.targets, case.rows, outputs, base + 5))
        self.linears, self.normalisations, modules = [], [], []
        for layer, (n, m) in enumerate(zip(case.sizes, case.sizes[1:])):
            hidden = layer + 2 < len(case.sizes)
            self.linears.append(nn.Linear(n, m).double())
            modules.append(self.linears[-1])
            make = (case.normalisations or (no_normalisation,))[layer % max(
                len(case.normalisations), 1)]
            self.normalisations.append(make(m) if hidden else None)
            if self.normalisations[-1] is not None:
                modules.append(self.normalisations[-1].double())
            if hidden:
                modules.append(case.activations(layer))
                modules[-1].register_forward_hook(self.watch)
        self.model = nn.Sequential(*modules)
        self.set_parameters()
        weights = [linear.weight for linear in self.linears]
        others = [p for p in self.model.parameters() if not any(p is w for w in weights)]
        self.weights, self.parameters = weights, weights + others
        self.optimizer = case.optimizer([{"params": weights},
                                         {"params": others, "weight_decay": 0}])
        self.results = {}

    def set_parameters(self):
        def put(parameter, value):
            value = value * (1 + self.disturbance * torch.sign(value))
            with torch.no_grad():
                parameter.copy_(value)

        for layer, (linear, norm) in enumerate(zip(self.linears, self.normalisations)):
            seed = 100 * self.case.seed + 10 + 4 * layer
            put(linear.weight, self.case.weight_scale * uniform(linear.weight.shape, seed))
            put(linear.bias, 0.25 * uniform(linear.bias.shape, seed + 1))
            if norm is not None:
                put(norm.weight, 1 + 0.25 * uniform(norm.weight.shape, seed + 2))
                put(norm.bias, 0.25 * uniform(norm.bias.shape, seed + 3))

    def watch(self, module, inputs, _output):
        if isinstance(module, (nn.ReLU, nn.LeakyReLU, nn.ELU, nn.SELU)):
            self.kink = min(self.kink, inputs[0].abs().min().item())
        if isinstance(module, nn.Softplus):  # PyTorch's is linear from there on
            self.kink = min(self.kink, module.threshold - inputs[0].max().item())

    def batch_loss(self, first, last, mean_over):
        sums = self.model(self.inputs[first:last])
        targets = self.targets[first:last]
        if self.case.loss is absolute:
            self.kink = min(self.kink, (sums - targets).abs().min().item())
        rows = self.case.loss(sums, targets)
        return (rows * self.row_weights[first:last]).sum() / mean_over

    def apply(self):
        """Clips, regularises and takes the step."""
        case = self.case
        if case.clip_norm:
            nn.utils.clip_grad_norm_(self.parameters, case.clip_norm)
        if case.clip_value:
            nn.utils.clip_grad_value_(self.parameters, case.clip_value)
        if case.l1 and (case.clip_value or case.clip_norm):
            raise ValueError("clipping the term as well would be another thing")
        rate = self.optimizer.param_groups[0]["lr"]
        with torch.no_grad():
            for weight in self.weights if case.weight_decay else []:
                weight *= 1 - rate * case.weight_decay
        self.optimizer.step()

    def gradient(self, spans):
        """Of the mean loss over all rows of the batches, each of which is a pass of its own."""
        self.optimizer.zero_grad()
        rows = sum(last - first for first, last in spans)
        total = 0.0
        for first, last in spans:
            loss = self.batch_loss(first, last, rows)
            total += loss.item()
            loss.backward()
        if self.case.l1:
            (self.case.l1 * sum(weight.abs().sum() for weight in self.weights)).backward()
        if isinstance(self.optimizer, torch.optim.Rprop):  # it goes by signs
            for p in self.parameters:
                known = p.grad[p.grad != 0].abs()
                self.kink = min(self.kink, (known.min() / known.max()).item())
        return total

    def train_steps(self):
        losses, batches = [], self.case.rows // self.case.batch
        for step in range(100):
            first = step % batches * self.case.batch
            losses.append(self.gradient([(first, first + self.case.batch)]))
            if step == 99 and self.case.mode == "apply":
                self.results["gradients"] = torch.cat([
                    p.grad.flatten().clone() for linear, norm in
                    zip(self.linears, self.normalisations)
                    for module in (linear, norm) if module is not None
                    for p in (module.weight, module.bias)])
            self.apply()
        self.results["losses"] = torch.tensor([losses[i] for i in LOSS_STEPS],
                                              dtype=torch.float64)

    def validation_loss(self):
        self.model.eval()
        with torch.no_grad():
            loss = self.case.evaluation_loss or self.case.loss
            mean = loss(self.model(self.validation[0]), self.validation[1]).mean().item()
        self.model.train()
        return mean

    def fit(self):
        """As a training loop around a scheduler is usually written."""
        case = self.case
        batch = case.batch or case.rows
        spans = [(i, min(i + batch, case.rows)) for i in range(0, case.rows, batch)]
        groups = [spans[i:i + case.accumulate] for i in range(0, len(spans), case.accumulate)]
        rate = self.optimizer.param_groups[0]["lr"]
        scheduled = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
        scheduler = case.schedule and case.schedule(scheduled, len(groups) * case.epochs)
        scheduled.step()  # PyTorch warns of a scheduler that goes before its optimizer
        losses, validation_losses, rates, step = [], [], [], 0
        for _ in range(case.epochs):
            total = 0.0
            for group in groups:
                step += 1
                rate = scheduled.param_groups[0]["lr"] * min(1, step / max(case.warmup, 1))
                for target in self.optimizer.param_groups:
                    target["lr"] = rate
                total += self.gradient(group) * sum(last - first for first, last in group)
                self.apply()
                if case.schedule_step == "step" and step < len(groups) * case.epochs:
                    scheduler.step()
            losses.append(total / case.rows)
            rates.append(rate)
            if case.validation:
                validation_losses.append(self.validation_loss())
            if case.schedule_step == "epoch":
                scheduler.step()
            elif case.schedule_step == "plateau":
                scheduler.step(validation_losses[-1] if case.validation else losses[-1])
        self.results["epoch_losses"] = torch.tensor(losses, dtype=torch.float64)
        self.results["rates"] = torch.tensor(rates, dtype=torch.float64)
        if case.validation:
            self.results["validation_losses"] = torch.tensor(validation_losses,
                                                             dtype=torch.float64)

    def train(self):
        if self.case.mode == "fit":
            self.fit()
        else:
            self.train_steps()
        for layer, (linear, norm) in enumerate(zip(self.linears, self.normalisations)):
            self.results[f"weights.{layer}"] = linear.weight
            self.results[f"bias.{layer}"] = linear.bias
            if norm is not None:
                self.results[f"scale.{layer}"] = norm.weight
                self.results[f"shift.{layer}"] = norm.bias
            if isinstance(norm, nn.BatchNorm1d):
                self.results[f"mean.{layer}"] = norm.running_mean
                self.results[f"variance.{layer}"] = norm.running_var
        self.model.eval()
        with torch.no_grad():
            sums = self.model(self.inputs[:PREDICTED_ROWS])
            self.results["predictions"] = self.case.predict(sums)
        return {name: value.detach().flatten() for name, value in self.results.items()}


def absolute(sums, targets):
    return functional.l1_loss(sums, targets, reduction="none").mean(1)
