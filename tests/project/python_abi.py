"""The Python binding declares to ctypes what neuro.h declares to C: every function with the types of
its arguments, every struct with its fields, every enumeration with its numbers.

    usage: python_abi.py LIBRARY
"""

import ctypes
import json
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ["NEURO_LIBRARY"] = sys.argv[1]
sys.path.insert(0, str(ROOT / "examples/python"))
import neuro  # pylint: disable=wrong-import-position

PLAIN = {"size_t": ctypes.c_size_t, "int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64,
         "double": ctypes.c_double}
CALLBACKS = {"nn_progress_fn": neuro._ProgressFunction, "nn_augment_fn": neuro._AugmentFunction,
             "nn_read_fn": neuro._ReadFunction}
HANDLES = {"nn_options": neuro._OptionsHandle, "nn_network": neuro._NetworkHandle,
           "nn_dataset": neuro._DatasetHandle, "nn_evaluation": neuro._EvaluationHandle}
STRUCTS = {"nn_progress": neuro.Progress, "nn_epoch": neuro.Epoch, "nn_metrics": neuro.Metrics,
           "nn_norms": neuro.Norms, "nn_augmentation": neuro.Augmentation,
           "nn_stream": neuro._Stream}
ENUMERATIONS = {
    "NN_SCALING_": neuro.Scaling, "NN_OUTPUT_": neuro.Output, "NN_LOSS_": neuro.Loss,
    "NN_ACTIVATION_": neuro.Activation, "NN_NORMALISATION_": neuro.Normalisation,
    "NN_INITIALISATION_": neuro.Initialisation, "NN_OPTIMIZER_": neuro.Optimizer,
    "NN_SCHEDULE_": neuro.Schedule, "NN_MISSING_": neuro.Missing,
    "NN_CSV_TARGET_": neuro.CsvTarget, "NN_METRIC_": neuro.Metric}


def expect(what, holds):
    if not holds:
        sys.exit(f"not so: {what}")


def kind_of(described, integers):
    """The ctypes type of a parameter, a result or a field."""
    name, pointers = described["base"], described["pointers"]
    if name in CALLBACKS:
        return CALLBACKS[name]
    if name in HANDLES:
        return HANDLES[name] if pointers == 1 else ctypes.POINTER(HANDLES[name])
    if name == "char":
        return ctypes.c_char_p
    if name == "void":
        return (None, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))[pointers]
    kind = STRUCTS.get(name) or PLAIN[integers.get(name, name)]
    return ctypes.POINTER(kind) if pointers else kind


def check_functions(api, integers):
    declared = {function["name"] for function in api["functions"]}
    known = set(neuro._PROTOTYPES)
    expect(f"{declared ^ known} on both sides", declared == known)
    for function in api["functions"]:
        name = function["name"]
        kinds = [kind_of(each, integers)
                 for each in (function["result"], *function["parameters"])]
        expect(f"{name}: {kinds} is {neuro._PROTOTYPES[name]}",
               kinds == list(neuro._PROTOTYPES[name]))
        checks = getattr(neuro.lib, name).errcheck == neuro._check
        expect(f"{name}: its status is checked",
               checks == (function["result"]["type"] == "nn_status"))


def check_callbacks(api, integers):
    expect("all callbacks", {each["name"] for each in api["callbacks"]} == set(CALLBACKS))
    for each in api["callbacks"]:
        function = CALLBACKS[each["name"]]
        kinds = [kind_of(part, integers) for part in (each["result"], *each["parameters"])]
        declared = [function._restype_, *function._argtypes_]
        expect(f"{each['name']}: {kinds} is {declared}", kinds == declared)


def check_structs(api, integers):
    expect("all structs", {struct["name"] for struct in api["structs"]} == set(STRUCTS))
    for struct in api["structs"]:
        mirror = STRUCTS[struct["name"]]
        fields = [(field["name"], kind_of(field, integers)) for field in struct["fields"]]
        expect(f"{struct['name']}: {fields} is {mirror._fields_}", fields == mirror._fields_)
        offsets = [getattr(mirror, name).offset for name, _ in fields]
        expect(f"the layout of {struct['name']}",
               offsets == [field["offset"] for field in struct["fields"]] and
               ctypes.sizeof(mirror) == struct["size"])


def check_enumerations(api):
    values = {each["prefix"]: {value["name"].removeprefix(each["prefix"]): value["value"]
                               for value in each["values"]} for each in api["enumerations"]}
    numbers = {value["name"]: value["value"] for each in api["enumerations"]
               for value in each["values"]}
    expect("all enumerations", set(values) - {"NN_", "NN_OPTION_"} == set(ENUMERATIONS))
    for prefix, enumeration in ENUMERATIONS.items():
        members = {member.name: member.value for member in enumeration}
        expect(f"{prefix}: {values[prefix]} is {members}", values[prefix] == members)
    for member in neuro.Type:
        expect(member, numbers[f"NN_{member.name}"] == member)
    options = {name.lower(): value for name, value in values["NN_OPTION_"].items()}
    expect("all options", options == {name: row[0] for name, row in neuro.OPTIONS.items()})
    metrics = {member.name.lower(): member.value for member in neuro.Metric}
    expect("all metrics", neuro.metric_names() == metrics)
    for name in ("NN_ERROR_INVALID_ARGUMENT", "NN_ERROR_CANCELLED"):
        expect(name, numbers[name] == getattr(neuro, name.removeprefix("NN_ERROR")))
        expect("the name", neuro.status_name(numbers[name]) == name)


def main():
    with open(ROOT / "capi/doc/api.json", encoding="utf-8") as file:
        api = json.load(file)
    integers = {each["name"]: each["type"] for each in api["integers"]}
    check_functions(api, integers)
    check_callbacks(api, integers)
    check_structs(api, integers)
    check_enumerations(api)


if __name__ == "__main__":
    main()
