#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Describes the public header as data, for people who generate bindings: writes api.json.

    usage: describe_api.py INCLUDE_DIRECTORY OUTPUT

What the fields mean is in the guide's page for binding authors. The header is read by libclang, so
that types, values and layouts are the compiler's; comments are taken as they stand, without their
stars. A comment also stands for the functions that follow its function without a blank line between.
"""

import json
import pathlib
import re
import sys

from clang import cindex

FORMAT = 1  # of api.json: raised when a field changes its meaning, not when one is added
TARGET = "x86_64-linux-gnu"  # sizes and offsets: the same wherever pointers have 64 bits
SINCE = re.compile(r"\bSince\s+(\d+\.\d+(?:\.\d+)?)\.")
ERRORS = re.compile(r"\b[Ee]rrors\b.*", re.DOTALL)
ERRORS_OF = re.compile(r"\b[Ee]rrors\b[\w\s,:-]*?\sas\s(nn_\w+)")
NAMED_NUMBERS = {"INT64_MIN": -2**63}
CHAPTER = re.compile(r"/\* (\d+)\. (.*?) \*/\s*#include <(neuro/\w+\.h)>", re.DOTALL)


def plain(comment):
    """A comment's text without its marks, lines as they are."""
    if not comment:
        return ""
    lines = comment.strip().removeprefix("/*").removesuffix("*/").splitlines()
    return "\n".join(re.sub(r"^\s*\* ?", "", line).rstrip() for line in lines).strip()


def comment_above(cursor):
    """The comment that ends in the line before, or behind it in the same line."""
    with open(cursor.location.file.name, encoding="utf-8") as file:
        lines = file.read().splitlines()
    line = cursor.extent.start.line - 1
    behind = re.search(r"/\*.*?\*/", lines[line])
    if behind:
        return plain(behind.group())
    above = re.search(r"/\*(?:(?!\*/).)*\*/\Z", "\n".join(lines[:line]), re.DOTALL)
    return plain(above.group()) if above else ""


def one_line(text):
    return " ".join(text.split())


def spelled(kind):
    """A type as one writes it: "const nn_network*"."""
    return re.sub(r"\s*\*", "*", kind.spelling)


def describe_type(kind):
    """A type in C, and taken apart: what it points to in the end, by how many pointers, and whether
    that is const."""
    pointers, pointee = 0, kind
    while pointee.kind == cindex.TypeKind.POINTER:
        pointers, pointee = pointers + 1, pointee.get_pointee()
    base = pointee.spelling.removeprefix("const ")
    return {"type": spelled(kind), "base": base, "pointers": pointers,
            "const": pointers > 0 and pointee.is_const_qualified()}


def direction_of(parameter, handles):
    """The library writes through a pointer that is neither const nor a handle; of a struct it reads
    first how large it is."""
    if parameter["const"] or parameter["pointers"] == 0 or parameter["name"] == "user":
        return "in"
    if parameter["pointers"] == 1 and parameter["base"].startswith("nn_"):
        return "in" if parameter["base"] in handles else "inout"
    return "out"


def describe_parameters(cursor, handles):
    parameters = [{"name": each.spelling, **describe_type(each.type)}
                  for each in cursor.get_children() if each.kind == cindex.CursorKind.PARM_DECL]
    return [{**each, "direction": direction_of(each, handles)} for each in parameters]


def documented(text):
    """The documentation of a function, and what can be read off it. Its "errors" are words, and names
    of functions whose errors are meant as well."""
    since, errors, others = SINCE.search(text), ERRORS.search(text), ERRORS_OF.findall(text)
    words = re.findall(r"\b[A-Z_]{2,}\b", errors.group()) if errors else []
    return {"errors": [*words, *others], "since": since.group(1) if since else None, "doc": text}


def resolve_errors(functions, statuses):
    """Makes "errors" the names of statuses."""
    words = {function["name"]: set(function["errors"]) for function in functions}
    for function in functions:
        known = words[function["name"]]
        while more := set().union(*(words[name] for name in known if name in words)) - known:
            known |= more
        fails = function["result"]["type"] == "nn_status"
        function["errors"] = [name for name in statuses
                              if fails and name.removeprefix("NN_ERROR_") in known]


