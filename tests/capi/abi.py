#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The library's binary interface against the committed one: a function that is gone or has changed, or
a struct with another layout, fails; functions that were added are listed. Without libabigail's tools,
without the baseline or without debug information it fails as well: an interface that nobody compares
is not stable.

Libraries that differ from the header on purpose are compared too, so that the comparison itself is
known to see what it is for.

    usage: abi.py LIBRARY BASELINE INCLUDE_DIRECTORY VERSION_MAP API_JSON COMPILER
           abi.py --update LIBRARY BASELINE INCLUDE_DIRECTORY
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

# What abidiff's exit status is made of.
FAILED, MISUSED = 1, 2


def run(*command):
    try:
        return subprocess.run(command, check=False, capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is missing: install libabigail's tools (Debian: abigail-tools)")


def describe(library, description, include):
    """Writes what the public headers declare, without places in files, which every edit moves."""
    result = run("abidw", "--headers-dir", include, "--drop-private-types", "--drop-undefined-syms",
                 "--exported-interfaces-only", "--no-show-locs", "--no-corpus-path",
                 "--no-comp-dir-path", "--no-elf-needed", "--type-id-style", "hash",
                 "--out-file", description, library)
    # Without debug information it describes symbols, but no types.
    if result.returncode != 0 or "function-decl name='nn_create'" not in \
            pathlib.Path(description).read_text("utf-8"):
        sys.exit(f"abidw failed (is there debug information?): {result.stdout}{result.stderr}")


def compare(baseline, library, include, *options):
    """abidiff's exit status, 0 where nothing differs, and what it says. Description against
    description: told of one side's headers, abidiff takes all types for private ones."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as description:
        describe(library, description.name, include)
        result = run("abidiff", *options, baseline, description.name)
    text = result.stdout + result.stderr
    if result.returncode & (FAILED | MISUSED):
        sys.exit(f"abidiff could not compare: {text}")
    return result.returncode, text


def check_library(library, baseline, include):
    status, text = compare(baseline, library, include, "--no-added-syms")
    if status != 0:
        sys.exit(f"the binary interface has changed:\n{text}\n"
                 "Programs that are built would break. The guide's page on the ABI says what may "
                 "change when.")
    status, text = compare(baseline, library, include)
    if status != 0:
        print(f"added, and not in the baseline yet (abi.py --update takes it in):\n{text}")
        for function in re.findall(r"\[A\] '(.*?)'", text):
            print(f"note: added to the binary interface: {function}")


class Stub:
    """A library of empty functions with the prototypes of the header."""

    def __init__(self, directory, compiler, include, version_map, api):
        self.directory, self.compiler = pathlib.Path(directory), compiler
        self.include, self.version_map = pathlib.Path(include), version_map
        with open(api, encoding="utf-8") as file:
            self.functions = {each["name"]: each for each in json.load(file)["functions"]}

    def build(self, change_source=None, change_header=None, prototypes=True):
        """The path of the library; change_...: what is done to the text of the code, and to that of
        every header."""
        headers, changed = self.directory / "include", change_header is None
        for path in [self.include / "neuro.h", *sorted((self.include / "neuro").glob("*.h"))]:
            copy = headers / path.relative_to(self.include)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8")
            written = change_header(text) if change_header else text
            changed = changed or written != text
            copy.write_text(written, "utf-8")
        lines = ["#include <neuro.h>"] if prototypes else [
            # The types alone: what follows need not agree with the header's prototypes.
            "#include <stddef.h>", "#define nn_reserve nn_reserve_as_declared", "#include <neuro.h>",
            "#undef nn_reserve"]
        lines += [define(function) for function in self.functions.values()]
        source = "\n".join(lines)
        written = change_source(source) if change_source else source
        if not changed or (change_source and written == source):
            sys.exit("a change meant for the header or the code found nothing to change")
        (self.directory / "stub.c").write_text(written, "utf-8")
        library = str(self.directory / "stub.so")
        result = run(self.compiler, "-g", "-shared", "-fPIC", "-fvisibility=hidden", "-w",
                     f"-Wl,--version-script={self.version_map}", "-Wl,-soname,libneuro.so.0",
                     "-I", str(headers), "-o", library, str(self.directory / "stub.c"))
        if result.returncode != 0:
            sys.exit(f"the stub does not compile: {result.stderr}")
        return library, str(headers)


def define(function):
    parameters = ", ".join(f"{each['type']} {each['name']}" for each in function["parameters"])
    result = function["result"]["type"]
    body = "" if result == "void" else "return 0;"
    return (f'__attribute__((visibility("default"))) {result} {function["name"]}'
            f"({parameters or 'void'}) {{ {body} }}")


def replaced(old, new):
    def change(text):
        return text.replace(old, new)
    return change


def check_comparison(stub, baseline):
    """The stub is the same interface; changed in each of these ways it is another one."""

    def expect(what, differs, **changes):
        library, headers = stub.build(**changes)
        status, text = compare(baseline, library, headers, "--no-added-syms")
        if (status != 0) != differs:
            sys.exit(f"abidiff {'does not see' if not status else 'sees'} {what}\n{text}")

    expect("a difference where there is none", False)
    expect("that a function is gone", True,
           change_source=lambda text: re.sub(r".*\bnn_cancel\(.*", "", text))
    expect("that a parameter has another type", True, prototypes=False,
           change_source=replaced("nn_reserve(nn_network* network, size_t",
                                  "nn_reserve(nn_network* network, int32_t"))
    expect("that a result has another type", True, prototypes=False,
           change_source=lambda text: re.sub(r"nn_status (nn_reserve\()", r"int64_t \1", text))
    expect("that a field has been added", True,
           change_header=replaced("int64_t steps; ", "int64_t steps; int64_t more; "))
    expect("that fields have changed places", True,
           change_header=replaced("int64_t rows;    /* rows evaluated */\n  int64_t correct;",
                                  "int64_t correct;\n  int64_t rows;"))
    expect("that a callback has another parameter", True,
           change_header=replaced("(*nn_progress_fn)(const nn_progress* progress, void* user)",
                                  "(*nn_progress_fn)(const nn_progress* progress, int32_t user)"))
    added = define({"name": "nn_added", "result": {"type": "int32_t"}, "parameters": []})
    version_map = stub.directory / "added.map"
    version_map.write_text(pathlib.Path(stub.version_map).read_text("utf-8").replace(
        "nn_cancel;", "nn_cancel; nn_added;"), "utf-8")
    stub.version_map = version_map
    more = f"\nNN_API int32_t nn_added(void);\n{added}"
    expect("that a function has been added as a break", False,
           change_source=lambda text: text + more)
    library, headers = stub.build(change_source=lambda text: text + more)
    status, text = compare(baseline, library, headers)
    if status == 0 or "nn_added" not in text:
        sys.exit(f"abidiff does not list a function that was added\n{text}")


def main():
    if sys.argv[1] == "--update":
        describe(*sys.argv[2:])
        return
    library, baseline, include, version_map, api, compiler = sys.argv[1:]
    if not pathlib.Path(baseline).exists():
        sys.exit(f"there is no baseline {baseline}")
    check_library(library, baseline, include)
    with tempfile.TemporaryDirectory() as directory:
        check_comparison(Stub(directory, compiler, include, version_map, api), baseline)


if __name__ == "__main__":
    main()
