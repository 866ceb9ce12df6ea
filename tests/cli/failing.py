# SPDX-License-Identifier: MIT
"""neuro train where training fails in the middle: what was learnt is saved where it is worth it, and
the user is told what there is.

The command is one that was built to fail, see failing_resume.c.
"""

import json

from support import Digits, directory, expect, fails, run

OUT_OF_MEMORY, NOT_FINITE, THREAD = -2, -6, -8
EPOCHS = 3


def fail_after(batches, status, *arguments):
    """Trains that many batches and fails then. Returns standard output and error."""
    return run(*arguments, status=1, NEURO_TEST_BATCHES=str(batches),
               NEURO_TEST_STATUS=str(status))


def check_shortage(folder, data, status, words):
    """A failure that has nothing to do with the network costs nothing of it."""
    model = folder / f"shortage{status}"
    train = ["train", *data, "--save", model, "--epochs", EPOCHS]
    output, error = fail_after(0, status, *train)
    expect(words in error and "saved" not in error and output == "", output, error)
    expect(not model.exists(), "a network that has learnt nothing was saved")

    output, error = fail_after(20, status, *train)
    expect(words in error and output == "", output, error)
    expect(f"stopped in epoch 2 of {EPOCHS}; {model} is saved" in error, error)
    expect("To go on: neuro train" in error and error.endswith(" --resume\n"), error)
    output, _ = fail_after(5, status, "train", *data, "--save", model, "--resume", "--json")
    end = json.loads(output.splitlines()[-1])
    expect(end["status"] == "failed" and end["steps"] == 25, end)
    run("train", *data, "--save", model, "--resume")
    expect(model.read_bytes() == (folder / "whole").read_bytes(), "the files are not the same")


def check_not_finite(folder, data):
    """Weights on their way to infinity are not saved, and it is said what is there instead."""
    model = folder / "diverged"
    train = ["train", *data, "--save", model, "--epochs", EPOCHS]
    _, error = fail_after(20, NOT_FINITE, *train)
    expect("--rate" in error and "nothing of this run is saved" in error, error)
    expect(not model.exists(), "a network that has diverged was saved")
    _, error = fail_after(20, NOT_FINITE, *train, "--checkpoint-every", "1e-9")
    expect(f"since the last checkpoint: {model} is from epoch 2" in error, error)
    run("info", model)


def check_without_images(folder, data):
    """The command is built without libpng and libjpeg here: it says so before it does anything."""
    model = folder / "without"
    train = ["train", *data, "--save", model, "--epochs", 1]
    fails(2, "--mistakes", "libpng", of=[*train, "--mistakes", folder / "mistakes.png"])
    expect(not model.exists(), "a command line that is wrong has trained something")
    run(*train)
    for name, content in (("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff\xe0")):
        (folder / name).write_bytes(content)
        fails(1, "without", of=["predict", model, folder / name])


def main():
    with directory() as folder:
        data = Digits("train", 500).write_idx(folder, "train")  # 16 batches an epoch
        run("train", *data, "--save", folder / "whole", "--epochs", EPOCHS)
        check_shortage(folder, data, OUT_OF_MEMORY, "there is not enough memory")
        check_shortage(folder, data, THREAD, "neuro: training: ")
        check_not_finite(folder, data)
        check_without_images(folder, data)


if __name__ == "__main__":
    main()
