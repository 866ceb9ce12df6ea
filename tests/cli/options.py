# SPDX-License-Identifier: MIT
"""neuro train's options of networks: each reaches the network, is saved with it, and says what is
allowed where it makes no sense."""

import re

from support import Digits, directory, expect, fails, run, run_json

# Option: (argument, the name in `info --json` under "options", value there)
NUMBERS = {
    "huber-delta": "0.5", "normalisation-epsilon": "0.001", "normalisation-momentum": "0.25",
    "input-dropout": "0.125", "epochs": "1", "batch": "50", "rate": "0.05", "seed": "7",
    "momentum": "0.75", "beta1": "0.5", "beta2": "0.875", "rms-decay": "0.5", "epsilon": "1e-06",
    "rprop-decrease": "0.25", "rprop-increase": "1.5", "rprop-minimum": "1e-05",
    "rprop-maximum": "10", "warmup": "3", "schedule-period": "2", "schedule-factor": "0.5",
    "minimum-rate": "0.001", "one-cycle-rise": "0.25", "one-cycle-start": "10",
    "one-cycle-end": "100", "plateau-patience": "4", "plateau-threshold": "0.01",
    "early-stopping": "9", "early-stopping-delta": "0.001", "accumulate": "2", "l1": "1e-05",
    "l2": "0.0001", "weight-decay": "0.001", "clip-norm": "5", "clip-value": "2",
    "label-smoothing": "0.1"}
NAMES = {"batch": "batch_size", "rate": "learning_rate", "warmup": "warmup_steps"}
CHOICES = {
    "activation": "relu leaky-relu elu selu gelu silu tanh sigmoid softplus identity",
    "normalisation": "none batch layer",
    "init": "he-normal he-uniform xavier-normal xavier-uniform lecun-normal lecun-uniform",
    "optimizer": "sgd momentum nesterov rmsprop adagrad adam adamw rprop",
    "schedule": "constant step exponential cosine one-cycle plateau",
    "output": "softmax sigmoid", "scaling": "none min-max standard"}


def option_name(flag):
    return NAMES.get(flag, flag.replace("-", "_"))


def check_numbers(folder, data):
    """All at once, and in the file as they were said."""
    model = folder / "numbers"
    arguments = [word for flag, value in NUMBERS.items() for word in ("--" + flag, value)]
    run("train", *data, "--save", model, *arguments, "--no-shuffle", "--balance-classes", "--f64",
        "--layers", "8")
    info = run_json("info", model)[0]
    for flag, value in NUMBERS.items():
        expect(info["options"][option_name(flag)] == float(value), flag, value, info["options"])
    expect(info["options"]["shuffle"] == 0 and info["options"]["balance_classes"] == 1, info)
    expect(info["type"] == "f64", info)
    text, _ = run("info", model)
    expect("momentum 0.75" in text and "label_smoothing 0.1" in text, text)
    expect("beta1 0.9" not in text, "a default is no news", text)


def check_defaults(folder, data):
    """What is not said is the library's choice, which depends on the optimizer."""
    model = folder / "defaults"
    for optimizer, rate, decay in (("sgd", 0.1, 0), ("adam", 0.001, 0), ("adamw", 0.001, 0.01)):
        run("train", *data, "--save", model, "--force", "--epochs", 1, "--optimizer", optimizer)
        options = run_json("info", model)[0]["options"]
        expect(options["optimizer"] == optimizer and options["learning_rate"] == rate and
               options["weight_decay"] == decay, options)


def check_choices(folder, data):
    """Every word is known, trains, and is shown by info."""
    model = folder / "choices"
    shown = {"activation": "activations", "normalisation": "normalisations"}
    for flag, words in CHOICES.items():
        for word in words.split():
            run("train", *data, "--save", model, "--force", "--epochs", 1, "--layers", "12,8",
                "--" + flag, word, "--rate", "0.01", "--quiet")
            info = run_json("info", model)[0]
            if flag in shown:
                expect(info[shown[flag]] == [word] * 2, flag, word, info)
                expect(re.search(f"{flag} +{word}$", run("info", model)[0], re.MULTILINE), word)
            elif flag in info:
                expect(info[flag] == word, flag, word, info)
        fails(2, "--" + flag, *words.split(), "'bad'",
              of=["train", *data, "--save", model, "--" + flag, "bad"])


