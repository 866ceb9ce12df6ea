#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes neuro.1.in, the manual page neuro(1) but for date and version: what the command's --help says,
and what a manual page has besides.

    usage: command_manual.py NEURO_COMMAND OUTPUT
"""

import pathlib
import re
import subprocess
import sys

import roff

COMMANDS = ("train", "predict", "evaluate", "info")
OPTION = re.compile(r"  (--\S+(?: \S+)*?)(?: {2,}(.*))?")
CONTINUED = re.compile(r" {10,}(\S.*)")

HEAD = r""".TH NEURO 1 @date@ "libneuro @version@" "User Commands"
.SH NAME
neuro \- train and run fully connected neural networks
.SH SYNOPSIS
.nf
"""

DESCRIPTION = r""".SH DESCRIPTION
.nh
.ad l
.B neuro
trains networks on CSV files and on IDX files, as MNIST comes, and runs them on CSV files and images. A
trained network is one file, the model, in the safetensors format; it has all that is needed to go on with
it: layers, scaling of inputs, names of classes, history.
.PP
Training is reproducible: the same data, options and seed come to the same model, byte for byte, with any
number of threads on any machine, and also when it was interrupted and resumed.
"""

TAIL = r""".SH EXIT STATUS
.TP
.B 0
All is well.
.TP
.B 1
Something failed.
.TP
.B 2
The command line is wrong.
.TP
.B 3
A model or data file cannot be read, is damaged or does not fit.
.TP
.B 130
Interrupted by Ctrl\-C (128 + the signal).
.SH ENVIRONMENT
.TP
.B NEURO_TARGET
Forces an instruction set: avx512, avx2, neon or portable. Results do not depend on it.
.SH FILES
.TP
.I MODEL
Replaced as a whole or not at all. A process that is killed while it saves may leave a file
.IR .NAME.neuro\-saving... ,
which the next save removes.
.SH EXAMPLES
Train on digits, a tenth of which is held out; look at how it went; classify a picture:
.PP
.nf
neuro train digits.csv \-\-save digits.safetensors \-\-validation\-split 0.1 \-\-curve curve.svg
neuro evaluate digits.safetensors more_digits.csv \-\-confusion
neuro predict digits.safetensors seven.png
.fi
.PP
Go on after Ctrl\-C, a kill or a power cut:
.PP
.nf
neuro train digits.csv \-\-save digits.safetensors \-\-validation\-split 0.1 \-\-resume
.fi
.PP
Learn numbers instead of classes, from a file with gaps:
.PP
.nf
neuro train houses.csv \-\-label \-1 \-\-target numbers \-\-missing median \-\-save houses.safetensors
.fi
.SH SEE ALSO
.BR neuro.h (3)
"""


def help_of(program, *command):
    result = subprocess.run([program, *command, "--help"], capture_output=True, text=True, check=True)
    usage, _, rest = result.stdout.partition("\n\n")
    usage = [line.removeprefix("usage:").strip() for line in usage.splitlines()]
    return usage, rest.splitlines()


def described(lines):
    """The lines of a help text as roff: options with what they do, headings, paragraphs."""
    written, paragraph = [], False
    for line in lines:
        option, continued = OPTION.fullmatch(line), CONTINUED.fullmatch(line)
        if not line.strip():
            paragraph = False
        elif option:
            name, _, argument = option.group(1).partition(" ")
            written += [".TP", f".BI {roff.quoted(name)} {roff.quoted(' ' + argument)}" if argument
                        else f".B {roff.escaped(name)}", roff.escaped(option.group(2) or "")]
            paragraph = True
        elif continued and paragraph:
            written[-1] = (written[-1] + "\n" + roff.escaped(continued.group(1))).strip()
        elif line.endswith(":") and not paragraph:
            written.append(f".SS {roff.quoted(line.rstrip(':'))}")
        elif paragraph:
            written.append(roff.escaped(line.strip()))
        else:
            written += [".PP", roff.escaped(line.strip())]
            paragraph = True
    return written


def manual(program):
    helps = {command: help_of(program, command) for command in COMMANDS}
    lines = [HEAD.rstrip()]
    for usage, _ in helps.values():
        lines += [f".B {roff.escaped(line)}" for line in usage]
    lines += [r".B neuro \-\-version", ".fi", DESCRIPTION.rstrip()]
    for command, (_, rest) in helps.items():
        lines.append(f".SH NEURO {command.upper()}")
        lines += described(rest)
    lines.append(TAIL.rstrip())
    # The heading of a section begins a paragraph by itself.
    lines = [line for before, line in zip(["", *lines], lines)
             if line != ".PP" or not before.startswith((".SH", ".SS"))]
    return "\n".join(lines) + "\n"


def main():
    text = manual(sys.argv[1])
    pathlib.Path(sys.argv[2]).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
