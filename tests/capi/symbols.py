#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the built library shows of itself: exactly the functions of neuro.h, all of version node
LIBNEURO_0, the right SONAME, no executable stack, no text relocations, no run path, nothing that
runs when it is loaded, when it is closed or when a thread ends, no library and no function that a
good guest has no business with.

usage: symbols.py LIBRARY HEADER VERSION_MAP
"""

import pathlib
import re
import subprocess
import sys

ABI = "0"
NODE = f"LIBNEURO_{ABI}"
NEEDED = re.compile(r"(lib(c|m|stdc\+\+|gcc_s|hwy|z|pthread)|ld-linux[\w-]*)\.so\.\d+")

# To end or print, to depend on the locale, to change the process. (getenv is for NEURO_TARGET,
# abort and terminate belong to the C++ runtime.)
BANNED = re.compile(
    r"_?exit|_Exit|quick_exit|abort|__assert_fail|raise|kill"
    r"|v?[fd]?printf(_chk)?|__v?f?printf_chk|f?puts|f?putc|putchar|perror|fwrite|write"
    r"|(set|new|use)locale|localeconv|nl_langinfo|strto(d|f|ld)|ato[fil]|strerror|v?sscanf"
    r"|setenv|unsetenv|putenv|clearenv|secure_getenv"
    r"|signal|sigaction|sigprocmask|atexit|on_exit|pthread_atfork"
    r"|(__cxa_|__aeabi_)(thread_)?atexit(_impl)?"
    r"|fork|exec\w+|system|popen|chdir|umask|srand|rand|setrlimit|dlopen"
    r"|_ZSt4c(out|err|in|log)|_ZNSt6localeC\w+"
)

failures = []


def check(holds, what):
    if not holds:
        failures.append(what)


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def declared(header):
    """The functions of the header and its chapters: what is marked NN_API."""
    header = pathlib.Path(header)
    chapters = re.findall(r"^#include <(neuro/\w+\.h)>", header.read_text("utf-8"), flags=re.M)
    paths = [header] + [header.parent / chapter for chapter in chapters]
    text = "".join(path.read_text("utf-8") for path in paths)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"^\s*#.*?(?<!\\)$", "", text, flags=re.M | re.S)
    return {re.search(r"(nn_\w+)\s*\(", part).group(1) for part in text.split("NN_API")[1:]}


def mapped(version_map):
    with open(version_map, encoding="utf-8") as file:
        text = file.read()
    check(NODE + " {" in text, f"{version_map} has no {NODE}")
    check(re.search(r"local:\s*\*;\s*};\s*$", text), f"{version_map} does not end in local: *")
    return set(re.findall(r"\b(nn_\w+);", text))


def exported(library):
    """{symbol: version} of what is defined for others."""
    symbols = {}
    for line in run("nm", "-D", "--defined-only", library).splitlines():
        kind, name = line.split()[1:3]
        name, _, version = name.partition("@")
        if name == NODE and kind == "A":  # the node itself
            continue
        check(kind == "T", f"{name} is exported as {kind}, not as a function")
        symbols[name] = version.lstrip("@")
    return symbols


def check_initialisers(library):
    """One entry that every library has, crtbegin's, runs when it is loaded, and one when it is
    closed: none of ours."""
    header = run("readelf", "-hW", library)
    pointer = 8 if re.search(r"Class:\s+ELF64", header) else 4
    sections = run("readelf", "-SW", library)
    check(".ctors" not in sections and ".dtors" not in sections, "has .ctors or .dtors")
    for name in (".init_array", ".fini_array"):
        size = re.search(rf"\{name}\s+\w+\s+\w+\s+\w+\s+(\w+)", sections)
        check(size and int(size.group(1), 16) == pointer, f"{name} has more than crtbegin's entry")
    symbols = run("nm", library)
    check("nn_create" in symbols, "the library is stripped: initialisers cannot be looked for")
    check("_GLOBAL__sub_I" not in symbols, "has static constructors")


def check_segments(library):
    segments = run("readelf", "-lW", library)
    stack = re.search(r"GNU_STACK.*?\b([RWE]{1,3})\s+0x", segments)
    check(stack and "E" not in stack.group(1), "the stack is executable, or nothing says it is not")
    loads = re.findall(r"^\s+LOAD\s+(?:0x\w+\s+){5}([RWE ]+?)\s+0x", segments, flags=re.M)
    check(len(loads) >= 2, "no segments found")
    check(not any("W" in flags and "E" in flags for flags in loads),
          "a segment can be written and executed")
    check("GNU_RELRO" in segments, "relocations stay writable")


def main():
    library, header, version_map = sys.argv[1:]
    functions, symbols = declared(header), exported(library)
    check(len(functions) > 30, f"only {len(functions)} functions found in {header}")
    check(functions == set(symbols), f"declared or exported only: {functions ^ set(symbols)}")
    check(functions == mapped(version_map), f"in header or map only: {functions ^ mapped(version_map)}")
    for name, version in symbols.items():
        check(version == NODE, f"{name} has version {version!r}")

    imported = {
        line.split()[-1].partition("@")[0]
        for line in run("nm", "-D", "--undefined-only", library).splitlines()
    }
    check("malloc" in imported or "_Znwm" in imported, "no imports found")
    for name in sorted(imported):
        check(not BANNED.fullmatch(name), f"imports {name}")

    dynamic = run("readelf", "-dW", library)
    check(re.findall(r"\(SONAME\).*\[(.*)\]", dynamic) == [f"libneuro.so.{ABI}"], "SONAME")
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
    check(needed, "no NEEDED found")
    for name in needed:
        check(NEEDED.fullmatch(name), f"needs {name}")
    for tag in ("TEXTREL", "RPATH", "RUNPATH", "STATIC_TLS"):
        check(tag not in dynamic, f"has {tag}")
    check_segments(library)
    check_initialisers(library)

    for failure in failures:
        print(f"failed: {failure}")
    print(f"{len(symbols)} functions, {len(imported)} imports, {len(needed)} libraries")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