class Header:
    """neuro.h and its chapters, parsed."""

    def __init__(self, include):
        arguments = ["-x", "c", "-std=c99", "-I", include, "-fparse-all-comments", "-target", TARGET]
        unit = cindex.Index.create().parse(
            f"{include}/neuro.h", arguments,
            options=cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD)
        problems = [str(problem) for problem in unit.diagnostics]
        if problems:
            sys.exit("\n".join(problems))
        self.include = include
        with open(f"{include}/neuro.h", encoding="utf-8") as file:
            self.text = file.read()
        self.unit = unit
        self.declarations = [cursor for cursor in unit.cursor.get_children()
                             if cursor.location.file is not None and
                             cursor.location.file.name.startswith(include)]

    def chapters(self):
        described = []
        for number, title, path in CHAPTER.findall(self.text):
            with open(f"{self.include}/{path}", encoding="utf-8") as file:
                doc = plain(re.match(r"/\*.*?\*/", file.read(), re.DOTALL).group())
            doc = doc.removeprefix("SPDX-License-Identifier: MIT").strip()
            described.append({"name": path.removeprefix("neuro/").removesuffix(".h"),
                              "number": int(number), "title": one_line(title), "header": path,
                              "doc": doc})
        return described

    def introduction(self):
        doc = plain(re.match(r"/\*.*?\*/", self.text, re.DOTALL).group())
        return doc.removeprefix("SPDX-License-Identifier: MIT").strip()

    def chapter_of(self, cursor):
        name = cursor.location.file.name.rpartition("/")[2].removesuffix(".h")
        return None if name == "neuro" else name

    def of_kind(self, kind):
        return [cursor for cursor in self.declarations if cursor.kind == kind]

    def macros(self):
        """Those that stand for a number. (libclang has no comments for macros.)"""
        described = []
        for cursor in self.of_kind(cindex.CursorKind.MACRO_DEFINITION):
            tokens = [token.spelling for token in cursor.get_tokens()][1:]
            value = NAMED_NUMBERS.get(tokens[0] if len(tokens) == 1 else None)
            if value is None and len(tokens) == 1 and tokens[0].isdigit():
                value = int(tokens[0])
            if value is not None:
                described.append({"name": cursor.spelling, "chapter": self.chapter_of(cursor),
                                  "value": value, "doc": comment_above(cursor)})
        return described

    def handles(self):
        """Structs that are only declared."""
        structs = self.of_kind(cindex.CursorKind.STRUCT_DECL)
        names = {cursor.spelling for cursor in structs if cursor.is_definition()}
        described = []
        for cursor in self.of_kind(cindex.CursorKind.TYPEDEF_DECL):
            struct = cursor.underlying_typedef_type.spelling.removeprefix("struct ")
            if struct == cursor.spelling and struct not in names:
                described.append({"name": struct, "chapter": self.chapter_of(cursor),
                                  "destroy": self.destroyer_of(struct),
                                  "doc": plain(cursor.raw_comment)})
        return described

    def destroyer_of(self, struct):
        """The function that takes such a handle back."""
        names = [cursor.spelling for cursor in self.of_kind(cindex.CursorKind.FUNCTION_DECL)
                 if cursor.spelling.endswith("destroy") and
                 [spelled(argument.type) for argument in cursor.get_arguments()] == [f"{struct}*"]]
        if len(names) != 1:
            sys.exit(f"{struct} is destroyed by {names}")
        return names[0]

    def integers(self):
        """Typedefs of integer types, whose values are enumerations'."""
        return [{"name": cursor.spelling, "chapter": self.chapter_of(cursor),
                 "type": cursor.underlying_typedef_type.spelling,
                 "doc": plain(cursor.raw_comment)}
                for cursor in self.of_kind(cindex.CursorKind.TYPEDEF_DECL)
                if cursor.underlying_typedef_type.kind == cindex.TypeKind.TYPEDEF or
                cursor.underlying_typedef_type.spelling == "int32_t"]

    def enumerations(self):
        described, before = [], None
        for cursor in self.declarations:
            if cursor.kind == cindex.CursorKind.ENUM_DECL:
                values = [{"name": value.spelling, "value": value.enum_value,
                           "doc": plain(value.raw_comment)} for value in cursor.get_children()]
                # An enumeration that follows an integer type has that type's values.
                of = (before.spelling if before is not None and
                      before.kind == cindex.CursorKind.TYPEDEF_DECL and
                      before.underlying_typedef_type.spelling == "int32_t" else None)
                described.append({"chapter": self.chapter_of(cursor), "type": of or "int32_t",
                                  "prefix": common_prefix([value["name"] for value in values]),
                                  "doc": plain(cursor.raw_comment), "values": values})
            before = cursor
        describe_options(described)
        return described

    def structs(self):
        described = []
        for cursor in self.of_kind(cindex.CursorKind.STRUCT_DECL):
            if not cursor.is_definition():
                continue
            fields = [{"name": field.spelling, **describe_type(field.type),
                       "offset": cursor.type.get_offset(field.spelling) // 8,
                       "doc": plain(field.raw_comment)}
                      for field in cursor.get_children()
                      if field.kind == cindex.CursorKind.FIELD_DECL]
            described.append({"name": cursor.spelling, "chapter": self.chapter_of(cursor),
                              "size": cursor.type.get_size(), "doc": plain(cursor.raw_comment),
                              "fields": fields})
        return described

    def callbacks(self, handles):
        described = []
        for cursor in self.of_kind(cindex.CursorKind.TYPEDEF_DECL):
            kind = cursor.underlying_typedef_type
            if kind.kind != cindex.TypeKind.POINTER:
                continue
            described.append({"name": cursor.spelling, "chapter": self.chapter_of(cursor),
                              "result": describe_type(kind.get_pointee().get_result()),
                              "parameters": describe_parameters(cursor, handles),
                              "doc": plain(cursor.raw_comment)})
        return described

    def functions(self, handles, statuses):
        described, doc, end = [], None, None
        for cursor in self.of_kind(cindex.CursorKind.FUNCTION_DECL):
            file, line = cursor.location.file.name, cursor.extent.start.line
            own = plain(cursor.raw_comment)
            if not own and end != (file, line - 1):
                sys.exit(f"{file}:{line}: {cursor.spelling} is not documented")
            doc = documented(own) if own else dict(doc)
            described.append({"name": cursor.spelling, "chapter": self.chapter_of(cursor),
                              "result": describe_type(cursor.result_type),
                              "parameters": describe_parameters(cursor, handles), **doc})
            end = (file, cursor.extent.end.line)
        resolve_errors(described, statuses)
        return described


