"""The documentation: every example of the guide in C compiles and whole programs run, manual pages have no
faults, and that of the command says what the command says.

    usage: guide.py NEURO_COMMAND LIBRARY INCLUDE_DIRECTORY MANUAL_DIRECTORY COMPILER...
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOC = ROOT / "capi/doc"
sys.path.insert(0, str(DOC))
import command_manual  # pylint: disable=wrong-import-position

# What pieces of programs may use.
AROUND = """#include <neuro.h>
#include <stdio.h>
#include <stdlib.h>
void piece(nn_network *net, nn_options *options, nn_dataset *train, nn_dataset *test,
           const size_t *sizes, size_t count, const float *rows_of_floats, float *probabilities);
void piece(nn_network *net, nn_options *options, nn_dataset *train, nn_dataset *test,
           const size_t *sizes, size_t count, const float *rows_of_floats, float *probabilities) {
  (void)net, (void)options, (void)train, (void)test, (void)sizes, (void)count;
  (void)rows_of_floats, (void)probabilities;
%s
}
"""
CHECK = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wno-unused-function"]


def run(command, **options):
    result = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if result.returncode != 0:
        sys.exit(f"{command} ended with {result.returncode}:\n{result.stdout}{result.stderr}")
    return result.stdout


def check_example(page, text, directory, compiler, library, include):
    """1 if it was a whole program."""
    is_program = "int main(" in text
    is_function = text.startswith("static ")
    source = directory / "example.c"
    if is_program:
        source.write_text(text)
    elif is_function:
        source.write_text(f"#include <neuro.h>\n#include <stdio.h>\n{text}")
    else:
        source.write_text(AROUND % text)
    command = [*compiler, *CHECK, "-I", include, "-o", str(directory / "example"), str(source)]
    if not is_program:
        run([*command, "-c"])
        return 0
    run([*command, library, f"-Wl,-rpath,{pathlib.Path(library).parent}"])
    print(f"{page.name}:\n{run([str(directory / 'example')])}")
    return 1


def check_guide(compiler, library, include):
    examples = [(page, text) for page in sorted((DOC / "guide").glob("*.md"))
                for text in re.findall(r"```c\n(.*?)```", page.read_text("utf-8"), re.DOTALL)]
    with tempfile.TemporaryDirectory() as directory:
        programs = sum(check_example(*example, pathlib.Path(directory), compiler, library, include)
                       for example in examples)
    if len(examples) < 5 or programs < 1:
        sys.exit(f"only {len(examples)} examples and {programs} programs found")
    print(f"{len(examples)} examples compile")


def check_paths():
    """What CONTRIBUTING.md and the guide say is in a file is in a file that there is."""
    pages = [ROOT / "CONTRIBUTING.md", ROOT / "README.md", *(DOC / "guide").glob("*.md")]
    paths = {path for page in pages for path in re.findall(
        r"[`(]((?:lib|capi|include|tests|examples)/[\w./*-]*)[`)]", page.read_text("utf-8"))}
    patterns = {path: re.sub("CHAPTER|NAME|TOPIC", "*", path.rstrip("/")) for path in paths}
    missing = [path for path, pattern in patterns.items() if not list(ROOT.glob(pattern))]
    if len(paths) < 30 or missing:
        sys.exit(f"{len(paths)} paths, of which there are not: {missing}")


def check_manuals(program, directory):
    if command_manual.manual(program) != (DOC / "neuro.1.in").read_text("utf-8"):
        sys.exit("the command's help has changed: run capi/doc/command_manual.py on it")
    pages = [directory / "neuro.1", directory / "neuro.h.3"]
    library = pages[1].read_text("utf-8")
    names = re.findall(r"\b(nn_\w+);", (ROOT / "capi/neuro.map").read_text("utf-8"))
    missing = [name for name in names if f"{name}(" not in library or
               (directory / f"{name}.3").read_text("utf-8") != ".so man3/neuro.h.3\n"]
    if len(names) < 30 or missing:
        sys.exit(f"no manual of {missing}")
    if shutil.which("mandoc") is None:
        print("skipped: no mandoc")
        sys.exit(77)
    run(["mandoc", "-Tlint", "-Wwarning", *map(str, pages)])


def main():
    program, library, include, directory, *compiler = sys.argv[1:]
    check_paths()
    check_guide(compiler, library, include)
    check_manuals(program, pathlib.Path(directory))


if __name__ == "__main__":
    main()
