# SPDX-License-Identifier: MIT
"""Rows and cells out of what compare.py has written, one comparison a network."""

import statistics

import measure

# Names for people, in the order in which they appear.
PROGRAMS = {
    "libneuro": "libneuro",
    "pytorch": "PyTorch",
    "openblas": "OpenBLAS",
    "eigen": "Eigen",
    "scikit-learn": "scikit-learn",
    "fann": "FANN",
    "onnxruntime": "ONNX Runtime",
}


def program_of(entry):
    """Variants of a program call themselves by its name, a comma, and what is different."""
    return entry["runs"][0]["program"].partition(",")[0]


def median_of(entry, figure):
    """Over its runs; None if they do not have it."""
    values = [run[figure] for run in entry["runs"] if figure in run]
    return statistics.median(values) if values else None


def best_of_programs(comparison):
    """{program: the candidate with the largest median}, libneuro first."""
    figure, best = comparison["figure"], {}
    for entry in comparison["candidates"]:
        program = program_of(entry)
        if program not in best or entry[figure]["median"] > best[program][figure]["median"]:
            best[program] = entry
    order = list(PROGRAMS)
    return dict(sorted(best.items(), key=lambda item: order.index(item[0])))


def ratio(entry, other, figure):
    """Of neighbouring runs: of the entry's figure to the other's, round by round."""
    pairs = zip(entry["runs"], other["runs"])
    return measure.summarise([run[figure] / neighbour[figure] for run, neighbour in pairs])


def setting_of_training(comparison):
    run = comparison["candidates"][0]["runs"][0]
    return f"{run['net']}, batch {run['batch']}, {run['type']}"


def training_rows(comparison):
    """One dictionary for each program, of its best variant."""
    figure = comparison["figure"]
    best = best_of_programs(comparison)
    reference = best.get("pytorch")
    return [{
        "program": program,
        "name": PROGRAMS[program],
        "entry": entry,
        "threads": entry["runs"][0]["workers"],
        "speed": entry[figure]["median"],
        "spread": entry[figure]["spread"],
        "percent_of_peak": median_of(entry, "percent_of_peak"),
        "ratio": ratio(entry, reference, figure) if reference else None,
    } for program, entry in best.items()]


def setting_of_prediction(comparison):
    run = comparison["candidates"][0]["runs"][0]
    rows = f"{run['rows']} row" + "s" * (run["rows"] > 1)
    return f"{run['net']}, {rows}, {run['type']}, {run['workers']} threads".replace(
        " 1 threads", " 1 thread")


def prediction_rows(comparison):
    """As above. The ratio says how many times libneuro's median time it takes."""
    best = best_of_programs(comparison)
    own = best["libneuro"]
    return [{
        "program": program,
        "name": PROGRAMS[program],
        "entry": entry,
        "p50_us": median_of(entry, "p50_us"),
        "p999_us": median_of(entry, "p999_us"),
        "speed": median_of(entry, "rows_per_s"),
        "percent_of_peak": median_of(entry, "percent_of_peak"),
        "ratio": ratio(entry, own, "p50_us"),
    } for program, entry in best.items()]


def versions(comparisons):
    """'PyTorch 1.13 (avx2, libblas.so.3)' for each program in any of the comparisons."""
    found = {}
    for comparison in comparisons:
        for entry in comparison["candidates"]:
            run = entry["runs"][0]
            known = [run.get(name) for name in ("target", "compiler", "blas")]
            details = ", ".join(text for text in known if text and text != "unknown")
            found[program_of(entry)] = f"{run['version']} ({details})" if details else run["version"]
    return [f"{name} {found[program]}" for program, name in PROGRAMS.items() if program in found]


def align(lines):
    """Texts of a table's cells, the first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(*lines)]
    return ["  ".join([line[0].ljust(widths[0])] +
                      [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])])
            for line in lines]
