#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Puts together what run.sh has measured: a summary for people, and one JSON file.

    report.py --data NAME --training FILE [--training FILE]... [--prediction FILE]...
              --accuracy FILE [--skipped REASON]... --json FILE [--readme FILE]
"""

import argparse
import json
import sys

import machine
import measure
import readme
import tables


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="what the networks were trained on")
    parser.add_argument("--training", required=True, action="append", metavar="FILE",
                        help="of compare.py, a network each")
    parser.add_argument("--prediction", default=[], action="append", metavar="FILE",
                        help="of compare.py, a network each")
    parser.add_argument("--accuracy", required=True, metavar="FILE", help="of accuracy")
    parser.add_argument("--skipped", action="append", default=[], metavar="REASON",
                        help="what was not measured, and why")
    parser.add_argument("--json", required=True, metavar="FILE", help="where all of it goes")
    parser.add_argument("--readme", metavar="FILE", help="where the tables go")
    return parser.parse_args()


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def print_head(results):
    system = results["machine"]
    print(f"{system['cpu']}, {system['cores']} cores, {system['system']}")
    print(f"load {system['load']:.2f} at the end, this benchmark's own included;"
          f" data: {results['data']}")
    for line in tables.versions(results["training"] + results["prediction"]):
        print(line)


def print_training(comparison):
    print(f"\ntraining {tables.setting_of_training(comparison)}")
    lines = [["", "threads", "rows/s", "+-", "of peak", "to PyTorch", "min", "max"]]
    rows = tables.training_rows(comparison)
    for row in rows:
        percent, ratio = row["percent_of_peak"], row["ratio"]
        lines.append([row["name"], str(row["threads"]), f"{row['speed']:,.0f}",
                      f"{row['spread']:.1%}", "" if percent is None else f"{percent:.1f}%",
                      *([f"{ratio[name]:.2f}" for name in ("median", "min", "max")]
                        if ratio else ["", "", ""])])
    print("\n".join(tables.align(lines)))


def print_prediction(comparison):
    print(f"\nprediction {tables.setting_of_prediction(comparison)}")
    lines = [["", "p50 us", "p99.9 us", "rows/s", "of peak", "p50 to libneuro", "min", "max"]]
    for row in tables.prediction_rows(comparison):
        percent = row["percent_of_peak"]
        lines.append([row["name"], f"{row['p50_us']:,.3f}", f"{row['p999_us']:,.3f}",
                      f"{row['speed']:,.0f}", "" if percent is None else f"{percent:.1f}%",
                      *[f"{row['ratio'][name]:.2f}" for name in ("median", "min", "max")]])
    print("\n".join(tables.align(lines)))


def print_memory(comparison):
    own = tables.best_of_programs(comparison)["libneuro"]
    above, start = tables.median_of(own, "above_dataset_bytes"), tables.median_of(own, "start_bytes")
    data = tables.median_of(own, "dataset_bytes")
    print(f"\nmemory    {above / 1e6:.1f} MB above the datasets' {data / 1e6:.1f} MB,"
          f" {start / 1e6:.1f} MB of it before anything is loaded"
          f" ({tables.setting_of_training(comparison)})")


def print_accuracy(accuracy):
    print(f"accuracy  mean {accuracy['mean']:.2%} on the test set after {accuracy['epochs']} epochs, over"
          f" {accuracy['seeds']} seeds, {accuracy['min']:.2%} ... {accuracy['max']:.2%}"
          f" ({accuracy['net']}, batch {accuracy['batch']}, {accuracy['type']})")


def main():
    arguments = parse_arguments()
    training = [read_json(path) for path in arguments.training]
    prediction = [read_json(path) for path in arguments.prediction]
    dropped = [f"{name} on {comparison['candidates'][0]['runs'][0]['net']}: {why}"
               for comparison in training + prediction
               for name, why in comparison["dropped"].items()]
    results = {
        "date": readme.today(),
        "machine": machine.describe(),
        "data": arguments.data,
        "training": training,
        "prediction": prediction,
        "accuracy": read_json(arguments.accuracy),
        "skipped": arguments.skipped + dropped,
    }
    measure.write_json(arguments.json, results)
    print_head(results)
    for comparison in training:
        print_training(comparison)
    for comparison in prediction:
        print_prediction(comparison)
    print_memory(training[0])
    print_accuracy(results["accuracy"])
    for reason in results["skipped"]:
        print(f"skipped   {reason}")
    if arguments.readme:
        try:
            readme.rewrite(arguments.readme, results)
        except measure.Failure as failure:
            sys.exit(f"report.py: {failure}")


if __name__ == "__main__":
    main()
