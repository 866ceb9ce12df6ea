#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How well networks do on the test set after training, over several seeds.

    accuracy.py [--seeds N] [--json FILE] -- COMMAND [ARGUMENT...]

Runs the command once for each seed 0 ... N-1, with --seed appended, and reads test_accuracy.
"""

import argparse
import statistics
import sys

import measure


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, help="how many (5)")
    parser.add_argument("--json", metavar="FILE", help="write everything there, too")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="a training benchmark")
    arguments = parser.parse_args()
    if arguments.seeds < 1:
        parser.error("--seeds: at least 1")
    return arguments


def run_seeds(command, seeds):
    """The results of all seeds."""
    runs = []
    for seed in range(seeds):
        measure.note(f"seed {seed} of 0 ... {seeds - 1}")
        runs.append(measure.run([*command, "--seed", str(seed)]))
    return runs


def main():
    arguments = parse_arguments()
    try:
        runs = run_seeds(arguments.command, arguments.seeds)
        accuracies = [run["test_accuracy"] for run in runs]
    except measure.Failure as failure:
        sys.exit(f"accuracy.py: {failure}")
    except KeyError as missing:
        sys.exit(f"accuracy.py: a result has no figure {missing}")
    summary = {
        "seeds": len(runs),
        "mean": statistics.fmean(accuracies),
        "min": min(accuracies),
        "max": max(accuracies),
        "runs": runs,
    }
    print(f"test accuracy over {summary['seeds']} seeds: mean {summary['mean']:.2%},"
          f" min {summary['min']:.2%}, max {summary['max']:.2%}")
    if arguments.json:
        measure.write_json(arguments.json, summary)


if __name__ == "__main__":
    main()