def describe_options(enumerations):
    """Says which options take the values of an enumeration, and of each option whether it is "living",
    and whether layers may have their own."""
    options = [value for each in enumerations for value in each["values"]
               if each["type"] == "nn_option"]
    for option in options:
        words = set(re.findall(r"\w+", option["doc"]))
        option.update(living="living" in words, layer="Layer" in words)
    for each in enumerations:
        first = each["values"][0]["name"]
        each["options"] = [option["name"] for option in options
                           if f"one of {each['prefix']} " in option["doc"] or
                           f"integer: {first} " in option["doc"]]


def common_prefix(names):
    """What all names begin with, up to an underscore."""
    first, last = min(names), max(names)
    length = next((i for i, pair in enumerate(zip(first, last)) if pair[0] != pair[1]), len(first))
    return first[:first.rfind("_", 0, length) + 1]


def describe(include):
    header = Header(include)
    macros = {macro["name"]: macro["value"] for macro in header.macros()}
    handles = header.handles()
    names = {handle["name"] for handle in handles}
    enumerations = header.enumerations()
    statuses = [value["name"] for value in enumerations[0]["values"]]
    return {
        "format": FORMAT,
        "name": "neuro",
        "header": "neuro.h",
        "version": ".".join(str(macros[f"NN_VERSION_{part}"])
                            for part in ("MAJOR", "MINOR", "PATCH")),
        "abi_version": macros["NN_ABI_VERSION"],
        "doc": header.introduction(),
        "chapters": header.chapters(),
        "macros": header.macros(),
        "handles": handles,
        "integers": header.integers(),
        "enumerations": enumerations,
        "structs": header.structs(),
        "callbacks": header.callbacks(names),
        "functions": header.functions(names, statuses),
    }


def formatted(value, indent=0):
    """JSON in which what has no parts with parts of their own takes one line."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    if not any(isinstance(part, (dict, list)) and part for part in parts):
        return json.dumps(value, ensure_ascii=False)
    margin = "\n" + " " * (indent + 1)
    if isinstance(value, dict):
        lines = [f"{json.dumps(key)}: {formatted(part, indent + 1)}" for key, part in value.items()]
        return "{" + margin + f",{margin}".join(lines) + margin[:-1] + "}"
    return "[" + margin + f",{margin}".join(formatted(part, indent + 1) for part in value) + \
        margin[:-1] + "]"


def main():
    text = formatted(describe(sys.argv[1].rstrip("/"))) + "\n"
    pathlib.Path(sys.argv[2]).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
