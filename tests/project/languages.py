"""The example of one language, as its users build and run it: its own tests pass, and on the same data it
learns the same bits as the program in C. Before that it shows a status as the language's own error.

    usage: languages.py LANGUAGE C_PROGRAM LIBRARY INCLUDE_DIRECTORY WORK_DIRECTORY [CPP_PROGRAM]

NEURO_TEST_DATA names the IDX files' directory, NODE_PATH where koffi is for Node.js. Without the
language's tools the test is skipped, and says so.
"""

import json
import os
import pathlib
import re
import shutil
import sys

from examples import ROOT, find, idx_files, run

OPTION_SETS = (["--epochs", "1", "--seed", "7"],
               ["--epochs", "1", "--batch", "77", "--workers", "3", "--rate", "0.05"])
REFUSED = re.compile(r"^refused +NN_ERROR_INVALID_ARGUMENT: .*row 0: label 10 .*$", re.MULTILINE)


def version():
    with open(ROOT / "capi/doc/api.json", encoding="utf-8") as file:
        return json.load(file)["version"]


def want(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            print(f"skipped: no {tool}")
            sys.exit(77)


class Place:
    """The library as it lies in the build directory, and a directory to build in."""

    def __init__(self, library, include, work):
        self.library, self.work = pathlib.Path(library).resolve(), pathlib.Path(work).resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        os.environ["NEURO_LIBRARY"] = str(self.library)
        os.environ["LD_LIBRARY_PATH"] = str(self.library.parent)
        os.environ["PKG_CONFIG_PATH"] = str(self.work)
        (self.work / "neuro.pc").write_text(
            f"Name: neuro\nDescription: as it was built\nVersion: {version()}\n"
            f"Libs: -L{self.library.parent} -lneuro\nCflags: -I{pathlib.Path(include).resolve()}\n",
            "utf-8")

    def run(self, folder, *command, **environment):
        return run([str(word) for word in command], cwd=ROOT / "examples" / folder,
                   **{name: str(value) for name, value in environment.items()})


def cpp(_place, program):
    return [pathlib.Path(program).resolve()]


def python(_place):
    return ["/usr/bin/python3", ROOT / "examples/python/mnist.py", "--hash"]


def luajit(place):
    want("luajit")
    print(place.run("luajit", "luajit", "test_neuro.lua"))
    return ["luajit", ROOT / "examples/luajit/mnist.lua"]


def node(place):
    want("node")
    if not any((pathlib.Path(path) / "koffi").exists()
               for path in os.environ.get("NODE_PATH", "").split(os.pathsep)):
        print("skipped: no koffi (NODE_PATH says where it is)")
        sys.exit(77)
    print(place.run("node", "node", "--test", "neuro.test.js"))
    return ["node", ROOT / "examples/node/mnist.js"]


def rust(place):
    want("cargo", "rustc", "pkg-config")
    target = place.work / "rust"
    # Without them cargo looks for newer versions of dependencies that there are not.
    options = ["--offline", "--locked", "--quiet"]
    place.run("rust", "cargo", "build", "--release", *options, CARGO_TARGET_DIR=target)
    print(place.run("rust", "cargo", "test", *options, CARGO_TARGET_DIR=target))
    return [target / "release/mnist"]


def go(place):
    want("go", "gofmt", "pkg-config")
    environment = {"GOCACHE": place.work / "go-cache", "GOPROXY": "off"}
    program = place.work / "mnist-go"
    # A checkout that belongs to somebody else has no version to stamp.
    place.run("go", "go", "build", "-buildvcs=false", "-o", program, "./cmd/mnist", **environment)
    print(place.run("go", "go", "vet", "./...", **environment))
    if unformatted := place.run("go", "gofmt", "-l", "."):
        sys.exit(f"gofmt would write anew: {unformatted}")
    print(place.run("go", "go", "test", "-count=1", "./...", **environment))
    return [program]


LANGUAGES = {"cpp": cpp, "python": python, "luajit": luajit, "node": node, "rust": rust, "go": go}


def main():
    language, c_program, library, include, work, *rest = sys.argv[1:]
    place = Place(library, include, work)
    files = idx_files()
    command = LANGUAGES[language](place, *rest)
    for options in OPTION_SETS:
        expected = find(r"hash (\w{16})", run([c_program, *options, "--hash", *files]))
        output = place.run(".", *command, *options, *files)
        print(output)
        learnt = find(r"hash (\w{16})", output)
        if learnt != expected:
            sys.exit(f"{options}: C learnt {expected}, {language} {learnt}")
        if REFUSED.search(output) is None:
            sys.exit(f"{options}: no error was shown")
    print(f"{language} learns the same bits as C")


if __name__ == "__main__":
    main()
