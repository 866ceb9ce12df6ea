# SPDX-License-Identifier: MIT
"""neuro train --resume: what was interrupted, or killed, comes to the same file in the end."""

import signal
import time

from support import Digits, directory, expect, fails, run, run_json, start, tensors

EPOCHS = 60  # long enough to be interrupted in the middle, on any machine
OPTIONS = ["--batch", "8", "--layers", "64,32", "--validation-split", "0.1", "--seed", "3"]


def stop_in_the_middle(arguments, number, status):
    """Trains until an epoch or two have passed, and stops it there. Returns what it said."""
    process = start("train", *arguments, "--json")
    for _ in range(2):
        process.stdout.readline()
    process.send_signal(number)
    output, error = process.communicate(timeout=60)
    expect(process.returncode == status, "ended with", process.returncode, error)
    return output, error


def check_interrupted(folder, data, whole):
    """Twice interrupted, by Ctrl-C and by a polite kill, and gone on with other workers."""
    model = folder / "interrupted"
    train = [*data, *OPTIONS, "--epochs", EPOCHS, "--save", model]
    output, error = stop_in_the_middle(train, signal.SIGINT, 130)
    expect('"status": "interrupted"' in output.splitlines()[-1], output)
    expect("interrupted in epoch" in error and f"--save {model} --resume" in error, error)
    first = run_json("info", model)[0]
    expect(2 <= len(first["history"]) < EPOCHS, first)

    resume = [*data, "--save", model, "--resume"]
    stop_in_the_middle([*resume, "--workers", 1], signal.SIGTERM, 143)
    second = run_json("info", model)[0]
    expect(first["steps"] < second["steps"] < whole["steps"], first, second)
    output, _ = run("train", *resume, "--workers", 3)
    expect(f"{EPOCHS} epochs" in output, output)
    expect(tensors(model) == tensors(folder / "whole"), "the weights are others")
    expect(model.read_bytes() == (folder / "whole").read_bytes(), "the files are not the same")

    _, error = run("train", *resume)
    expect("nothing is left to train" in error, error)
    expect(model.read_bytes() == (folder / "whole").read_bytes(), "nothing to do, but done")


def check_killed(folder, data):
    """The last checkpoint is there after a kill that nobody can catch."""
    model = folder / "killed"
    train = [*data, *OPTIONS, "--epochs", EPOCHS, "--save", model]
    process = start("train", *train, "--checkpoint-every", "0.01")
    deadline = time.monotonic() + 60
    while not model.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    expect([path.name for path in folder.glob("killed*")] == ["killed"], list(folder.iterdir()))
    run("train", *data, "--save", model, "--resume")
    expect(model.read_bytes() == (folder / "whole").read_bytes(), "the files are not the same")


def check_further(folder, data):
    """More epochs: as if they had been wanted from the beginning. Another rate is allowed."""
    for name, steps in (("once", [5]), ("twice", [2, 5])):
        run("train", *data, "--save", folder / name, "--epochs", steps[0])
        for epochs in steps[1:]:
            run("train", *data, "--save", folder / name, "--resume", "--epochs", epochs)
    expect((folder / "once").read_bytes() == (folder / "twice").read_bytes(), "2 + 3 is not 5")
    run("train", *data, "--save", folder / "twice", "--resume", "--epochs", 6, "--rate", 0.01)
    rates = [epoch["learning_rate"] for epoch in run_json("info", folder / "twice")[0]["history"]]
    expect(rates == [0.1] * 5 + [0.01], rates)


def check_contradictions(folder, data, csv, other):
    model = folder / "whole"
    before = model.read_bytes()
    resume = ["train", *data, "--save", model, "--resume", "--epochs", EPOCHS + 1]
    for option in (["--seed", "4"], ["--batch", "9"], ["--layers", "64,33"], ["--layers", "64"],
                   ["--f64"], ["--scaling", "min-max"], ["--validation-split", "0.2"],
                   ["--validation", *data]):
        fails(2, option[0], "contradicts", of=[*resume, *option])
    fails(2, "IDX", of=["train", csv, "--save", model, "--resume"])
    fails(3, "--resume", of=["train", *data, "--save", folder / "none", "--resume"])
    damaged = folder / "damaged"
    damaged.write_bytes(before[:-1])
    fails(3, of=["train", *data, "--save", damaged, "--resume"])
    expect(model.read_bytes() == before, "a contradiction has changed the file")
    agreeing = [*resume, *OPTIONS, "--quiet"]
    _, error = run(*agreeing)
    expect(error == "", error)
    _, error = run("train", *other, "--save", model, "--resume", "--epochs", EPOCHS + 2)
    expect("is not the data" in error, error)


def check_second_signal(folder, data):
    """The second Ctrl-C ends at once: seen where the first one has much to save and to finish."""
    model = folder / "impatient"
    process = start("train", *data, "--save", model, "--epochs", 100000, "--batch", 6000,
                    "--layers", "4000,4000", "--json")
    while not process.stderr.readline().startswith("network"):
        expect(process.poll() is None, "ended before it began")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    expect(process.returncode == -signal.SIGINT, "ended with", process.returncode)
    expect(not model.exists(), "there is a file of a run that was broken off")


def main():
    digits = Digits("train", 6000)
    with directory() as folder:
        data = digits.write_idx(folder, "train")
        run("train", *data, *OPTIONS, "--epochs", EPOCHS, "--save", folder / "whole")
        whole = run_json("info", folder / "whole")[0]
        check_interrupted(folder, data, whole)
        check_killed(folder, data)
        check_further(folder, data)
        csv = digits.write_csv(folder / "train.csv")
        other = Digits("train", 6000, 6000).write_idx(folder, "other")
        check_contradictions(folder, data, csv, other)
        check_second_signal(folder, data)


if __name__ == "__main__":
    main()
