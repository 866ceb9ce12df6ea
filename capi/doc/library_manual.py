#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the manual page neuro.h(3) from api.json, and for each function a page that leads to it.

    usage: library_manual.py API_JSON DATE OUTPUT_DIRECTORY
"""

import json
import pathlib
import sys

import documentation
import roff

SYNOPSIS = """.SH SYNOPSIS
.nf
.B #include <neuro.h>
.PP
.BI "cc \\-o program program.c $(pkg\\-config \\-\\-cflags \\-\\-libs neuro)"
.fi
"""

EXAMPLE = """.SH EXAMPLES
.nf
const size_t sizes[] = {784, 64, 32, 16, 10};
nn_network *net = NULL;
if (nn_create(&net, sizes, 5, NULL) != NN_OK) fail(nn_last_error());
while (next_batch(&batch))
  nn_train_batch(net, batch.pixels, NN_U8, batch.labels, NN_U8, 32, &loss);
nn_predict(net, pixels, NN_U8, rows, probabilities, NN_F32);
nn_save(net, "digits.safetensors");
nn_destroy(net);
.fi
"""

ENVIRONMENT = """.SH ENVIRONMENT
.TP
.B NEURO_TARGET
Forces an instruction set: avx512, avx2, neon or portable. Read once, when the library is first used.
Results do not depend on it.
"""

SEE_ALSO = """.SH SEE ALSO
.BR neuro (1)
"""


class Manual:
    """The text of the page."""

    def __init__(self, api, date):
        self.api = api
        self.lines = [
            f'.TH NEURO.H 3 {date} "libneuro {api["version"]}" "Library Functions Manual"',
            r".\" No hyphens in names, no wide gaps.", ".nh", ".ad l", ".SH NAME",
            r"neuro.h \- train and run fully connected neural networks on CPUs",
            SYNOPSIS.rstrip(), ".SH DESCRIPTION"]

    def text(self, text):
        self.lines.append(roff.escaped(text))

    def blocks(self, doc):
        """A comment as paragraphs. The lists of conventions at its head are sections of their own."""
        parsed = documentation.parse(doc)
        for block in parsed.blocks:
            if block.kind == "item":
                self.lines += [r".IP \(bu 2"]
            elif block.kind == "definition":
                self.lines += [".TP", f".I {block.word}"]
            else:
                self.lines.append(".PP")
            self.text(block.text)
        for text in (parsed.errors, parsed.threads):
            if text:
                self.lines.append(".PP")
                self.text(text)
        return parsed

    def introduction(self):
        first, _, rest = self.api["doc"].partition("\n\n")
        del first  # the name
        self.blocks(rest)

    def declared(self, lines):
        self.lines += [".PP", ".nf", *(rf".B {roff.escaped(line)}" for line in lines), ".fi"]

    def indented(self, doc):
        if doc:
            self.lines.append(".RS 4")
            self.blocks(doc)
            self.lines.append(".RE")

    def values(self, enumeration):
        """Constants, one after the other, with what is to be said of each."""
        self.lines.append(".PP")
        self.text(enumeration["doc"] or f"Values of {enumeration['type']}:")
        for value in enumeration["values"]:
            self.lines += [".TP", f".BR {value['name']} \" = {roff.escaped(str(value['value']))}\""]
            self.lines.append(roff.escaped(value["doc"]) or r"\&")

    def struct(self, struct):
        fields = [f"    {field['type']} {field['name']};" for field in struct["fields"]]
        name = struct["name"]
        self.declared([f"typedef struct {name} {{", *fields, f"}} {name};"])
        self.indented(struct["doc"])
        described = [field for field in struct["fields"] if field["doc"]]
        for field in described:
            self.lines += [".TP", f".I {field['name']}"]
            self.text(field["doc"])

    def functions(self, functions):
        """Those with one comment are described together."""
        for i, function in enumerate(functions):
            first = i == 0 or functions[i - 1]["doc"] != function["doc"]
            last = i + 1 == len(functions) or functions[i + 1]["doc"] != function["doc"]
            self.lines += [".PP" if first else ".br", ".nf", f".B {prototype(function)}", ".fi"]
            if last:
                self.indented(function["doc"])

    def chapter(self, chapter):
        def own(kind):
            return [each for each in self.api[kind] if each["chapter"] == chapter["name"]]

        self.lines.append(f".SH {chapter['number']}. {roff.escaped(chapter['title']).upper()}")
        rest = chapter["doc"].partition("A chapter of neuro.h.")[2].strip()
        if rest:
            self.blocks(rest)
        for macro in own("macros"):
            self.declared([f"#define {macro['name']} {macro['value']}"])
            self.indented(macro["doc"])
        for integer in own("integers"):
            self.declared([f"typedef {integer['type']} {integer['name']};"])
            self.indented(integer["doc"])
        for enumeration in own("enumerations"):
            self.values(enumeration)
        for handle in own("handles"):
            self.declared([f"typedef struct {handle['name']} {handle['name']};"])
            self.indented(handle["doc"])
        for struct in own("structs"):
            self.struct(struct)
        for callback in own("callbacks"):
            self.declared([prototype(callback, f"typedef %s (*{callback['name']})")])
            self.indented(callback["doc"])
        self.functions(own("functions"))

    def written(self):
        self.introduction()
        for chapter in self.api["chapters"]:
            self.chapter(chapter)
        tail = [part.rstrip() for part in (ENVIRONMENT, EXAMPLE, SEE_ALSO)]
        # The heading of a section begins a paragraph by itself.
        lines = [line for before, line in zip(["", *self.lines], self.lines)
                 if line != ".PP" or not before.startswith(".SH ")]
        return "\n".join([*lines, *tail]) + "\n"


def prototype(function, head=None):
    """In C, on one line."""
    head = head or f"%s {function['name']}"
    parameters = ", ".join(f"{each['type']} {each['name']}" for each in function["parameters"])
    return roff.quoted(f"{head % function['result']['type']}({parameters or 'void'});")


def main():
    api_path, date, output = sys.argv[1:]
    with open(api_path, encoding="utf-8") as file:
        api = json.load(file)
    directory = pathlib.Path(output)
    (directory / "neuro.h.3").write_text(Manual(api, date).written(), "utf-8")
    for function in api["functions"]:
        (directory / f"{function['name']}.3").write_text(".so man3/neuro.h.3\n", "utf-8")


if __name__ == "__main__":
    main()
