"""The Python binding declares to ctypes what neuro.h declares to C: every function with the types of
its arguments, every struct with its fields, every enumeration with its numbers.

    usage: python_abi.py LIBRARY
"""

import ctypes
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ["NEURO_LIBRARY"] = sys.argv[1]
sys.path.insert(0, str(ROOT / "examples/python"))
import neuro  # pylint: disable=wrong-import-position
import neuro_abi as abi  # pylint: disable=wrong-import-position
from neuro_prototypes import PROTOTYPES  # pylint: disable=wrong-import-position

PLAIN = {"size_t": ctypes.c_size_t, "int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64,
         "double": ctypes.c_double, "nn_status": ctypes.c_int32, "nn_type": ctypes.c_int32,
         "nn_option": ctypes.c_int32, "nn_metric": ctypes.c_int32}
CALLBACKS = {"nn_progress_fn": abi.ProgressFunction, "nn_augment_fn": abi.AugmentFunction,
             "nn_read_fn": abi.ReadFunction}
HANDLES = {"nn_options": abi.OptionsHandle, "nn_network": abi.NetworkHandle,
           "nn_dataset": abi.DatasetHandle, "nn_evaluation": abi.EvaluationHandle}
STRUCTS = {"nn_progress": abi.Progress, "nn_epoch": abi.Epoch, "nn_metrics": abi.Metrics,
           "nn_norms": abi.Norms, "nn_augmentation": abi.Augmentation, "nn_stream": abi.Stream}
ENUMERATIONS = {
    "NN_SCALING": neuro.Scaling, "NN_OUTPUT": neuro.Output, "NN_LOSS": neuro.Loss,
    "NN_ACTIVATION": neuro.Activation, "NN_NORMALISATION": neuro.Normalisation,
    "NN_INITIALISATION": neuro.Initialisation, "NN_OPTIMIZER": neuro.Optimizer,
    "NN_SCHEDULE": neuro.Schedule, "NN_MISSING": neuro.Missing, "NN_CSV_TARGET": neuro.CsvTarget,
    "NN_METRIC": neuro.Metric}


def expect(what, holds):
    if not holds:
        sys.exit(f"not so: {what}")


def read_header():
    """All chapters without comments and preprocessor lines."""
    text = "".join(path.read_text() for path in sorted((ROOT / "include/neuro").glob("*.h")))
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
    return re.sub(r"^#.*$", "", text, flags=re.MULTILINE)


def kind_of(declaration):
    """The ctypes type of a parameter, a result or a field."""
    words = declaration.replace("const ", "").strip()
    stars = words.count("*")
    name = words.replace("*", " ").split()[0]
    if name in CALLBACKS:
        return CALLBACKS[name]
    if name in HANDLES:
        return HANDLES[name] if stars == 1 else ctypes.POINTER(HANDLES[name])
    if name == "char":
        return ctypes.c_char_p
    if name == "void":
        return (None, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))[stars]
    kind = STRUCTS.get(name) or PLAIN[name]
    return ctypes.POINTER(kind) if stars else kind


def check_functions(header):
    found = re.findall(r"NN_API\s+(.*?)\b(nn_\w+)\((.*?)\)\s*NN_NOEXCEPT;", header, re.DOTALL)
    expect("there are functions", len(found) > 90)
    declared = {name for _, name, _ in found}
    expect(f"{declared ^ set(PROTOTYPES)} on both sides", declared == set(PROTOTYPES))
    for result, name, parameters in found:
        kinds = [kind_of(result)]
        if parameters.strip() != "void":
            kinds += [kind_of(parameter) for parameter in parameters.split(",")]
        expect(f"{name}: {kinds} is {PROTOTYPES[name]}", kinds == list(PROTOTYPES[name]))
        checks = getattr(neuro.lib, name).errcheck == abi.check
        expect(f"{name}: its status is checked", checks == (result.strip() == "nn_status"))


def check_structs(header):
    for name, struct in STRUCTS.items():
        body = re.search(rf"typedef struct {name} {{(.*?)}} {name};", header, re.DOTALL).group(1)
        fields = []
        for line in re.findall(r"([^;]+);", body):
            first, *others = [part.strip() for part in line.split(",")]
            kind, field = re.fullmatch(r"(.*?[\s*])(\w+)", first, re.DOTALL).groups()
            fields += [(each, kind_of(kind)) for each in [field, *others]]
        expect(f"{name}: {fields} is {struct._fields_}", fields == struct._fields_)


def check_enumerations(header):
    numbers = {name: int(value) for name, value in
               re.findall(r"\b(NN_[A-Z0-9_]+) = (-?\d+)[,\s]", header)}
    for prefix, enumeration in ENUMERATIONS.items():
        found = {name.removeprefix(prefix + "_"): value for name, value in numbers.items()
                 if name.startswith(prefix + "_")}
        members = {member.name: member.value for member in enumeration}
        expect(f"{prefix}: {found} is {members}", found == members)
    for member in neuro.Type:
        expect(member, numbers[f"NN_{member.name}"] == member)
    options = {name.removeprefix("NN_OPTION_").lower(): value for name, value in numbers.items()
               if name.startswith("NN_OPTION_")}
    expect("all options", options == {name: row[0] for name, row in neuro.OPTIONS.items()})
    metrics = {member.name.lower(): member.value for member in neuro.Metric}
    expect("all metrics", neuro.metric_names() == metrics)
    expect("INVALID_ARGUMENT", numbers["NN_ERROR_INVALID_ARGUMENT"] == abi.INVALID_ARGUMENT)
    expect("CANCELLED", numbers["NN_ERROR_CANCELLED"] == abi.CANCELLED)
    expect("the name", neuro.status_name(abi.CANCELLED) == "NN_ERROR_CANCELLED")


def main():
    header = read_header()
    check_functions(header)
    check_structs(header)
    check_enumerations(header)


if __name__ == "__main__":
    main()