def check_layers(folder, data):
    """Values that differ from layer to layer."""
    model = folder / "layers"
    train = ["train", *data, "--save", model, "--epochs", 1, "--layers", "12,8,6"]
    run(*train, "--activation", "relu,tanh,gelu", "--dropout", "0.5,0.25,0", "--normalisation",
        "batch,none,layer", "--init", "he-normal,xavier-uniform,zeros,lecun-normal",
        "--leaky-slope", "0.1,0.2,0.3", "--initial-bias", "0.5")
    info = run_json("info", model)[0]
    expect(info["activations"] == ["relu", "tanh", "gelu"], info)
    expect(info["normalisations"] == ["batch", "none", "layer"], info)
    expect(info["dropouts"] == [0.5, 0.25, 0], info)
    text, _ = run("info", model)
    for words in ("relu,tanh,gelu", "batch,none,layer", "0.5,0.25,0"):
        expect(words in text, words, text)
    train.append("--force")
    fails(2, "--activation", "2 values", "3 hidden", of=[*train, "--activation", "relu,tanh"])
    fails(2, "--init", "5 values", of=[*train, "--init", "zeros,zeros,zeros,zeros,zeros"])
    fails(2, "--activation", "'tan'", of=[*train, "--activation", "relu,tan,relu"])
    fails(2, "--dropout", "number", of=[*train, "--dropout", "0.5,,0"])
    fails(2, "--dropout", "0.99", of=[*train, "--dropout", "0.5,1.5,0"])
    fails(2, "--activation", "2 values", "0 hidden",
          of=[*train, "--layers", "none", "--activation", "relu,relu"])


def check_early_stopping(folder, digits):
    """Few rows and many epochs: training stops by itself, with the best epoch's weights."""
    model, validation = folder / "early", Digits("t10k", 500)
    testing = validation.write_idx(folder, "early")
    output, _ = run("train", *digits.write_idx(folder, "few"), "--validation", *testing, "--save",
                    model, "--epochs", 500, "--early-stopping", 3)
    history = run_json("info", model)[0]["history"]
    losses = [epoch["validation_loss"] for epoch in history]
    best = losses.index(min(losses))
    expect(len(history) == best + 4 < 500, len(history), best)
    expect(f"saved {model}: {len(history)} epochs, the best one was {best + 1}," in output, output)
    found = run_json("evaluate", model, *testing)[0]
    expect(found["loss"] == losses[best], found, losses)


def check_resume(folder, data):
    """What the model is cannot change; how it is trained on, can."""
    model = folder / "resumed"
    resume = ["train", *data, "--save", model, "--resume"]
    given = ["--activation", "tanh", "--dropout", "0.25,0", "--optimizer", "adam", "--layers", "9,7",
             "--normalisation", "layer"]
    run("train", *data, "--save", model, "--epochs", 1, *given)
    for option in (["--activation", "relu"], ["--activation", "tanh,relu"], ["--dropout", "0.25"],
                   ["--optimizer", "sgd"], ["--normalisation", "none"], ["--output", "sigmoid"],
                   ["--input-dropout", "0.5"], ["--f64"], ["--batch", "7"], ["--no-shuffle"]):
        fails(2, option[0], "contradicts", of=[*resume, "--epochs", 2, *option])
    fails(2, "--activation", "3 values", "2 hidden",
          of=[*resume, "--epochs", 2, "--activation", "tanh,tanh,tanh"])
    run(*resume, "--epochs", 2, *given, "--activation", "tanh,tanh", "--l2", "0.001", "--schedule",
        "cosine", "--clip-norm", "1", "--beta1", "0.5")
    info = run_json("info", model)[0]
    expect(info["schedule"] == "cosine" and info["options"]["l2"] == 0.001 and
           info["options"]["clip_norm"] == 1 and info["options"]["beta1"] == 0.5, info["options"])
    expect(len(info["history"]) == 2, info["history"])


def check_refusals(folder, data):
    train = ["train", *data, "--save", folder / "new"]
    fails(2, "--dropout", "0.99", of=[*train, "--dropout", "1"])
    fails(2, "--momentum", "number", of=[*train, "--momentum", "much"])
    fails(2, "--warmup", "whole number", of=[*train, "--warmup", "1.5"])
    fails(2, "--label-smoothing", of=[*train, "--label-smoothing", "-0.1"])
    fails(2, "--loss", "--target numbers", of=[*train, "--loss", "huber"])
    fails(2, "--output", "--target numbers", of=[*train, "--output", "identity"])
    fails(2, "CSV", of=[*train, "--target", "numbers", "--label", "0"])
    expect(not (folder / "new").exists(), "something was saved by a command that failed")


def main():
    digits = Digits("train", 200)
    with directory() as folder:
        data = digits.write_idx(folder, "train")
        check_numbers(folder, data)
        check_defaults(folder, data)
        check_choices(folder, data)
        check_layers(folder, data)
        check_early_stopping(folder, digits)
        check_resume(folder, data)
        check_refusals(folder, data)


if __name__ == "__main__":
    main()
