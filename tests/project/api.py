"""The description of the API is what the header says, and all that programs are compiled with is
pinned down by a static assertion.

    usage: api.py
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "capi/doc"))
try:
    import describe_api
except ImportError as error:
    print(f"skipped: no libclang for Python ({error})")
    sys.exit(77)

PINS = ROOT / "tests/capi/header_layout.c"


def check_description(api):
    """api.json is what would be written now."""
    fresh = describe_api.formatted(describe_api.describe(str(ROOT / "include"))) + "\n"
    committed = (ROOT / "capi/doc/api.json").read_text("utf-8")
    if fresh != committed:
        lines = zip(fresh.splitlines(), committed.splitlines())
        for number, (now, then) in enumerate(lines, 1):
            if now != then:
                print(f"api.json:{number}: {then}\n  the header says {now}")
                break
        sys.exit("run capi/doc/describe_api.py include capi/doc/api.json")
    if json.loads(fresh) != api:
        sys.exit("what is written is not what was meant")


def check_pins(api):
    """What header_layout.c asserts."""
    text = PINS.read_text("utf-8")
    constants = {value["name"]: value["value"] for each in api["enumerations"]
                 for value in each["values"]}
    pinned = {name: int(value) for name, value in
              re.findall(r"SAME\((NN_\w+),\s*(-?\d+)\);", text)}
    missing = {name for name, value in constants.items() if pinned.get(name) != value}
    sizes = {(struct["name"], struct["size"]) for struct in api["structs"]}
    sizes |= {(integer["name"], 4) for integer in api["integers"]}
    missing |= sizes - {(name, int(size)) for name, size in
                        re.findall(r"SAME_SIZE\((\w+),\s*(\d+)\);", text)}
    fields = {(struct["name"], field["name"], field["offset"]) for struct in api["structs"]
              for field in struct["fields"]}
    missing |= fields - {(struct, field, int(offset)) for struct, field, offset in
                         re.findall(r"AT\((\w+),\s*(\w+),\s*(\d+)\);", text)}
    if missing:
        sys.exit(f"{PINS.name} does not assert {sorted(missing, key=str)}")
    return len(constants) + len(sizes) + len(fields)


def main():
    api = describe_api.describe(str(ROOT / "include"))
    for key in ("handles", "structs", "callbacks", "functions"):
        if len(api[key]) < 3:
            sys.exit(f"only {len(api[key])} {key} found")
    undocumented = [each["name"] for key in ("handles", "structs", "callbacks", "functions")
                    for each in api[key] if not each["doc"]]
    without_since = [each["name"] for each in api["functions"] if not each["since"]]
    without_errors = [each["name"] for each in api["functions"]
                      if each["result"]["type"] == "nn_status" and not each["errors"]]
    if undocumented or without_since or without_errors:
        sys.exit(f"no comment: {undocumented}; no version: {without_since}; "
                 f"no errors: {without_errors}")
    check_description(api)
    print(f"{len(api['functions'])} functions, {check_pins(api)} numbers pinned")


if __name__ == "__main__":
    main()
