# SPDX-License-Identifier: MIT
"""What the command prints and where: help, info, JSON, a progress bar or lines, and what happens when
it cannot be written."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time

from support import COMMAND, Digits, directory, expect, fails, run, run_json, start


def check_help():
    for command in ([], ["train"], ["predict"], ["evaluate"], ["info"]):
        output, error = run(*command, "--help")
        expect(output.startswith("usage: neuro") and error == "", command, output, error)
        expect(all(len(line) <= 100 for line in output.splitlines()), output)
    expect("130" in run("--help")[0], "the exit statuses are not documented")
    expect(re.match(r"neuro \d+\.\d+\.\d+, libneuro \d+\.\d+\.\d+, \w+ instructions\n$",
                    run("--version")[0]), run("--version"))
    fails(2, "command", of=[])
    fails(2, "dance", "--help", of=["dance"])
    fails(2, "unrecognized", "neuro info --help", of=["info", "--bad"])
    fails(2, "one model", of=["info"])
    fails(2, "predict needs", of=["predict", "model"])
    fails(2, "evaluate needs", of=["evaluate", "model"])
    fails(2, "--workers", "256", of=["evaluate", "model", "data", "--workers", "257"])


def check_info(folder, model):
    output, _ = run("info", model)
    for words in ("file check     ok", "784-16-10", "parameters     12730, f32", "softmax",
                  "30 epochs", "cli.data = idx"):
        expect(words in output, words, "is not in", output)
    rows = re.findall(r"^ +(\d+) +500 ", output, re.MULTILINE)
    expect(rows[:3] == ["1", "2", "3"] and rows[-1] == "30" and len(rows) < 15, output)
    rows = re.findall(r"^ +(\d+) +500 ", run("info", model, "--history")[0], re.MULTILINE)
    expect(len(rows) == 30, rows)
    info = run_json("info", model)[0]
    expect(info["bytes"] == model.stat().st_size and info["file_check"] == "ok", info)
    expect(len(info["history"]) == 30 and info["history"][0]["validation_loss"] is None, info)

    losses = [epoch["loss"] for epoch in info["history"]]
    best = re.findall(r"^ +(\d+) .*  best$", output, re.MULTILINE)
    expect(best == [str(1 + losses.index(min(losses)))], best, losses)

    content = model.read_bytes()
    for name, damaged in (("cut", content[:-5]), ("empty", b""), ("junk", b"\xff" * 100),
                          ("bit", content[:9] + bytes([content[9] ^ 1]) + content[10:])):
        path = folder / name
        path.write_bytes(damaged)
        for command in (["info", path], ["predict", path, path], ["evaluate", path, path]):
            fails(3, path, of=command)
    fails(3, "No such file", of=["info", folder / "none"])


def check_json_strings(folder, model):
    """Any file name, and metadata of any kind, come out as valid JSON."""
    name = os.fsencode(folder) + b"/q\"\\\t\x01 \xc3\xa9 \xff\xc0\xaf \xed\xa0\x80"
    with open(name, "wb") as file:
        file.write(model.read_bytes())
    result = subprocess.run([COMMAND, "info", "--json", name], capture_output=True, check=True)
    shown = json.loads(result.stdout.decode("utf-8"))["model"]
    expect(shown.endswith("/q\"\\\t\x01 \u00e9 \ufffd\ufffd\ufffd \ufffd\ufffd\ufffd"), repr(shown))


def ends_with(status, message, command, **options):
    result = subprocess.run([COMMAND, *map(str, command)], stderr=subprocess.PIPE, text=True,
                            check=False, **options)
    expect(result.returncode == status and message in result.stderr, command, result)


def check_streams(model, data, folder):
    commands = (["info", model], ["--help"], ["--version"], ["evaluate", model, *data],
                ["train", *data, "--save", folder / "written", "--epochs", 1, "--force"])
    for command in commands:
        with open("/dev/full", "w", encoding="ascii") as full:
            ends_with(1, "No space left", command, stdout=full)
        ends_with(1, "standard output", command, preexec_fn=lambda: os.close(1))
        reader, writer = os.pipe()
        os.close(reader)
        ends_with(1, "Broken pipe", command, stdout=writer)
        os.close(writer)
    expect(run_json("info", folder / "written")[0]["file_check"] == "ok",
           "a model has suffered from a closed standard output")


def check_closed_streams(folder, data):
    """What is opened later must not take the place of a standard stream that is closed."""
    process = subprocess.Popen([COMMAND, "train", *map(str, data), "--save", str(folder / "closed"),
                                "--epochs", "100000"], preexec_fn=lambda: os.closerange(0, 3))
    places = []
    deadline = time.monotonic() + 60
    while places != ["/dev/null"] * 3 and time.monotonic() < deadline:
        time.sleep(0.01)
        places = [os.path.realpath(f"/proc/{process.pid}/fd/{i}") for i in range(3)]
    process.kill()
    process.wait()
    expect(places == ["/dev/null"] * 3, places)


def train_on_terminal(arguments, columns, interrupt=False):
    """Returns the status and what appeared on a terminal of that width."""
    process_id, terminal = pty.fork()
    if process_id == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execv(COMMAND, [COMMAND, "train", *map(str, arguments)])
    shown = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:  # Linux: the other end is closed
            break
        if not block:
            break
        shown += block
        if interrupt and b"epoch" in shown:
            os.write(terminal, b"\x03")
            interrupt = False
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1]), shown.decode()


def check_progress(folder, data):
    train = [*data, "--force", "--save", folder / "shown"]
    _, error = run("train", *train, "--epochs", 3)
    lines = [line for line in error.splitlines() if line.startswith("epoch ")]
    expect([line[:9] for line in lines] == ["epoch 1/3", "epoch 2/3", "epoch 3/3"], error)
    expect("\r" not in error and all("loss" in line for line in lines), error)
    output, error = run("train", *train, "--epochs", 3, "--quiet")
    expect(output == error == "", output, error)

    for columns in (40, 80, 200):
        status, shown = train_on_terminal([*train, "--epochs", 3], columns)
        drawn = [line.split("\r\n")[0] for line in shown.split("\r")
                 if "%  epoch" in line]
        expect(status == 0 and drawn, status, shown)
        expect(all(len(line) < columns for line in drawn), columns, drawn)
        expect("100%" in drawn[-1] and "epoch 3/3" in drawn[-1], drawn)
        for words, least in (("[===", 80), ("loss", 40), ("accuracy", 80), ("left", 80),
                             ("rows/s", 200)):
            expect(columns < least or words in drawn[-1], columns, words, drawn)
    status, shown = train_on_terminal([*train, "--epochs", 100000], 80, interrupt=True)
    expect(status == 130 and "interrupted" in shown and "--resume" in shown, status, shown)


def check_stop_in_silence(folder, data):
    """Nobody reads the lines: training goes on, since the model is what matters."""
    process = start("train", *data, "--save", folder / "unread", "--epochs", 5, "--json")
    process.stdout.close()
    error = process.stderr.read()
    expect(process.wait() == 1 and "Broken pipe" in error, error)
    expect(len(run_json("info", folder / "unread")[0]["history"]) == 5, error)


def main():
    digits = Digits("train", 500)
    with directory() as folder:
        data, model = digits.write_idx(folder, "train"), folder / "model"
        run("train", *data, "--save", model, "--epochs", 30, "--layers", "16")
        check_help()
        check_info(folder, model)
        check_json_strings(folder, model)
        check_streams(model, data, folder)
        check_closed_streams(folder, data)
        check_progress(folder, data)
        check_stop_in_silence(folder, data)


if __name__ == "__main__":
    main()
