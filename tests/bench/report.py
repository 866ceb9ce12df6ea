#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Puts together what run.sh has measured: a summary for people, and one JSON file.

    report.py --data NAME --training FILE --accuracy FILE [--skipped REASON]... --json FILE
"""

import argparse
import json
import os
import platform

import measure


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="what the networks were trained on")
    parser.add_argument("--training", required=True, metavar="FILE", help="of compare.py")
    parser.add_argument("--accuracy", required=True, metavar="FILE", help="of accuracy.py")
    parser.add_argument("--skipped", action="append", default=[], metavar="REASON",
                        help="what was not measured, and why")
    parser.add_argument("--json", required=True, metavar="FILE", help="where all of it goes")
    return parser.parse_args()


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def cpu_model():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                name, _, value = line.partition(":")
                if name.strip() == "model name":
                    return value.strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def describe_machine():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cpu": cpu_model(),
        "cores": cores,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        # A machine that is busy with something else gives figures of something else.
        "load": os.getloadavg()[0],
    }


def by_program(candidates, program):
    return [entry for entry in candidates if entry["runs"][0]["program"] == program]


def best(candidates, figure):
    """The candidate with the largest median, or None."""
    return max(candidates, key=lambda entry: entry[figure]["median"], default=None)


def median_of_runs(entry, figure):
    values = [run[figure] for run in entry["runs"] if figure in run]
    return measure.summarise(values)["median"] if values else None


def describe_setting(run):
    return (f"{run['net']}, batch {run['batch']}, {run['type']}, rate {run['rate']:g},"
            f" {run['epochs']} epochs")


def summarise_machine(machine, data, run):
    compiler = run.get("compiler", "compiler unknown")
    return [
        ("machine", f"{machine['cpu']}, {machine['cores']} cores, {machine['system']}"),
        ("load", f"{machine['load']:.2f} at the end, this benchmark's own included"),
        ("libneuro", f"{run['version']}, {run['target']}, {compiler}"),
        ("data", data),
        ("training", describe_setting(run)),
    ]


def summarise_own(entry, figure):
    run = entry["runs"][0]
    speed = entry[figure]
    lines = [("speed", f"{speed['median']:,.0f} rows/s +-{speed['spread']:.1%},"
                       f" {run['workers']} workers")]
    percent = median_of_runs(entry, "percent_of_peak")
    if percent is not None:
        lines.append(("arithmetic", f"{median_of_runs(entry, 'gflops'):.1f} GFLOP/s,"
                                    f" {percent:.0f}% of the FMA peak of"
                                    f" {median_of_runs(entry, 'peak_gflops'):.0f}"))
    above = median_of_runs(entry, "above_dataset_bytes")
    start = median_of_runs(entry, "start_bytes")
    lines.append(("memory", f"{above / 1e6:.1f} MB above the datasets'"
                            f" {run['dataset_bytes'] / 1e6:.1f} MB,"
                            f" {start / 1e6:.1f} MB of it before anything is loaded"))
    return lines


def summarise_peer(entry, figure):
    run, ratio = entry["runs"][0], entry["ratio"]
    return [
        (entry["name"], f"{entry[figure]['median']:,.0f} rows/s; libneuro is"
                        f" {ratio['median']:.2f} times as fast"
                        f" ({ratio['min']:.2f} ... {ratio['max']:.2f})"),
        ("", f"{run['program']} {run['version']}, {run['target']}, {run['blas']}"),
    ]


def summarise_accuracy(accuracy):
    return [("accuracy", f"mean {accuracy['mean']:.2%} on the test set after"
                         f" {accuracy['runs'][0]['epochs']} epochs, over {accuracy['seeds']} seeds,"
                         f" {accuracy['min']:.2%} ... {accuracy['max']:.2%}")]


def main():
    arguments = parse_arguments()
    training = read_json(arguments.training)
    accuracy = read_json(arguments.accuracy)
    machine = describe_machine()
    figure, candidates = training["figure"], training["candidates"]
    own = by_program(candidates, "libneuro")[0]
    peer = best(by_program(candidates, "pytorch"), figure)

    lines = summarise_machine(machine, arguments.data, own["runs"][0])
    lines += summarise_own(own, figure)
    if peer is not None:
        lines += summarise_peer(peer, figure)
    lines += summarise_accuracy(accuracy)
    lines += [("skipped", reason) for reason in arguments.skipped]
    width = max(len(name) for name, _ in lines)
    for name, text in lines:
        print(f"{name:{width}}  {text}")

    measure.write_json(arguments.json, {
        "machine": machine,
        "data": arguments.data,
        "training": training,
        "accuracy": accuracy,
        "skipped": arguments.skipped,
    })


if __name__ == "__main__":
    main()
