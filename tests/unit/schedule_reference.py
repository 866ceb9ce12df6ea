#!/usr/bin/env python3
"""Prints tests/unit/schedule_reference.inc: the learning rates that PyTorch's schedulers give.

    usage: schedule_reference.py > schedule_reference.inc   (made with PyTorch 1.13)
"""

import torch
from torch.optim import lr_scheduler

RATE = 0.3
STEPS_PER_EPOCH = 3
LOSSES = (1.0, 0.9, 0.9, 0.89999, 0.85, 0.86, 0.86, 0.86, 0.87, 0.9, 0.9, 0.84, 0.5, 0.5, 0.5, 0.5)


def new_optimizer():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)


def rates_of(optimizer, scheduler, steps, every=1):
    """Of each step, where the scheduler moves on after every so many of them."""
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step % every == every - 1 and step + 1 < steps:
            scheduler.step()
    return rates


def stepped(period, factor, epochs):
    optimizer = new_optimizer()
    scheduler = lr_scheduler.StepLR(optimizer, period, gamma=factor)
    return rates_of(optimizer, scheduler, epochs * STEPS_PER_EPOCH, STEPS_PER_EPOCH)


def exponential(factor, epochs):
    optimizer = new_optimizer()
    scheduler = lr_scheduler.ExponentialLR(optimizer, gamma=factor)
    return rates_of(optimizer, scheduler, epochs * STEPS_PER_EPOCH, STEPS_PER_EPOCH)


def cosine(minimum, steps):
    """In the closed form: the other one adds up the rounding of all steps before."""
    scheduler = lr_scheduler.CosineAnnealingLR(new_optimizer(), steps, eta_min=minimum)
    rates = []
    for step in range(steps):
        scheduler.last_epoch = step
        rates += scheduler._get_closed_form_lr()  # pylint: disable=protected-access
    return rates


def one_cycle(rise, start, end, steps):
    optimizer = new_optimizer()
    scheduler = lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=rise,
                                        div_factor=start, final_div_factor=end,
                                        cycle_momentum=False)
    return rates_of(optimizer, scheduler, steps)


def plateau(factor, patience, threshold, minimum):
    optimizer = new_optimizer()
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, factor=factor, patience=patience,
                                               threshold=threshold, min_lr=minimum, eps=0)
    rates = []
    for loss in LOSSES:
        rates.append(optimizer.param_groups[0]["lr"])
        scheduler.step(loss)
    return rates


def show(name, rates):
    print(f"const std::vector<double> {name} = {{")
    for rate in rates:
        print(f"    {rate!r},")
    print("};")


print("// Learning rates as PyTorch's schedulers give them: made by schedule_reference.py.")
show("kStep", stepped(4, 0.1, 10))
show("kStepHalf", stepped(1, 0.5, 5))
show("kExponential", exponential(0.93, 20))
show("kCosine", cosine(0.0, 60))
show("kCosineFloor", cosine(0.01, 37))
show("kOneCycle", one_cycle(0.3, 25.0, 1e4, 60))
show("kOneCycleSteep", one_cycle(0.07, 3.0, 10.0, 41))
show("kPlateau", plateau(0.1, 1, 1e-4, 0.0))
show("kPlateauFloor", plateau(0.5, 0, 0.05, 0.05))
