#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the files *.txt beside this one: what PyTorch makes of every case.

    usage: make_vectors.py [TOPIC...]     (run by hand; see README.md)
"""

import pathlib
import re
import sys

import torch
from torch import nn, optim
from torch.nn import functional
from torch.optim import lr_scheduler

from reference import Case, Reference, absolute

HERE = pathlib.Path(__file__).resolve().parent
NUMBERS = {name: number for header in sorted((HERE.parents[2] / "include/neuro").glob("*.h"))
           for name, number in re.findall(r"\b(NN_\w+) = (\d+)", header.read_text())}
NEAREST_KINK = 1e-9     # what kinks keep away from, and ...
DISTURBANCE = 1e-14     # ... parameters that begin with so large a relative error ...
LARGEST_EFFECT = 1e-11  # ... must end with no more than this
WIDE = {"sizes": (11, 21, 13, 4), "rows": 200, "batch": 200}  # several vectors, blocks of rows


def cross_entropy(smoothing=0.0):
    return lambda sums, targets: functional.cross_entropy(
        sums, targets, reduction="none", label_smoothing=smoothing)


def binary(smoothing=0.0):
    def loss(sums, targets):
        if targets.ndim == 1 and sums.shape[1] > 1:
            targets = functional.one_hot(targets, sums.shape[1])
        targets = targets.reshape(sums.shape).double()
        targets = (1 - smoothing) * targets + smoothing / 2
        return functional.binary_cross_entropy_with_logits(sums, targets, reduction="none").mean(1)
    return loss


def squared(sums, targets):
    return functional.mse_loss(sums, targets, reduction="none").mean(1)


def huber(delta):
    return lambda sums, targets: functional.huber_loss(
        sums, targets, reduction="none", delta=delta).mean(1)


def options(**chosen):
    """Short names and values, which may be names too, as the header has them."""
    return {f"NN_OPTION_{key}": NUMBERS[value] if isinstance(value, str) else value
            for key, value in chosen.items()}


def case(name, targets="labels", loss=None, smoothing=0.0, layers=(), chosen=None, **others):
    """Softmax and its loss for labels and distributions, if nothing else is said."""
    all_options = options(TYPE="NN_F64", ACTIVATION="NN_ACTIVATION_TANH",
                          LABEL_SMOOTHING=smoothing, **(chosen or {}))
    return Case(name, targets=targets, options=all_options,
                loss=loss or cross_entropy(smoothing),
                predict=others.pop("predict", lambda sums: sums.softmax(1)),
                layer_options=[(layer, key, value) for layer, one in layers
                               for key, value in options(**one).items()], **others)


def sigmoid_case(name, targets, smoothing=0.0, **others):
    return case(name, targets, binary(smoothing), smoothing, predict=torch.sigmoid,
                chosen={"OUTPUT": "NN_OUTPUT_SIGMOID"}, **others)


def regression(name, loss, chosen=None, **others):
    return case(name, "numbers", loss, predict=lambda sums: sums,
                chosen={"OUTPUT": "NN_OUTPUT_IDENTITY", **(chosen or {})}, **others)


def losses():
    weights = (0.5, 2.0, 1.25)
    one = {"sizes": (4, 6, 5, 1)}
    yield case("softmax-labels")
    yield case("softmax-distributions", "distribution")
    yield case("softmax-labels-smoothing", smoothing=0.1)
    yield case("softmax-distributions-smoothing", "distribution", smoothing=0.2)
    yield case("softmax-class-weights", class_weights=weights)
    yield case("softmax-class-weights-smoothing", smoothing=0.1, class_weights=weights)
    yield case("softmax-class-weights-apply", class_weights=weights, mode="apply")
    yield case("softmax-row-weights", row_weights=True)
    yield case("softmax-distributions-row-weights", "distribution", row_weights=True)
    yield case("softmax-row-and-class-weights", row_weights=True, class_weights=weights)
    yield sigmoid_case("sigmoid-binary", "labels", **one)
    yield sigmoid_case("sigmoid-binary-smoothing", "labels", 0.1, **one)
    yield sigmoid_case("sigmoid-binary-class-weights", "labels", class_weights=weights[:2], **one)
    yield sigmoid_case("sigmoid-classes", "labels")
    yield sigmoid_case("sigmoid-multi-label", "bits")
    yield sigmoid_case("sigmoid-multi-label-smoothing", "bits", 0.1)
    yield sigmoid_case("sigmoid-multi-label-row-weights", "bits", row_weights=True)
    yield sigmoid_case("sigmoid-probabilities", "probabilities")
    for name, row_weights in (("", False), ("-row-weights", True)):
        yield regression("squared" + name, squared, row_weights=row_weights)
        yield regression("absolute" + name, absolute, {"LOSS": "NN_LOSS_ABSOLUTE"},
                         row_weights=row_weights)
        yield regression("huber" + name, huber(1.0), {"LOSS": "NN_LOSS_HUBER"},
                         row_weights=row_weights)
    yield regression("huber-delta", huber(0.3), {"LOSS": "NN_LOSS_HUBER", "HUBER_DELTA": 0.3})


def activations():
    modules = {
        "identity": (nn.Identity, {}), "relu": (nn.ReLU, {}), "leaky-relu": (nn.LeakyReLU, {}),
        "leaky-relu-slope": (lambda: nn.LeakyReLU(0.2), {"LEAKY_SLOPE": 0.2}),
        "elu": (nn.ELU, {}), "elu-alpha": (lambda: nn.ELU(1.75), {"ELU_ALPHA": 1.75}),
        "selu": (nn.SELU, {}), "gelu": (nn.GELU, {}), "silu": (nn.SiLU, {}),
        "tanh": (nn.Tanh, {}), "sigmoid": (nn.Sigmoid, {}), "softplus": (nn.Softplus, {}),
    }

    def number(name):
        name = name.removesuffix("-slope").removesuffix("-alpha")
        return "NN_ACTIVATION_" + name.replace("-", "_").upper()

    for name, (module, chosen) in modules.items():
        one = case(name, activations=lambda layer, module=module: module())
        one.options.update(options(ACTIVATION=number(name), **chosen))
        yield one
    names = list(modules)
    for name, mixed in (("all-in-one-network", names), ("all-in-reverse", names[::-1])):
        sizes = (4, *(4 + i % 3 for i in range(len(mixed))), 3)
        yield case(name, sizes=sizes, weight_scale=0.75,
                   activations=lambda layer, mixed=mixed: modules[mixed[layer]][0](),
                   layers=[(i, {"ACTIVATION": number(each), **modules[each][1]})
                           for i, each in enumerate(mixed)])
    yield case("no-hidden-layer", sizes=(4, 3))
    yield case("wide", weight_scale=0.25, **WIDE, activations=lambda layer: nn.GELU(),
               layers=[(i, {"ACTIVATION": "NN_ACTIVATION_GELU"}) for i in range(2)])


# Each as PyTorch makes it from groups, with what is added to its arguments, and as options. The
# first of each has the hyperparameters that both have by themselves.
OPTIMIZERS = {
    "sgd": (lambda g, **k: optim.SGD(g, lr=0.1, **k), {}),
    "momentum": (lambda g, **k: optim.SGD(g, lr=0.1, momentum=0.9, **k), {}),
    "momentum-chosen": (lambda g, **k: optim.SGD(g, lr=0.05, momentum=0.75, **k),
                        {"LEARNING_RATE": 0.05, "MOMENTUM": 0.75}),
    "nesterov": (lambda g, **k: optim.SGD(g, lr=0.1, momentum=0.9, nesterov=True, **k), {}),
    "nesterov-chosen": (lambda g, **k: optim.SGD(g, lr=0.05, momentum=0.75, nesterov=True, **k),
                        {"LEARNING_RATE": 0.05, "MOMENTUM": 0.75}),
    "rmsprop": (optim.RMSprop, {}),
    "rmsprop-chosen": (lambda g, **k: optim.RMSprop(g, lr=0.003, alpha=0.8, eps=1e-4, **k),
                       {"LEARNING_RATE": 0.003, "RMS_DECAY": 0.8, "EPSILON": 1e-4}),
    "adagrad": (lambda g, **k: optim.Adagrad(g, eps=1e-8, **k), {}),
    "adagrad-chosen": (lambda g, **k: optim.Adagrad(g, lr=0.05, eps=1e-3, **k),
                       {"LEARNING_RATE": 0.05, "EPSILON": 1e-3}),
    "adam": (optim.Adam, {}),
    "adam-chosen": (lambda g, **k: optim.Adam(g, lr=0.01, betas=(0.8, 0.95), eps=1e-5, **k),
                    {"LEARNING_RATE": 0.01, "BETA1": 0.8, "BETA2": 0.95, "EPSILON": 1e-5}),
    "adamw": (optim.AdamW, {}),
    "adamw-chosen": (lambda g: optim.AdamW(g, lr=0.01, betas=(0.8, 0.95), eps=1e-5,
                                           weight_decay=0.1),
                     {"LEARNING_RATE": 0.01, "BETA1": 0.8, "BETA2": 0.95, "EPSILON": 1e-5,
                      "WEIGHT_DECAY": 0.1}),
    "rprop": (optim.Rprop, {}),
    "rprop-chosen": (lambda g: optim.Rprop(g, lr=0.003, etas=(0.4, 1.1), step_sizes=(1e-4, 0.02)),
                     {"LEARNING_RATE": 0.003, "RPROP_DECREASE": 0.4, "RPROP_INCREASE": 1.1,
                      "RPROP_MINIMUM": 1e-4, "RPROP_MAXIMUM": 0.02}),
}


def optimized(name, suffix="", chosen=None, arguments=None, **others):
    make, own = OPTIMIZERS[name]
    number = "NN_OPTIMIZER_" + name.removesuffix("-chosen").upper()
    others.setdefault("batch", 80 if "rprop" in name else 20)  # Rprop wants whole sets
    return case(name + suffix, chosen={"OPTIMIZER": number, **own, **(chosen or {})},
                optimizer=lambda groups: make(groups, **(arguments or {})), **others)


def optimizers():
    for name in OPTIMIZERS:
        yield optimized(name)
    for name in ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw", "rprop"):
        yield optimized(name, "-l1", {"L1": 0.003}, l1=0.003)
        if name not in ("adamw", "rprop"):
            yield optimized(name, "-l2", {"L2": 0.02}, {"weight_decay": 0.02})
        if name != "adamw":
            yield optimized(name, "-decay", {"WEIGHT_DECAY": 0.05}, weight_decay=0.05)
    norm, value = {"clip_norm": 0.1}, {"clip_value": 0.01}
    for name in ("sgd", "adam"):
        yield optimized(name, "-l1-l2", {"L1": 0.003, "L2": 0.02}, {"weight_decay": 0.02}, l1=0.003)
        yield optimized(name, "-clip-norm", {"CLIP_NORM": 0.1}, **norm)
        yield optimized(name, "-clip-value", {"CLIP_VALUE": 0.01}, **value)
        yield optimized(name, "-clip-both", {"CLIP_NORM": 0.1, "CLIP_VALUE": 0.01}, **norm, **value)
        yield optimized(name, "-clip-both-l2", {"CLIP_NORM": 0.1, "CLIP_VALUE": 0.01, "L2": 0.02},
                        {"weight_decay": 0.02}, **norm, **value)
    yield optimized("sgd", "-apply", mode="apply")
    yield optimized("adam-chosen", "-apply-clip-norm-l2", {"CLIP_NORM": 0.1, "L2": 0.02},
                    {"weight_decay": 0.02}, mode="apply", **norm)


def normalisation():
    def batch(**arguments):
        return lambda units: nn.BatchNorm1d(units, **arguments)

    def layer(**arguments):
        return lambda units: nn.LayerNorm(units, **arguments)

    batched = {"NORMALISATION": "NN_NORMALISATION_BATCH"}
    layered = {"NORMALISATION": "NN_NORMALISATION_LAYER"}
    # Adam magnifies small gradients, and in front of a batch normalisation a bias has none but
    # rounding errors: the large epsilon keeps them small.
    adam = {"EPSILON": 1e-3, "LEARNING_RATE": 0.01}
    for name, chosen, make in (("batch", batched, batch), ("layer", layered, layer)):
        def one(suffix="", make=make(), chosen=chosen, name=name, **others):
            return case(name + suffix, normalisations=(make,),
                        chosen={**chosen, **others.pop("chosen", {})}, **others)

        yield one()
        yield one("-epsilon", make(eps=1e-2), chosen={**chosen, "NORMALISATION_EPSILON": 1e-2})
        relu = one("-relu", activations=lambda index: nn.ReLU())
        relu.options.update(options(ACTIVATION="NN_ACTIVATION_RELU"))
        yield relu
        yield one("-momentum", optimizer=lambda g: optim.SGD(g, lr=0.02, momentum=0.75),
                  chosen={**chosen, "OPTIMIZER": "NN_OPTIMIZER_MOMENTUM", "LEARNING_RATE": 0.02,
                          "MOMENTUM": 0.75})
        yield one("-adam", optimizer=lambda g: optim.Adam(g, lr=0.01, eps=1e-3),
                  chosen={**chosen, "OPTIMIZER": "NN_OPTIMIZER_ADAM", **adam})
        yield one("-l1-decay", l1=0.003, weight_decay=0.05,
                  chosen={**chosen, "L1": 0.003, "WEIGHT_DECAY": 0.05})
        yield one("-clip-norm", clip_norm=0.1, chosen={**chosen, "CLIP_NORM": 0.1})
        yield one("-row-weights", row_weights=True)
        yield one("-wide", **WIDE)
        yield one("-apply", mode="apply")
    yield case("batch-running-momentum", normalisations=(batch(momentum=0.3),),
               chosen={**batched, "NORMALISATION_MOMENTUM": 0.3})
    yield case("batch-then-layer", normalisations=(batch(), layer()),
               layers=[(0, batched), (1, layered)])


def fitted(name, chosen, **others):
    others = {"epochs": 25, "batch": 24, "validation": True, **others}
    chosen = {"SHUFFLE": 0, "EPOCHS": others["epochs"], "BATCH_SIZE": others["batch"],
              "WARMUP_STEPS": others.get("warmup", 0), "ACCUMULATE": others.get("accumulate", 1),
              **chosen}
    return case(name, chosen=chosen, mode="fit", **others)


def fitting():
    def plateau(**arguments):
        return lambda optimizer, _: lr_scheduler.ReduceLROnPlateau(optimizer, eps=0, **arguments)

    schedules = {
        "constant": (None, "", {}),
        "step": (lambda o, n: lr_scheduler.StepLR(o, 10, 0.1), "epoch", {}),
        "step-chosen": (lambda o, n: lr_scheduler.StepLR(o, 4, 0.5), "epoch",
                        {"SCHEDULE_PERIOD": 4, "SCHEDULE_FACTOR": 0.5}),
        "exponential": (lambda o, n: lr_scheduler.ExponentialLR(o, 0.9), "epoch",
                        {"SCHEDULE_FACTOR": 0.9}),
        "cosine": (lr_scheduler.CosineAnnealingLR, "step", {}),
        "cosine-chosen": (lambda o, n: lr_scheduler.CosineAnnealingLR(o, n, 0.02), "step",
                          {"MINIMUM_RATE": 0.02}),
        "one-cycle": (lambda o, n: lr_scheduler.OneCycleLR(o, 0.1, n, cycle_momentum=False),
                      "step", {}),
        "one-cycle-chosen": (lambda o, n: lr_scheduler.OneCycleLR(
            o, 0.1, n, pct_start=0.45, div_factor=10, final_div_factor=50, cycle_momentum=False),
                             "step", {"ONE_CYCLE_RISE": 0.45, "ONE_CYCLE_START": 10,
                                      "ONE_CYCLE_END": 50}),
        "plateau": (plateau(patience=2, threshold=1e-2), "plateau",
                    {"PLATEAU_PATIENCE": 2, "PLATEAU_THRESHOLD": 1e-2}),
        "plateau-chosen": (plateau(patience=1, threshold=3e-2, factor=0.5, min_lr=0.02), "plateau",
                           {"PLATEAU_PATIENCE": 1, "PLATEAU_THRESHOLD": 3e-2,
                            "SCHEDULE_FACTOR": 0.5, "MINIMUM_RATE": 0.02}),
    }
    for name, (make, step, chosen) in schedules.items():
        number = "NN_SCHEDULE_" + name.removesuffix("-chosen").replace("-", "_").upper()
        for suffix, warmup in (("", 0), ("-warm-up", 30)):
            yield fitted(name + suffix, {"SCHEDULE": number, **chosen}, schedule=make,
                         schedule_step=step, warmup=warmup)
    yield fitted("plateau-training-loss", {"SCHEDULE": "NN_SCHEDULE_PLATEAU",
                                           **schedules["plateau"][2]},
                 schedule=schedules["plateau"][0], schedule_step="plateau", validation=False)
    yield fitted("cosine-adam", {"SCHEDULE": "NN_SCHEDULE_COSINE", "OPTIMIZER": "NN_OPTIMIZER_ADAM",
                                 "LEARNING_RATE": 0.01},
                 schedule=schedules["cosine"][0], schedule_step="step",
                 optimizer=lambda g: optim.Adam(g, lr=0.01))
    smoothed = fitted("label-smoothing", {}, smoothing=0.1)
    smoothed.evaluation_loss = cross_entropy()
    yield smoothed
    yield fitted("all-rows-a-batch", {}, batch=0, epochs=100)
    yield fitted("accumulate", {}, batch=10, accumulate=4, epochs=50)
    yield fitted("accumulate-rest", {}, batch=12, accumulate=3, epochs=34)
    yield fitted("accumulate-cosine-warm-up", {"SCHEDULE": "NN_SCHEDULE_COSINE"}, batch=12,
                 accumulate=3, epochs=34, schedule=schedules["cosine"][0], schedule_step="step",
                 warmup=30)
    yield fitted("accumulate-adam-clip-norm",
                 {"OPTIMIZER": "NN_OPTIMIZER_ADAM", "LEARNING_RATE": 0.01, "CLIP_NORM": 0.1},
                 batch=12, accumulate=3, epochs=34, optimizer=lambda g: optim.Adam(g, lr=0.01),
                 clip_norm=0.1)
    yield fitted("accumulate-batch-normalisation", {"NORMALISATION": "NN_NORMALISATION_BATCH"},
                 batch=10, accumulate=4, epochs=50, normalisations=(nn.BatchNorm1d,))
    classes = (0.5, 2.0, 1.25)
    yield fitted("row-weights", {}, row_weights=True)
    yield fitted("class-weights", {}, class_weights=classes)
    yield fitted("row-and-class-weights-accumulate", {}, row_weights=True, class_weights=classes,
                 batch=12, accumulate=3, epochs=34)
    balanced = fitted("balance-classes", {"BALANCE_CLASSES": 1}, validation=False)
    counts = torch.bincount(Reference(balanced).targets)
    weights = tuple((balanced.rows / (len(counts) * counts.double())).tolist())
    yield fitted("balance-classes", {"BALANCE_CLASSES": 1}, validation=False,
                 class_weights=weights)


TOPICS = (losses, activations, optimizers, normalisation, fitting)


def difference(ours, other):
    scale = ours.abs().max().item()
    return (ours - other).abs().max().item() / scale if scale > 0 else 0


def write(file, one, known):
    reference = Reference(one)
    results = reference.train()
    ends = results["predictions"].numpy().tobytes()
    if one.mode != "apply" and known.setdefault(ends, one.name) != one.name:
        sys.exit(f"{one.name} ends as {known[ends]}: what differs between them has no effect")
    disturbed = Reference(one, DISTURBANCE).train()
    effect = max(difference(results[name], disturbed[name]) for name in results)
    if not (reference.kink > NEAREST_KINK and effect < LARGEST_EFFECT):
        sys.exit(f"{one.name}: a kink at {reference.kink:.1e}, disturbed by {effect:.1e}: "
                 "choose another seed")
    print(f"  {one.name}: a kink at {reference.kink:.1e}, disturbed by {effect:.1e}")
    file.write(f"\ncase {one.name}\nmode {one.mode}\nsizes {' '.join(map(str, one.sizes))}\n"
               f"rows {one.rows}\nbatch {one.batch}\nseed {one.seed}\ntargets {one.targets}\n"
               f"weight_scale {one.weight_scale}\nrow_weights {int(one.row_weights)}\n"
               f"validation {int(one.validation)}\n")
    if one.class_weights and "NN_OPTION_BALANCE_CLASSES" not in one.options:
        file.write(f"class_weights {' '.join(map(str, one.class_weights))}\n")
    for key, value in one.options.items():
        file.write(f"option {key} {value}\n")
    for layer, key, value in one.layer_options:
        file.write(f"layer_option {layer} {key} {value}\n")
    for name, values in results.items():
        file.write(f"array {name} {len(values)}\n")
        file.write("".join(f"{value!r}\n" for value in values.tolist()))


def main():
    torch.set_num_threads(1)
    for topic in TOPICS:
        if sys.argv[1:] and topic.__name__ not in sys.argv[1:]:
            continue
        print(topic.__name__)
        with open(HERE / f"{topic.__name__}.txt", "w", encoding="ascii") as file:
            file.write("# Made by make_vectors.py with PyTorch "
                       f"{torch.__version__}. See README.md.\n")
            known = {}
            for one in topic():
                write(file, one, known)


if __name__ == "__main__":
    main()
