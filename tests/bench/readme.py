# SPDX-License-Identifier: MIT
"""The part of a README that is made from measurements: between two comments, in Markdown."""

import datetime

import measure
import tables

BEGIN, END = "<!-- benchmark:begin -->", "<!-- benchmark:end -->"


def short(number):
    """Three digits: 1.23 M, 412 k."""
    for unit, scale in ((" M", 1e6), (" k", 1e3)):
        if number >= 0.9995 * scale:
            value = number / scale
            return f"{value:.{0 if value >= 99.95 else 1 if value >= 9.995 else 2}f}{unit}"
    return f"{number:.0f}"


def markdown_table(head, lines):
    return ["| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *lines]]


def duration(microseconds):
    """Three digits: 0.212 µs, 6.93 ms."""
    value, unit = (microseconds / 1000, "ms") if microseconds >= 999.5 else (microseconds, "µs")
    return f"{value:.{0 if value >= 99.95 else 1 if value >= 9.995 else 2}f} {unit}"


def training_cell(row, cores):
    parts = [f"{short(row['speed'])}/s"]
    if row["percent_of_peak"] is not None:
        parts.append(f"{row['percent_of_peak']:.{0 if row['percent_of_peak'] >= 9.5 else 1}f}%")
    if row["ratio"] is not None:
        parts.append(f"{row['ratio']['median']:.2f}×")
    if row["threads"] != cores:
        parts.append(f"{row['threads']} thread" + "s" * (row["threads"] > 1))
    return ", ".join(parts)


def training_lines(comparisons, cores):
    rows = [tables.training_rows(comparison) for comparison in comparisons]
    present = {row["program"] for line in rows for row in line}
    programs = [program for program in tables.PROGRAMS if program in present]
    lines = []
    for comparison, line in zip(comparisons, rows):
        cells = {row["program"]: training_cell(row, cores) for row in line}
        lines.append([tables.setting_of_training(comparison)] +
                     [cells.get(program, "") for program in programs])
    head = ["training"] + [tables.PROGRAMS[program] for program in programs]
    return ["Rows a second, percent of the FMA peak of as many cores as it uses threads, and the ratio"
            " to PyTorch's best (median of neighbouring runs). Everybody uses the number of threads"
            f" that is best for it: {cores}, or what is said.", "", *markdown_table(head, lines)]


def prediction_cell(row):
    text = (f"{duration(row['p50_us'])}, p99.9 {duration(row['p999_us'])},"
            f" {short(row['speed'])}/s")
    return text if row["program"] == "libneuro" else f"{text}, {row['ratio']['median']:.2f}×"


def prediction_lines(comparisons):
    rows = [tables.prediction_rows(comparison) for comparison in comparisons]
    present = {row["program"] for line in rows for row in line}
    programs = [program for program in tables.PROGRAMS if program in present]
    lines = []
    for comparison, line in zip(comparisons, rows):
        cells = {row["program"]: prediction_cell(row) for row in line}
        lines.append([tables.setting_of_prediction(comparison)] +
                     [cells.get(program, "") for program in programs])
    head = ["prediction"] + [tables.PROGRAMS[program] for program in programs]
    return ["Median time of a call, 99.9th percentile, rows a second; for others, how many times"
            " libneuro's median time they take.", "", *markdown_table(head, lines)]


def section(results):
    """Everything between the two comments."""
    machine = results["machine"]
    training, prediction = results["training"], results["prediction"]
    rounds = len(training[0]["candidates"][0]["runs"])
    lines = training_lines(training, machine["cores"])
    if prediction:
        lines += ["", *prediction_lines(prediction)]
    lines += ["", f"Measured on {results['date']} on {machine['cpu']}, {machine['cores']} cores,"
                  f" {machine['system']}; data: {results['data']};"
                  f" rounds: {rounds}. "
                  + "; ".join(tables.versions(training + prediction)) + "."]
    if results["skipped"]:
        lines += ["", "Not measured: " + "; ".join(results["skipped"]) + "."]
    return "\n".join(lines)


def today():
    return datetime.date.today().isoformat()


def rewrite(path, results):
    """Replaces what is between the two comments."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise measure.Failure(f"{path}: no {BEGIN} followed by {END}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{section(results)}\n{END}{after}")
