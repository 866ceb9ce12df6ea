#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares benchmark programs by running them in turn: A B A B ...

    compare.py [--rounds N] [--figure NAME] [--drop-failing] [--json FILE]
               NAME=COMMAND NAME=COMMAND...

Each command is split into words as a shell does, but run without one. The first is compared with
each of the others, round by round: neighbouring runs see the same machine, so their ratio holds
where the machine's speed drifts, which a ratio of medians would not.
"""

import argparse
import shlex
import sys

import measure


def parse_candidate(text):
    name, separator, command = text.partition("=")
    words = shlex.split(command)
    if not (separator and name and words):
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=COMMAND")
    return name, words


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="runs of each command (5)")
    parser.add_argument("--figure", default="rows_per_s", help="what to compare (rows_per_s)")
    parser.add_argument("--drop-failing", action="store_true",
                        help="go on without a command that fails, but not without the first")
    parser.add_argument("--json", metavar="FILE", help="write everything there, too")
    parser.add_argument("candidates", metavar="NAME=COMMAND", nargs="+", type=parse_candidate)
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds: at least 1")
    names = [name for name, _ in arguments.candidates]
    if len(set(names)) < len(names):
        parser.error("two commands of one name")
    return arguments


def run_rounds(candidates, rounds, drop_failing):
    """{name: its results, one a round}, and {name: why it was dropped}"""
    results, dropped = {name: [] for name, _ in candidates}, {}
    for number in range(1, rounds + 1):
        for name, command in candidates:
            if name in dropped:
                continue
            measure.note(f"round {number} of {rounds}: {name}")
            try:
                results[name].append(measure.run(command))
            except measure.Failure as failure:
                if not drop_failing or name == candidates[0][0]:
                    raise
                measure.note(f"going on without {name}: {failure}")
                dropped[name] = str(failure)
                del results[name]
    return results, dropped


def compare(results, figure):
    """Each candidate's figures, and the first one's ratio to it, round by round."""
    figures = {name: [run[figure] for run in runs] for name, runs in results.items()}
    first = next(iter(figures.values()))
    compared = []
    for name, values in figures.items():
        ratios = [a / b for a, b in zip(first, values)]
        compared.append({
            "name": name,
            figure: measure.summarise(values),
            "ratio": measure.summarise(ratios),
            "runs": results[name],
        })
    return compared


def show(value):
    """Whole numbers if they are large, as rows a second; else four digits."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def print_table(compared, figure):
    first = compared[0]["name"]
    width = max(len(entry["name"]) for entry in compared)
    ratio_title = f"{first} / it"
    print(f"{figure:{width}}  {'median':>11} {'min':>11} {'max':>11} {'spread':>7}"
          f"  {ratio_title:>{len(first) + 5}} {'min':>6} {'max':>6}")
    for entry in compared:
        values, ratio = entry[figure], entry["ratio"]
        print(f"{entry['name']:{width}}  {show(values['median']):>11} {show(values['min']):>11}"
              f" {show(values['max']):>11} {values['spread']:7.1%}"
              f"  {ratio['median']:{len(first) + 5}.2f} {ratio['min']:6.2f} {ratio['max']:6.2f}")


def main():
    arguments = parse_arguments()
    try:
        results, dropped = run_rounds(arguments.candidates, arguments.rounds,
                                      arguments.drop_failing)
        compared = compare(results, arguments.figure)
    except measure.Failure as failure:
        sys.exit(f"compare.py: {failure}")
    except KeyError as missing:
        sys.exit(f"compare.py: a result has no figure {missing}")
    print_table(compared, arguments.figure)
    if arguments.json:
        measure.write_json(arguments.json, {"figure": arguments.figure, "candidates": compared,
                                            "dropped": dropped})


if __name__ == "__main__":
    main()
